package io.signalbox.router.extension;

import io.signalbox.router.local.LocalRealms;
import io.signalbox.transport.proxy.TrustedProxies;
import java.util.Optional;

/**
 * Place of a service in a node.
 *
 * @param listener the name of the listener in log lines
 * @param path begins with a slash
 * @param trustedProxies the proxies whose headers name the clients of the listener
 * @param isDebugged whether the transport is debugged
 * @param realms the realms of the router worker of the transport
 * @param authentication the methods in {@code auth} of the item; empty for an item that everybody may use
 */
public record ServicePlace(
        String listener,
        String path,
        TrustedProxies trustedProxies,
        boolean isDebugged,
        LocalRealms realms,
        Optional<RequestAuthentication> authentication) {}
