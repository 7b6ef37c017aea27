package io.signalbox.transport.connecting;

import java.util.Optional;

/**
 * Target of attempts to connect.
 *
 * @param id the name of the connector, for the names of threads
 * @param address the URL of the target, for people
 * @param endpoint the address to which the socket is connected
 * @param timeoutMillis the time of one attempt, from the lookup of the host to the end of the opening handshake; at least 1
 * @param proxy empty for a direct connection
 * @param sendBufferBytes maximum of the send buffer of a socket, in bytes; 0 leaves the maximum to the system
 * @param rules the rules for all attempts
 */
public record ConnectTarget(
        String id,
        String address,
        Endpoint endpoint,
        long timeoutMillis,
        Optional<HttpProxy> proxy,
        int sendBufferBytes,
        ConnectRules rules) {

    /** Creates a target without rules. */
    public ConnectTarget(
            String id,
            String address,
            Endpoint endpoint,
            long timeoutMillis,
            Optional<HttpProxy> proxy,
            int sendBufferBytes) {
        this(id, address, endpoint, timeoutMillis, proxy, sendBufferBytes, ConnectRules.NONE);
    }
}
