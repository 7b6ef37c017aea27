package io.signalbox.gateway.outgoing;

import io.signalbox.router.schema.ConfigItem;
import io.signalbox.transport.connecting.HttpProxy;
import java.util.Optional;

/**
 * Item {@code http_proxy} of a configuration. User and password are both present or both absent.
 *
 * @param port 1 to 65535
 */
public record HttpProxyItem(String host, int port, Optional<String> user, Optional<String> password) {

    public HttpProxy proxy() {
        return new HttpProxy(host, port, user.map(name -> new HttpProxy.Credentials(name, password.orElse(""))));
    }

    /** Checks a proxy, which may be absent. */
    public static void check(ConfigItem proxy) {
        if (proxy.isPresent()
                && proxy.member("user").isAbsent() != proxy.member("password").isAbsent()) {
            proxy.refuse("'user' and 'password' belong together", "add the one that is missing, or remove the other");
        }
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "HttpProxyItem[host=" + host + ", port=" + port + "]";
    }
}
