package io.signalbox.transport.tls;

import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * TLS of a listener: one context for all connections, whose certificates can be replaced at any time.
 * Thread-safe; {@link #readAgain} is called by one thread at a time.
 */
public final class ListenerTls {
    /** Time before the end of a certificate from which the watch warns. */
    private static final Duration EXPIRY_NOTICE = Duration.ofDays(30);

    /** With one thread, a certificate that takes long to verify would delay all other handshakes. */
    private static final int LEAST_HANDSHAKE_THREADS = 2;

    private final TlsSettings settings;
    private final Clock clock;
    private final ServerKeys keys;
    private final ClientAuthorities authorities;
    private final SslContextFactory.Server factory;
    private final List<String> unknownCiphers;
    private final List<String> suites;
    private volatile List<Identity> identities;

    private ListenerTls(TlsSettings settings, Clock clock) throws TlsDefect {
        this.settings = settings;
        this.clock = clock;
        identities = readIdentities(settings);
        X509ExtendedTrustManager trusted = ClientAuthorities.read(settings.caCertificates());
        keys = new ServerKeys(identities);
        authorities = trusted == null ? null : new ClientAuthorities(trusted);
        SSLContext context = context();
        String ciphers = settings.ciphers().orElse(null);
        CipherSuites selected = ciphers == null
                ? null
                : CipherSuites.select(
                        ciphers, Arrays.asList(context.getDefaultSSLParameters().getCipherSuites()));
        if (selected != null && selected.names().isEmpty()) {
            throw new TlsDefect(
                    "ciphers",
                    "'" + ciphers + "' leaves no cipher suite of TLS 1.2 that this JVM allows",
                    "remove 'ciphers', which takes those of the JVM, or add ECDHE+AESGCM");
        }
        unknownCiphers = selected == null ? List.of() : selected.unknown();
        suites = selected == null ? List.of() : selected.names();
        factory = factory(context);
    }

    /**
     * Reads all files.
     *
     * @throws TlsDefect if a file or a setting cannot be used
     */
    public static ListenerTls read(TlsSettings settings, Clock clock) throws TlsDefect {
        return new ListenerTls(settings, clock);
    }

    private static List<Identity> readIdentities(TlsSettings settings) throws TlsDefect {
        List<Identity> identities = new ArrayList<>();
        boolean isList = !settings.certificates().isEmpty();
        for (int i = 0; i < settings.identities().size(); i++) {
            String prefix = isList ? "certificates[" + i + "]." : "";
            identities.add(Identity.read(settings.identities().get(i), prefix));
        }
        return List.copyOf(identities);
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            // Without trust managers, the JDK would read all authorities of the JVM.
            TrustManager[] trust = authorities == null ? new TrustManager[0] : new TrustManager[] {authorities};
            context.init(new KeyManager[] {keys}, trust, null);
            context.getServerSessionContext().setSessionCacheSize(settings.sessionCacheSize());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no TLS", e);
        }
    }

    private SslContextFactory.Server factory(SSLContext context) {
        SslContextFactory.Server server = new HttpOverTls();
        server.setSslContext(context);
        server.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        server.setRenegotiationAllowed(false);
        server.setSniRequired(false);
        server.setNeedClientAuth(settings.requiresClientCertificate());
        server.setWantClientAuth(settings.wantsClientCertificate());
        if (!suites.isEmpty()) {
            List<String> all = new ArrayList<>();
            for (String suite : context.getDefaultSSLParameters().getCipherSuites()) {
                // Names of TLS 1.3 suites have no key exchange.
                if (!suite.contains("_WITH_")) {
                    all.add(suite);
                }
            }
            all.addAll(suites);
            server.setExcludeCipherSuites();
            server.setIncludeCipherSuites(all.toArray(new String[0]));
            server.setUseCipherSuitesOrder(true);
        }
        return server;
    }

    /** Selects HTTP/1.1 for clients that offer protocols (ALPN). Clients that offer others only go on without one. */
    private static final class HttpOverTls extends SslContextFactory.Server {
        private static final String HTTP = "http/1.1";

        /** Creates an engine that does not know the address of the client, by which the JDK would keep sessions a second time. */
        @Override
        public SSLEngine newSSLEngine(InetSocketAddress client) {
            return newSSLEngine();
        }

        @Override
        public void customize(SSLEngine engine) {
            super.customize(engine);
            engine.setHandshakeApplicationProtocolSelector(
                    (handshaking, offered) -> offered.contains(HTTP) ? HTTP : "");
        }
    }

    /** Returns the context factory for Jetty's connection factory. */
    public SslContextFactory.Server factory() {
        return factory;
    }

    /** Returns the number of handshakes that are computed at the same time. */
    public int handshakeThreads() {
        int processors = Runtime.getRuntime().availableProcessors();
        return settings.handshakeThreads().orElse(Math.max(LEAST_HANDSHAKE_THREADS, processors));
    }

    /** Returns the settings, whose files may change. */
    TlsSettings settings() {
        return settings;
    }

    /**
     * Reads all files again, for later handshakes. Open connections keep their certificates.
     *
     * @throws TlsDefect if a file cannot be used; the earlier certificates stay in use then
     */
    void readAgain() throws TlsDefect {
        List<Identity> fresh = readIdentities(settings);
        X509ExtendedTrustManager trusted = ClientAuthorities.read(settings.caCertificates());
        keys.replace(fresh);
        identities = fresh;
        if (trusted != null && authorities.replace(trusted)) {
            forgetSessions();
        }
    }

    /**
     * Exchanges the context, because a session that is resumed from the old context keeps its client certificate without a
     * new check by the authorities.
     */
    private void forgetSessions() {
        SSLContext context = context();
        try {
            factory.reload(reloaded -> reloaded.setSslContext(context));
        } catch (Exception e) {
            throw new IllegalStateException("the TLS of a listener cannot take new authorities", e);
        }
    }

    /** Warning about a setting with less effect than its text suggests, or about a certificate that expires soon. */
    public record Warning(String text, String remedy) {}

    /** Returns all warnings about the current settings and certificates. */
    public List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        if (!unknownCiphers.isEmpty()) {
            warnings.add(new Warning(
                    "'ciphers' has words that name no cipher suite here: " + String.join(", ", unknownCiphers),
                    "leave them out"));
        }
        for (Identity identity : identities) {
            String algorithm = identity.key().getAlgorithm();
            if (!suites.isEmpty() && suites.stream().noneMatch(suite -> CipherSuites.serves(suite, algorithm))) {
                warnings.add(new Warning(
                        "'ciphers' has no suite for the " + algorithm + " key of " + name(identity)
                                + ", so clients without TLS 1.3 are refused",
                        "add ECDHE+AESGCM"));
            }
        }
        warnings.addAll(expiryWarnings());
        return warnings;
    }

    /** Returns a warning for each certificate that ends within 30 days, or has ended. */
    List<Warning> expiryWarnings() {
        List<Warning> warnings = new ArrayList<>();
        Instant now = clock.instant();
        for (Identity identity : identities) {
            Instant end = identity.chain().get(0).getNotAfter().toInstant();
            if (end.isBefore(now)) {
                warnings.add(new Warning(
                        "the certificate of " + name(identity) + " has expired at " + end + ", so clients refuse it",
                        "renew it"));
            } else if (end.isBefore(now.plus(EXPIRY_NOTICE))) {
                warnings.add(new Warning("the certificate of " + name(identity) + " expires at " + end, "renew it"));
            }
        }
        return warnings;
    }

    private static String name(Identity identity) {
        return identity.names().isEmpty()
                ? identity.chain().get(0).getSubjectX500Principal().getName()
                : identity.names().iterator().next();
    }
}
