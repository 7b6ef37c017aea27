package io.signalbox.transport.connecting;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * HTTP proxy that forwards connections (RFC 9110 section 9.3.6, CONNECT). The connection to the proxy is in clear.
 *
 * @param host a name or an address of the proxy
 * @param port 1 to 65535
 * @param credentials the user and the password for the proxy; empty for a proxy without authentication
 */
public record HttpProxy(String host, int port, Optional<Credentials> credentials) {

    /** User and password (RFC 7617). */
    public record Credentials(String user, String password) {
        /** Returns the value of the header, which contains the password. */
        String basic() {
            byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(both);
        }

        /** Does not contain the password. */
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    Endpoint.Tcp endpoint() {
        return Endpoint.Tcp.of(host, port);
    }
}
