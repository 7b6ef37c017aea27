package io.signalbox.transport.port;

/**
 * Settings of one listening port.
 *
 * @param id the id from the configuration
 * @param address where the port listens
 * @param maxConnections largest number of open sockets; further requests are answered with 503
 * @param selectors number of I/O threads that read, at least 1
 * @param openHandshakeTimeoutMillis longest time from the accept of a socket to its complete first request, in
 *     milliseconds; 0 for any time
 * @param http the settings for HTTP
 * @param addresses the settings for the addresses of clients
 * @param sockets the options of the sockets
 */
public record ListenerSettings(
        String id,
        ListeningAddress address,
        int maxConnections,
        int selectors,
        long openHandshakeTimeoutMillis,
        HttpSettings http,
        AddressSettings addresses,
        SocketSettings sockets) {

    /** Returns the defaults for a port. */
    public static ListenerSettings of(String id, ListeningAddress address) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new ListenerSettings(
                id,
                address,
                100_000,
                cores,
                10_000,
                HttpSettings.DEFAULTS,
                AddressSettings.DEFAULTS,
                SocketSettings.DEFAULTS);
    }
}
