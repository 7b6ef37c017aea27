package io.signalbox.transport.port;

/**
 * One listening port.
 *
 * @param id the id from the configuration
 * @param address where the port listens
 * @param maxConnections beyond that many open sockets a request is answered with 503
 * @param selectors how many I/O threads read, at least 1
 * @param openHandshakeTimeoutMillis how long a new socket may take until its first request is complete; 0 for ever
 * @param http how HTTP is served
 * @param addresses how the addresses of clients are found and limited
 * @param sockets how its sockets are set up
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

    /** The defaults for a port. */
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
