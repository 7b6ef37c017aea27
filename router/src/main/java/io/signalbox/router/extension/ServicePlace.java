package io.signalbox.router.extension;

import io.signalbox.transport.proxy.TrustedProxies;

/**
 * Place of a service in a node.
 *
 * @param listener the name of the listener in log lines
 * @param path begins with a slash
 * @param trustedProxies the proxies whose headers name the clients of the listener
 * @param isDebugged whether the transport is debugged
 */
public record ServicePlace(String listener, String path, TrustedProxies trustedProxies, boolean isDebugged) {}
