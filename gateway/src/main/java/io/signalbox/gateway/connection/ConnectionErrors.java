package io.signalbox.gateway.connection;

/** URIs of the errors of connections. */
public final class ConnectionErrors {
    public static final String NO_SUCH_CONNECTION = "signalbox.error.no_such_connection";
    public static final String INACTIVE = "signalbox.error.connection_inactive";
    public static final String NOT_CONNECTED = "signalbox.error.not_connected";
    public static final String SEND_BUFFER_FULL = "signalbox.error.send_buffer_full";
    public static final String EXISTS = "signalbox.error.connection_exists";
    public static final String INVALID_DEFINITION = "signalbox.error.invalid_definition";
    public static final String READ_ONLY = "signalbox.error.read_only";
    public static final String TARGET_NOT_ALLOWED = "signalbox.error.target_not_allowed";
    static final String INVALID_ARGUMENT = "wamp.error.invalid_argument";
    static final String TIMEOUT = "wamp.error.timeout";

    private ConnectionErrors() {}
}
