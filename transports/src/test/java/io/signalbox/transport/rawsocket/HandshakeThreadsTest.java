package io.signalbox.transport.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.port.ConnectorHost;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port with one selector, while a TLS handshake takes long. */
class HandshakeThreadsTest {
    @TempDir
    private Path directory;

    private final CountDownLatch verifies = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private volatile boolean isSlow;

    @Test
    void a_certificate_that_takes_long_to_verify_delays_no_other_connection() throws Exception {
        ListenerTls tls = ListenerTls.read(ConnectorHost.Keys.makeIn(directory).settings(), Clock.systemUTC());
        tls.factory().setSslContext(context());
        tls.factory().setNeedClientAuth(true);
        RecordingAcceptor acceptor = new RecordingAcceptor();
        acceptor.echo();
        try (RawSocketHost host = RawSocketHost.start(acceptor, tls);
                RawSocketPeer early = connect(host)) {
            assertEcho(early, 1);
            isSlow = true;
            assertIsServedBeside(early, CompletableFuture.supplyAsync(() -> connect(host)));
        }
    }

    private void assertIsServedBeside(RawSocketPeer early, CompletableFuture<RawSocketPeer> late) throws Exception {
        try {
            assertThat(verifies.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertEcho(early, 2);
            assertThat(late).isNotDone();
        } finally {
            mayGoOn.countDown();
        }
        try (RawSocketPeer joined = late.get(Patience.SECONDS, TimeUnit.SECONDS)) {
            assertEcho(joined, 1);
        }
    }

    private static KeyManager[] keys() throws Exception {
        KeyPair pair = TestAuthority.newKeys("EC");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = {TestAuthority.root("Root").issue(pair.getPublic(), "localhost")};
        store.setKeyEntry("own", pair.getPrivate(), new char[0], chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static void assertEcho(RawSocketPeer peer, long request) throws IOException {
        String publish = "[16," + request + ",{},\"a.b\",[\"x\"]]";
        peer.send(RawSocketPeer.MESSAGE, publish.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(peer.read(RawSocketPeer.MESSAGE), StandardCharsets.UTF_8))
                .startsWith("[50," + request + ",");
    }

    private SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(), new TrustManager[] {new SlowTrust()}, null);
        return context;
    }

    /** Connects with a context of its own, so that no connection resumes the session of another one. */
    private RawSocketPeer connect(RawSocketHost host) {
        try {
            Socket socket = context()
                    .getSocketFactory()
                    .createSocket("127.0.0.1", host.uri().getPort());
            RawSocketPeer peer = new RawSocketPeer(socket);
            peer.open(1);
            return peer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Trusts everybody, and keeps clients waiting when it is told. */
    private final class SlowTrust implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            if (isSlow) {
                verifies.countDown();
                try {
                    mayGoOn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
