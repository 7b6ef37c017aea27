package io.signalbox.protocol.connection;

/**
 * TLS between a client and a proxy in front of this node, as a trusted proxy reports the TLS. Immutable and thread-safe.
 *
 * @param version the version, such as {@code TLSv1.3}; empty if the proxy does not report the version
 * @param cipher the cipher suite, with the name that the proxy has for the suite; empty if the proxy does not report the suite
 * @param serverName the name of the server that the client has asked for (RFC 6066, Server Name Indication), which the client has
 *     chosen; empty if the proxy does not report the name
 * @param applicationProtocol the protocol that client and proxy have agreed on (ALPN), such as {@code http/1.1}; empty without one
 * @param certificateName the common name of the certificate of the client; empty unless the proxy has verified a certificate and
 *     reports the name
 */
public record ProxyTls(
        String version, String cipher, String serverName, String applicationProtocol, String certificateName) {}
