package io.signalbox.transport.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** TLS of a connecting transport, read from its files. Immutable and thread-safe. */
public final class ConnectingTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final ConnectingTlsSettings settings;
    private final SSLContext context;

    ConnectingTls(ConnectingTlsSettings settings, SSLContext context) {
        this.settings = settings;
        this.context = context;
    }

    /**
     * Reads all files. Blocks.
     *
     * @throws TlsDefect if a file or a setting cannot be used
     */
    public static ConnectingTls read(ConnectingTlsSettings settings) throws TlsDefect {
        X509ExtendedTrustManager own = ClientAuthorities.read(settings.caCertificates());
        try {
            X509ExtendedTrustManager authorities = own == null ? Authorities.ofJvm() : own;
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    settings.key().isPresent() ? clientKeys(settings) : null,
                    new TrustManager[] {new ServerTrust(authorities, own != null)},
                    null);
            return new ConnectingTls(settings, context);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsDefect("", "TLS cannot be set up: " + e.getMessage(), "check the settings of the JVM", e);
        }
    }

    private static KeyManager[] clientKeys(ConnectingTlsSettings settings)
            throws TlsDefect, GeneralSecurityException, IOException {
        Identity identity = Identity.read(
                new IdentityFiles.Pem(
                        settings.key().orElseThrow(),
                        settings.certificate().orElseThrow(),
                        settings.chainCertificates(),
                        settings.keyPassword().orElse(null)),
                "");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = new char[0];
        store.setKeyEntry("client", identity.key(), password, identity.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    /**
     * Returns the engine of one connection. The engine checks the name of the server.
     *
     * @param host the host of the endpoint, whose name counts unless the settings have another one
     */
    public SSLEngine engine(String host, int port) {
        String name = settings.hostname().orElse(host);
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setServerNames(serverNames(name));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Returns the server names of the handshake: no address (RFC 6066 section 3, Server Name Indication), and no bad name. */
    private static List<SNIServerName> serverNames(String host) {
        boolean isAddress = host.indexOf(':') >= 0
                || host.chars().allMatch(character -> character == '.' || Character.digit(character, 10) >= 0);
        if (isAddress) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            // A name with an underscore, for example, which names of containers have.
            return List.of();
        }
    }
}
