package io.signalbox.router.config;

import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.transport.proxy.AddressRange;
import io.signalbox.transport.proxy.TrustedProxies;
import java.util.Optional;

/** Check of the settings of a transport for proxies, and of HSTS. Stateless and thread-safe. */
final class ProxyCheck {
    private ProxyCheck() {}

    static void check(ConfigItem transport) {
        ConfigItem endpoint = transport.member("endpoint");
        ConfigItem proxies = endpoint.member("trusted_proxies");
        proxies.elements().forEach(ProxyCheck::checkRange);
        ConfigItem proxyProtocol = endpoint.member("proxy_protocol");
        if (proxyProtocol.value().asBoolean() && proxies.isEmpty()) {
            proxyProtocol.refuse(
                    "no peer could connect, because only trusted proxies may send a PROXY header",
                    "add 'trusted_proxies' with the addresses of the proxies");
        }
        boolean hasTls = !endpoint.member("tls").isAbsent() || !proxies.isEmpty();
        checkHsts(transport.member("options").member("hsts"), hasTls);
        checkHsts(transport.member("web").member("options").member("hsts"), hasTls);
    }

    private static void checkRange(ConfigItem item) {
        if (item.text().equals(TrustedProxies.UNIX)) {
            return;
        }
        Optional<AddressRange> range = AddressRange.parse(item.text());
        if (range.isEmpty()) {
            item.refuse(
                    Quoted.text(item.text()) + " is no address and no range of addresses",
                    "write an address, a range such as 10.0.0.0/8, or unix");
        } else if (range.get().prefixBits() == 0) {
            item.warn(
                    "every peer is trusted, so every client may pretend to have any address",
                    "name the addresses of the proxies");
        }
    }

    private static void checkHsts(ConfigItem hsts, boolean hasTls) {
        if (hsts.value().asBoolean() && !hasTls) {
            hsts.warn(
                    "has no effect: browsers heed it over TLS only",
                    "add 'tls' to the endpoint, or 'trusted_proxies' if a proxy encrypts, or remove it");
        }
    }
}
