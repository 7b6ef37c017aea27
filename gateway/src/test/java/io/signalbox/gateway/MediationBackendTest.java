package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Invocation;
import io.signalbox.client.Reply;
import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mediations whose backend fails, leaves or is not asked. */
class MediationBackendTest {
    private static final String DISPATCH = "\"dispatch\": {\"procedure\": \"esb.in\"}";
    private static final String FAULT = "\"fault\": {\"procedure\": \"esb.fault\"}";
    private static final String AFTER = "\"accept\": \"after-backend\"";
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private MediatedNode mediation(String... members) throws IOException {
        return MediatedNode.start(directory, server, members);
    }

    private CompletableFuture<String> request(MediatedNode node, String... headers) {
        return RelayedPair.inParallel(() -> node.node().request("/chat", headers));
    }

    @Test
    void a_backend_that_is_down_is_a_bad_gateway_and_a_fault() throws Exception {
        try (MediatedNode node = mediation(FAULT)) {
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            server.close();
            try (RawPeer client = node.node().open("/chat")) {
                RawPeer.Frame close = client.readClose();
                assertThat(close.closeCode()).isEqualTo(1014);
                assertThat(close.closeText()).isEqualTo("Error connecting with the backend");
                Invocation fault = MediatedNode.next(faults);
                assertThat(fault.kwarg("stage", String.class)).isEqualTo("connect");
                assertThat(fault.kwarg("code", Integer.class)).isEqualTo(1014);
            }
        }
    }

    @Test
    void the_fault_procedure_may_choose_the_code_for_a_backend_that_is_down() throws Exception {
        server.close();
        try (MediatedNode node = mediation(FAULT)) {
            node.session().register("esb.fault", invocation -> Reply.of()
                    .with("action", "close")
                    .with("code", 4500)
                    .with("reason", "try later"));
            try (RawPeer client = node.node().open("/chat")) {
                RawPeer.Frame close = client.readClose();
                assertThat(close.closeCode()).isEqualTo(4500);
                assertThat(close.closeText()).isEqualTo("try later");
            }
        }
    }

    @Test
    void accepted_after_the_backend_a_client_gets_an_http_status() throws Exception {
        try (MediatedNode node = mediation(AFTER, "\"connect_timeout\": 1000")) {
            CompletableFuture<String> unauthorized = request(node);
            server.accept().refuse("401 Unauthorized");
            assertThat(unauthorized.join()).startsWith("HTTP/1.1 401");
            CompletableFuture<String> moved = request(node);
            server.accept().refuse("301 Moved Permanently", "Location: http://127.0.0.1:" + server.port() + "/other");
            assertThat(moved.join()).startsWith("HTTP/1.1 502");
            CompletableFuture<String> silent = request(node);
            server.accept();
            assertThat(silent.join()).startsWith("HTTP/1.1 504");
            server.close();
            assertThat(node.node().request("/chat")).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    void a_client_that_the_procedure_refuses_reaches_no_backend() throws Exception {
        for (String accept : new String[] {AFTER, "\"accept\": \"before-backend\""}) {
            try (MediatedNode node = mediation(accept, DISPATCH)) {
                BlockingQueue<Invocation> calls = new LinkedBlockingQueue<>();
                node.session().register("esb.in", invocation -> {
                    calls.add(invocation);
                    return Reply.of().with("action", "close").with("code", 4001).with("reason", "not you");
                });
                if (accept.equals(AFTER)) {
                    assertThat(node.node().request("/chat"))
                            .startsWith("HTTP/1.1 403")
                            .contains("not you");
                } else {
                    try (RawPeer client = node.node().open("/chat")) {
                        assertThat(client.readClose().closeCode()).isEqualTo(4001);
                    }
                }
                assertThat(MediatedNode.next(calls).kwarg("type", String.class)).isEqualTo("open");
                assertThat(MediatedNode.next(calls).kwarg("type", String.class)).isEqualTo("close");
                Patience.await().until(() -> node.counter("sessions") == 0);
                assertThat(node.counter("bytesFromBackends")).isZero();
            }
        }
    }

    @Test
    void a_silent_backend_and_each_status_are_a_bad_gateway() throws Exception {
        try (MediatedNode node = mediation("\"connect_timeout\": 1000")) {
            for (String status : new String[] {
                "301 Moved Permanently",
                "401 Unauthorized",
                "403 Forbidden",
                "404 Not Found",
                "500 Internal Server Error"
            }) {
                try (RawPeer client = node.node().open("/chat")) {
                    server.accept().refuse(status, "Location: http://127.0.0.1:" + server.port() + "/other");
                    assertThat(client.readClose().closeCode()).as(status).isEqualTo(1014);
                }
            }
            try (RawPeer client = node.node().open("/chat")) {
                Accepted silent = server.accept();
                assertThat(client.readClose().closeCode()).isEqualTo(1014);
                assertThat(silent.peer().atEnd()).isTrue();
            }
        }
    }

    @Test
    void messages_that_precede_the_backend_arrive_in_order() throws Exception {
        try (MediatedNode node = mediation(DISPATCH)) {
            node.record("esb.in");
            try (RawPeer client = node.node().open("/chat")) {
                Accepted accepted = server.accept();
                CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
                    for (int i = 0; i < 300; i++) {
                        client.sendText("message " + i + " ".repeat(1000));
                    }
                    return null;
                });
                RawPeer backend = accepted.welcome();
                for (int i = 0; i < 300; i++) {
                    assertThat(backend.read().text().strip()).isEqualTo("message " + i);
                }
                sending.join();
            }
        }
    }

