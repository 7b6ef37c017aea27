package io.signalbox.client;

import io.signalbox.transport.connecting.HttpProxy;
import java.util.Optional;

/**
 * HTTP proxy through which a client connects (RFC 9110, CONNECT). Immutable.
 *
 * <pre>{@code
 * WampClient proxied = WampClient.builder("wss://router.example.com/ws", "realm1")
 *         .proxy(ProxyOptions.of("proxy.example.com", 3128).withCredentials("joe", "secret"))
 *         .build();
 * }</pre>
 *
 * @param host a name or an address
 * @param port 1 to 65535
 * @param user empty for a proxy without authentication
 * @param password the password of the user
 */
public record ProxyOptions(String host, int port, Optional<String> user, String password) {

    /** Returns a proxy without authentication. */
    public static ProxyOptions of(String host, int port) {
        return new ProxyOptions(host, port, Optional.empty(), "");
    }

    /** Returns the same proxy with a user and a password. */
    public ProxyOptions withCredentials(String name, String secret) {
        return new ProxyOptions(host, port, Optional.of(name), secret);
    }

    HttpProxy settings() {
        return new HttpProxy(host, port, user.map(name -> new HttpProxy.Credentials(name, password)));
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "ProxyOptions[host=" + host + ", port=" + port + ", user=" + user + "]";
    }
}
