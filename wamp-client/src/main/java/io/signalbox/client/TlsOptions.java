package io.signalbox.client;

import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS of a client. The certificate of the router has to be valid, signed by a trusted authority, and for the host of the URL.
 * Immutable.
 *
 * <pre>{@code
 * WampClient secure = WampClient.builder("wss://router.example.com/ws", "realm1")
 *         .tls(TlsOptions.DEFAULTS
 *                 .withTrusted(Path.of("ca.pem"))
 *                 .withIdentity(Path.of("client.key"), Path.of("client.pem")))
 *         .build();
 * }</pre>
 *
 * @param hostname the name that the certificate has to have, where it is another one than the host of the URL
 * @param trusted PEM files with the trusted authorities, or with the certificate of the router itself; those of the JVM if there
 *     are none
 * @param key the PEM file with the private key of the client certificate
 * @param certificate the PEM file with the client certificate, followed by the certificates of its issuers
 * @param chain further PEM files with certificates of its issuers
 * @param keyPassword the password of an encrypted key
 */
public record TlsOptions(
        Optional<String> hostname,
        List<Path> trusted,
        Optional<Path> key,
        Optional<Path> certificate,
        List<Path> chain,
        Optional<String> keyPassword) {
    /** The authorities of the JVM, and no client certificate. */
    public static final TlsOptions DEFAULTS = new TlsOptions(
            Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

    public TlsOptions {
        trusted = List.copyOf(trusted);
        chain = List.copyOf(chain);
        if (key.isPresent() != certificate.isPresent()) {
            throw new IllegalArgumentException("key and certificate belong together: set both or none");
        }
    }

    /** Returns the same options with another name of the router. */
    public TlsOptions withHostname(String name) {
        return new TlsOptions(Optional.of(name), trusted, key, certificate, chain, keyPassword);
    }

    /** Returns the same options with own authorities in the place of those of the JVM. */
    public TlsOptions withTrusted(Path... authorities) {
        return new TlsOptions(hostname, List.of(authorities), key, certificate, chain, keyPassword);
    }

    /** Returns the same options with a client certificate. */
    public TlsOptions withIdentity(Path privateKey, Path clientCertificate) {
        return new TlsOptions(
                hostname, trusted, Optional.of(privateKey), Optional.of(clientCertificate), chain, keyPassword);
    }

    /** Returns the same options with further certificates of the issuers of the client certificate. */
    public TlsOptions withChain(Path... issuers) {
        return new TlsOptions(hostname, trusted, key, certificate, List.of(issuers), keyPassword);
    }

    /** Returns the same options with the password of the private key. */
    public TlsOptions withKeyPassword(String password) {
        return new TlsOptions(hostname, trusted, key, certificate, chain, Optional.of(password));
    }

    ConnectingTlsSettings settings() {
        return new ConnectingTlsSettings(hostname, trusted, key, certificate, chain, keyPassword);
    }

    /** Does not contain the password. */
    @Override
    public String toString() {
        return "TlsOptions[hostname=" + hostname + ", trusted=" + trusted + ", certificate=" + certificate + "]";
    }
}
