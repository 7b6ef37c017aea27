package io.signalbox.router.connecting;

import io.signalbox.transport.connecting.HttpProxy;
import java.util.Optional;

/**
 * HTTP proxy of a configuration, between the node and a server.
 *
 * @param port 1 to 65535
 * @param user present if and only if the password is present
 */
public record HttpProxyItem(String host, int port, Optional<String> user, Optional<String> password) {
    /** @throws IllegalArgumentException if only one of user and password is present */
    public HttpProxyItem {
        if (user.isPresent() != password.isPresent()) {
            throw new IllegalArgumentException("'user' and 'password' belong together: set both or none");
        }
    }

    public HttpProxy proxy() {
        return new HttpProxy(
                host, port, user.flatMap(name -> password.map(secret -> new HttpProxy.Credentials(name, secret))));
    }

    /** Contains neither the user nor the password. */
    @Override
    public String toString() {
        return "HttpProxyItem[host=" + host + ", port=" + port + "]";
    }
}
