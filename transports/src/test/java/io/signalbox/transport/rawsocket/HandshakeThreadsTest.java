package io.signalbox.transport.rawsocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.Patience;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.port.ConnectorHost;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.SlowTrust;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Clock;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A port with one selector, while a TLS handshake takes long. */
class HandshakeThreadsTest {
    @TempDir
    private Path directory;

    private final SlowTrust trust = new SlowTrust();

    @Test
    void a_certificate_that_takes_long_to_verify_delays_no_other_connection() throws Exception {
        ListenerTls tls = ListenerTls.read(ConnectorHost.Keys.makeIn(directory).settings(), Clock.systemUTC());
        tls.factory().setSslContext(trust.context(keys()));
        tls.factory().setNeedClientAuth(true);
        RecordingAcceptor acceptor = new RecordingAcceptor();
        acceptor.echo();
        try (RawSocketHost host = RawSocketHost.start(acceptor, tls);
                RawSocketPeer early = connect(host)) {
            assertEcho(early, 1);
            trust.slow(true);
            assertIsServedBeside(early, CompletableFuture.supplyAsync(() -> connect(host)));
        }
    }

    @Test
    void handshakes_beyond_the_limit_wait_and_succeed_afterwards() throws Exception {
        ListenerTls tls =
                ListenerTls.read(ConnectorHost.Keys.makeIn(directory).settings(OptionalInt.of(1)), Clock.systemUTC());
        tls.factory().setSslContext(trust.context(keys()));
        tls.factory().setNeedClientAuth(true);
        RecordingAcceptor acceptor = new RecordingAcceptor();
        acceptor.echo();
        try (RawSocketHost host = RawSocketHost.start(acceptor, tls);
                RawSocketPeer early = connect(host)) {
            trust.slow(true);
            CompletableFuture<RawSocketPeer> first = CompletableFuture.supplyAsync(() -> connect(host));
            assertThat(trust.awaitVerification()).isTrue();
            trust.slow(false);
            CompletableFuture<RawSocketPeer> second = CompletableFuture.supplyAsync(() -> connect(host));
            assertEcho(early, 1);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            trust.release();
            try (RawSocketPeer one = first.get(Patience.SECONDS, TimeUnit.SECONDS);
                    RawSocketPeer other = second.get(Patience.SECONDS, TimeUnit.SECONDS)) {
                assertEcho(one, 1);
                assertEcho(other, 1);
            }
        }
    }

    private void assertIsServedBeside(RawSocketPeer early, CompletableFuture<RawSocketPeer> late) throws Exception {
        try {
            assertThat(trust.awaitVerification()).isTrue();
            assertEcho(early, 2);
            assertThat(late).isNotDone();
        } finally {
            trust.release();
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

    /** Connects with a context of its own, so that no connection resumes the session of another one. */
    private RawSocketPeer connect(RawSocketHost host) {
        try {
            Socket socket = new SlowTrust()
                    .context(keys())
                    .getSocketFactory()
                    .createSocket("127.0.0.1", host.uri().getPort());
            RawSocketPeer peer = new RawSocketPeer(socket);
            peer.open(1);
            return peer;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
