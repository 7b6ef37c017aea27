package io.signalbox.transport.connecting;

import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Endpoint of a connecting transport: the address to which the transport connects. */
public sealed interface Endpoint {

    /**
     * A TCP port.
     *
     * @param host a name, an IPv4 address or an IPv6 address without brackets
     * @param port 1 to 65535
     * @param version 4 or 6 to use only addresses of this version of IP; empty for all addresses of the host
     * @param tls empty for a connection in clear
     */
    record Tcp(String host, int port, OptionalInt version, Optional<ConnectingTlsSettings> tls) implements Endpoint {
        private static final int MAX_PORT = 65_535;

        public Tcp {
            if (port < 1 || port > MAX_PORT) {
                throw new IllegalArgumentException("the port is " + port + ", not 1 to " + MAX_PORT);
            }
            if (version.isPresent() && version.getAsInt() != 4 && version.getAsInt() != 6) {
                throw new IllegalArgumentException("the version of IP is " + version.getAsInt() + ", not 4 or 6");
            }
        }

        /** Returns an endpoint in clear. */
        public static Tcp of(String host, int port) {
            return new Tcp(host, port, OptionalInt.empty(), Optional.empty());
        }

        /** Returns host and port as in a URL. */
        String authority() {
            return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix domain socket. */
    record Unix(Path path) implements Endpoint {}
}
