package io.signalbox.protocol.connection;

import java.io.IOException;

/**
 * Failure of one attempt to open a connection. The message has the address of the router, what happened, and the remedy.
 * Immutable and thread-safe.
 */
public final class ConnectFailure extends IOException {
    private static final long serialVersionUID = 1L;

    /** Kind of failure. */
    public enum Kind {
        /** The name of the host has no address. */
        UNKNOWN_HOST,
        /** No process listens at the address. */
        REFUSED,
        /** No way leads to the address, or this process may not use the address. */
        UNREACHABLE,
        /** The time of the attempt is over. */
        TIMED_OUT,
        /** The other side closed the connection during the opening handshake. */
        CLOSED,
        /** The proxy did not connect. */
        PROXY,
        /** The TLS handshake failed for another reason than the certificate of the server. */
        TLS,
        /** The certificate of the server is for another name, is not valid now, or is not signed by a trusted authority. */
        CERTIFICATE,
        /** The server answered the WebSocket handshake with a status, see {@link #httpStatus}. */
        HTTP_STATUS,
        /** The server speaks another protocol, or breaks the protocol. */
        PROTOCOL,
        /** The server accepts none of the offered serializers. */
        SERIALIZER,
        /** The RawSocket server has no room for another connection. */
        BUSY,
        /** The settings or the files of this side cannot be used. */
        SETTINGS,
        /** The attempt was canceled, or the connector was stopped. */
        CANCELED,
        /** This side has a defect. */
        INTERNAL
    }

    private final Kind kind;
    private final int httpStatus;

    private ConnectFailure(Kind kind, int httpStatus, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.httpStatus = httpStatus;
    }

    /**
     * Creates a failure.
     *
     * @param address the URL of the router
     * @param problem what happened
     * @param remedy what to do about the problem
     * @param cause may be null
     */
    public static ConnectFailure of(Kind kind, String address, String problem, String remedy, Throwable cause) {
        return new ConnectFailure(kind, 0, address + " " + problem + " - " + remedy, cause);
    }

    /** Creates a failure by the status of an HTTP answer. */
    public static ConnectFailure ofStatus(int httpStatus, String address, String problem, String remedy) {
        return new ConnectFailure(Kind.HTTP_STATUS, httpStatus, address + " " + problem + " - " + remedy, null);
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the status of the HTTP answer, such as 404; 0 if the kind is another one than {@link Kind#HTTP_STATUS}. */
    public int httpStatus() {
        return httpStatus;
    }
}
