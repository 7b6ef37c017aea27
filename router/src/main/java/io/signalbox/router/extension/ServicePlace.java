package io.signalbox.router.extension;

import io.signalbox.router.local.LocalRealms;
import io.signalbox.transport.proxy.TrustedProxies;

/**
 * Place of a service in a node.
 *
 * @param listener the name of the listener in log lines
 * @param path begins with a slash
 * @param trustedProxies the proxies whose headers name the clients of the listener
 * @param isDebugged whether the transport is debugged
 * @param realms the realms of the router worker of the transport
 */
public record ServicePlace(
        String listener, String path, TrustedProxies trustedProxies, boolean isDebugged, LocalRealms realms) {}
