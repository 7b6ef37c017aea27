package io.signalbox.router.config;

/**
 * A TCP address to listen on.
 *
 * @param port 0 takes a free one
 * @param bindAddress the key {@code interface}; empty for all
 * @param version of the internet protocol, 4 or 6
 * @param backlog connections that wait to be accepted
 * @param sendBufferBytes of each socket; 0 leaves it to the system
 * @param place of the endpoint in the configuration
 */
public record EndpointConfig(
        int port, String bindAddress, int version, int backlog, int sendBufferBytes, ConfigPlace place) {
    static final int DEFAULT_VERSION = 4;
    static final int DEFAULT_BACKLOG = 1024;
    static final int DEFAULT_SEND_BUFFER_BYTES = 256 * 1024;

    /** What to bind: the address as given, or all addresses of the version. */
    public String host() {
        if (!bindAddress.isEmpty()) {
            return bindAddress;
        }
        return version == 6 ? "::" : "0.0.0.0";
    }
}