    @Test
    void a_client_that_leaves_while_its_backend_is_connecting_takes_it_along() throws Exception {
        try (MediatedNode node = mediation()) {
            RawPeer gone = node.node().open("/chat");
            Accepted accepted = server.accept();
            gone.close();
            assertThat(accepted.peer().atEnd()).isTrue();
            Patience.await().until(() -> node.counter("sessions") == 0);
        }
        try (MediatedNode node = mediation(AFTER, FAULT);
                LogLines log = new LogLines("io.signalbox.gateway.mediation")) {
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            RawPeer gone = RawPeer.dial(node.node().uri("/"));
            gone.write(RawPeer.handshake("/chat").getBytes(StandardCharsets.US_ASCII));
            Accepted accepted = server.accept();
            gone.close();
            assertThat(accepted.peer().atEnd()).isTrue();
            Patience.await().until(() -> node.counter("sessions") == 0);
            assertThat(log.all()).isEmpty();
            assertThat(faults).isEmpty();
        }
    }

    @Test
    void a_backend_that_ends_without_a_close_is_an_internal_error_and_a_fault() throws Exception {
        try (MediatedNode node = mediation(FAULT, DISPATCH)) {
            node.record("esb.in");
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            RelayedPair ended = node.pair(server);
            ended.backend().close();
            assertThat(ended.client().readClose().closeCode()).isEqualTo(1011);
            Invocation fault = MediatedNode.next(faults);
            assertThat(fault.kwarg("stage", String.class)).isEqualTo("backend");
            assertThat(fault.kwarg("direction", String.class)).isEqualTo("out");
            RelayedPair reset = node.pair(server);
            reset.backend().reset();
            assertThat(reset.client().readClose().closeCode()).isEqualTo(1011);
        }
        try (MediatedNode node = mediation()) {
            RelayedPair ended = node.pair(server);
            ended.backend().close();
            RawPeer.Frame close = ended.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeText()).isEqualTo("The backend closed the connection without a close frame");
        }
    }

    @Test
    void the_fault_procedure_is_told_of_a_client_that_ends_without_a_close() throws Exception {
        try (MediatedNode node = mediation(FAULT)) {
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            RelayedPair pair = node.pair(server);
            pair.client().close();
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(1011);
            assertThat(MediatedNode.next(faults).kwarg("stage", String.class)).isEqualTo("client");
        }
    }

    @Test
    void a_client_may_stay_when_its_backend_leaves() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, FAULT, "\"on_backend_close\": \"keep\"")) {
            node.session()
                    .register(
                            "esb.in",
                            invocation -> invocation
                                            .arguments()
                                            .kwargOr("data", String.class, "")
                                            .equals("ask")
                                    ? Reply.of("here").with("action", "reply")
                                    : null);
            BlockingQueue<Invocation> faults = node.record("esb.fault");
            try (RelayedPair pair = node.pair(server)) {
                pair.backend().send(RawPeer.CLOSE, true, new byte[] {0x0F, (byte) 0xA1});
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(4001);
                assertThat(pair.backend().atEnd()).isTrue();
                pair.client().sendText("lost");
                assertThat(MediatedNode.next(faults).kwarg("stage", String.class))
                        .isEqualTo("send");
                pair.client().sendText("ask");
                assertThat(pair.client().read().text()).isEqualTo("here");
                assertThat(node.counter("messagesUndeliverable")).isEqualTo(1);
                pair.client().send(RawPeer.CLOSE, true, new byte[] {0x03, (byte) 0xE8});
                assertThat(pair.client().readClose().closeCode()).isEqualTo(1000);
                assertThat(pair.client().atEnd()).isTrue();
            }
        }
    }

    @Test
    void a_backend_that_accepts_no_subprotocol_is_a_protocol_error() throws Exception {
        try (MediatedNode node = mediation("\"subprotocols\": [\"one\"]")) {
            for (String[] answer : new String[][] {{}, {"Sec-WebSocket-Protocol: three"}}) {
                try (RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                    assertThat(client.request("/chat", "Sec-WebSocket-Protocol: two, one"))
                            .contains("Sec-WebSocket-Protocol: one\r\n");
                    Accepted accepted = server.accept();
                    assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo("one");
                    accepted.welcome(answer);
                    assertThat(client.readClose().closeCode()).isEqualTo(1002);
                }
            }
        }
        try (MediatedNode node = mediation(AFTER)) {
            CompletableFuture<String> mismatch = request(node, "Sec-WebSocket-Protocol: one");
            server.accept().welcome();
            assertThat(mismatch.join()).startsWith("HTTP/1.1 502");
            CompletableFuture<String> chosen = request(node, "Sec-WebSocket-Protocol: one, two");
            server.accept().welcome("Sec-WebSocket-Protocol: two");
            assertThat(chosen.join()).startsWith("HTTP/1.1 101").contains("Sec-WebSocket-Protocol: two\r\n");
        }
    }

    private ScriptedBackend encrypted(KeyPair keys, X509Certificate certificate, String... protocols) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        ServerSocket socket =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new ScriptedBackend(socket);
    }

    @Test
    void a_backend_is_connected_by_tls_only_with_a_trusted_certificate_of_its_name() throws Exception {
        TestAuthority authority = TestAuthority.root("Test Root");
        KeyPair keys = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
        for (String name : new String[] {"localhost", "other.example"}) {
            try (ScriptedBackend backend = encrypted(keys, authority.issue(keys.getPublic(), name));
                    MediatedNode node = MediatedNode.start(
                            directory,
                            "\"backend\": {\"url\": \"wss://localhost:" + backend.port()
                                    + "/\", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}}")) {
                RawPeer client = node.node().open("/chat");
                if (name.equals("localhost")) {
                    client.sendText("hello");
                    RawPeer peer = backend.accept().welcome();
                    assertThat(peer.read().text()).isEqualTo("hello");
                } else {
                    RelayedPair.inParallel(backend::accept);
                    assertThat(client.readClose().closeCode()).isEqualTo(1014);
                }
                client.close();
            }
        }
    }

    @Test
    void clients_without_a_backend_leave_nothing_behind() throws Exception {
        server.close();
        try (MediatedNode node = mediation("\"options\": {\"max_connections\": 20}")) {
            for (int i = 0; i < 100; i++) {
                try (RawPeer client = node.node().open("/chat")) {
                    assertThat(client.readClose().closeCode()).isEqualTo(1014);
                    client.send(RawPeer.CLOSE, true, new byte[0]);
                    assertThat(client.atEnd()).isTrue();
                }
            }
            Patience.await().until(() -> node.counter("sessions") == 0);
            assertThat(node.counter("backendsFailed")).isEqualTo(100);
        }
    }

    @Test
    void credentials_are_not_in_the_log() throws Exception {
        int port = server.port();
        server.close();
        List<String> lines = ProxyLog.during("io.signalbox.gateway", () -> {
            try (MediatedNode node = MediatedNode.start(
                            directory,
                            "\"backend\": {\"url\": \"ws://127.0.0.1:" + port
                                    + "/?token=secret\", \"headers\": {\"Authorization\": \"secret\"}}",
                            "\"log\": \"full\"");
                    RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                client.request("/chat?key=secret", "Authorization: Basic secret", "Cookie: a=secret");
                assertThat(client.readClose().closeCode()).isEqualTo(1014);
            }
        });
        assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("secret"));
    }

    @Test
    void headers_of_the_client_reach_the_backend_as_configured() throws Exception {
        try (MediatedNode node = MediatedNode.start(
                directory,
                "\"backend\": {\"url\": \"ws://127.0.0.1:" + server.port()
                        + "/\", \"headers\": {\"X-Fixed\": \"mine\"}, \"forward_headers\": [\"x-*\"]}")) {
            try (RawPeer client = RawPeer.dial(node.node().uri("/"))) {
                client.request(
                        "/chat",
                        "X-Test: one",
                        "X-Fixed: theirs",
                        "X-Hop: two",
                        "Connection: X-Hop",
                        "X-Forwarded-For: 1.2.3.4",
                        "Cookie: a=b");
                Accepted accepted = server.accept();
                assertThat(accepted.header("X-Test")).isEqualTo("one");
                assertThat(accepted.header("X-Fixed")).isEqualTo("mine");
                assertThat(accepted.header("X-Hop")).isEmpty();
                assertThat(accepted.header("Cookie")).isEmpty();
                assertThat(accepted.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
                assertThat(accepted.header("Via")).isEqualTo("1.1 node1");
            }
        }
    }

    @Test
    void requests_that_could_be_misread_reach_no_backend() throws Exception {
        try (MediatedNode node = mediation()) {
            assertThat(node.node().request("/chat/a%0D%0Ab%2Fc")).startsWith("HTTP/1.1 400");
            assertThat(node.node().request("/chat", "Connection: close")).startsWith("HTTP/1.1 400");
            assertThat(node.node().request("/chat", "Via: 1.1 node1")).startsWith("HTTP/1.1 508");
            try (RawPeer old = RawPeer.dial(node.node().uri("/"))) {
                assertThat(old.exchange(
                                "GET /chat HTTP/1.0\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"))
                        .contains(" 400 ");
            }
            assertThat(node.counter("sessionsOpened")).isZero();
        }
    }

    @Test
    void an_origin_that_is_not_allowed_is_refused_before_any_contact() throws Exception {
        try (MediatedNode node = mediation(DISPATCH, "\"allowed_origins\": [\"https://good.example\"]")) {
            BlockingQueue<Invocation> in = node.record("esb.in");
            assertThat(node.node().request("/chat", "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 403");
            assertThat(node.counter("sessionsOpened")).isZero();
            assertThat(in).isEmpty();
            assertThat(node.node().request("/chat", "Origin: https://good.example"))
                    .startsWith("HTTP/1.1 101");
        }
    }
}
