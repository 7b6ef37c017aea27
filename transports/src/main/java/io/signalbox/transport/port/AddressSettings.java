package io.signalbox.transport.port;

import io.signalbox.transport.proxy.TrustedProxies;

/**
 * Settings of a port for the addresses of its clients.
 *
 * @param maxConnectionsPerAddress open connections of an IPv4 address or of a /64 network of IPv6; 0 for any number
 * @param proxyProtocol whether each connection has to begin with a PROXY header of a trusted proxy
 * @param trustedProxies the proxies whose headers determine the addresses of clients
 */
public record AddressSettings(int maxConnectionsPerAddress, boolean proxyProtocol, TrustedProxies trustedProxies) {
    /** No proxy and no limit. */
    public static final AddressSettings DEFAULTS = new AddressSettings(0, false, TrustedProxies.NONE);
}
