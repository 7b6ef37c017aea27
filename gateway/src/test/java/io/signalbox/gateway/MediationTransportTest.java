package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.mediation.MediationItem;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mediations on paths and on ports of their own, and their configuration. */
class MediationTransportTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router", "realms": [{"name": "realm1", "roles": [{"name": "esb"}]}],
              "transports": [{"type": "websocket-mediation", "realm": "realm1", "role": "esb",
                "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"%s},
                "backend": {"url": "ws://127.0.0.1:%d/websocket"}%s}]}]}
            """;

    @TempDir
    private Path directory;

    private GatewayNode start(ScriptedBackend server, String endpoint, String members) throws IOException {
        return GatewayNode.startWith(directory, CONFIG.formatted(endpoint, server.port(), members), Map.of());
    }

    @Test
    void a_port_of_its_own_serves_every_path_without_transforming_anything() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = start(server, "", "")) {
            for (String path : List.of("/", "/room/1?a=b")) {
                CompletableFuture<RawPeer> client = RelayedPair.inParallel(() -> node.open(path));
                ScriptedBackend.Accepted accepted = server.accept();
                assertThat(accepted.head()).startsWith("GET /websocket HTTP/1.1\r\n");
                RawPeer backend = accepted.welcome();
                client.join().sendText("hello");
                assertThat(backend.read().text()).isEqualTo("hello");
                backend.sendText("HELLO");
                assertThat(client.join().read().text()).isEqualTo("HELLO");
            }
        }
    }

    private static String get(GatewayNode node, String path) throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
            return peer.exchange("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

    @Test
    void the_path_health_tells_that_the_service_runs() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend()) {
            try (GatewayNode node = start(server, "", "")) {
                assertThat(get(node, "/health")).startsWith("HTTP/1.1 200");
                assertThat(get(node, "/other")).startsWith("HTTP/1.1 426");
            }
            try (GatewayNode node = start(server, "", ", \"health\": false")) {
                assertThat(get(node, "/health")).startsWith("HTTP/1.1 426");
            }
            try (GatewayNode node = start(server, "", ", \"active\": false")) {
                assertThat(get(node, "/health")).startsWith("HTTP/1.1 503");
                assertThat(node.request("/")).startsWith("HTTP/1.1 503");
            }
            try (MediatedNode node = MediatedNode.start(directory, MediatedNode.backend(server))) {
                assertThat(get(node.node(), "/chat/health")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void routes_have_procedures_and_backends_of_their_own() throws Exception {
        String answers = "\"dispatch\": {\"procedure\": \"esb.in\"}";
        try (ScriptedBackend server = new ScriptedBackend();
                MediatedNode node = MediatedNode.start(
                        directory,
                        "\"routes\": [{\"path\": \"/answers/*\", " + answers + "}, {\"path\": \"/passes/**\", "
                                + MediatedNode.backend(server) + "}]")) {
            node.session().register("esb.in", invocation -> "path " + invocation.kwarg("path", String.class));
            try (RawPeer client = node.node().open("/chat/answers/me")) {
                assertThat(client.read().text()).isEqualTo("path /chat/answers/me");
            }
            try (RelayedPair pair = node.pair(server, "/chat/passes/a/b")) {
                pair.client().sendText("hello");
                assertThat(pair.backend().read().text()).isEqualTo("hello");
            }
            assertThat(node.node().request("/chat/other")).startsWith("HTTP/1.1 404");
            assertThat(node.node().request("/chat")).startsWith("HTTP/1.1 404");
        }
    }

    private static SSLContext client(X509Certificate trusted, KeyPair keys, X509Certificate own) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        KeyManagerFactory shown = KeyManagerFactory.getInstance("PKIX");
        KeyStore ownStore = KeyStore.getInstance("PKCS12");
        ownStore.load(null, null);
        if (own != null) {
            ownStore.setKeyEntry("client", keys.getPrivate(), PASSWORD, new X509Certificate[] {own});
        }
        shown.init(ownStore, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(shown.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static String dial(GatewayNode node, SSLContext context, String... protocols) throws IOException {
        URI uri = node.uri("/health");
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            return RawPeer.over(socket, true).exchange("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
        }
    }

    @Test
    void a_port_of_its_own_has_tls_with_a_keystore_or_with_pem_files_and_asks_for_certificates() throws Exception {
        TestAuthority authority = TestAuthority.root("Test Root");
        KeyPair keys = TestAuthority.newKeys("EC");
        X509Certificate certificate = authority.issue(keys.getPublic(), "127.0.0.1");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
        TestAuthority.write(directory.resolve("cert.pem"), certificate);
        TestAuthority.write(directory.resolve("key.pem"), keys.getPrivate());
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        try (OutputStream out = Files.newOutputStream(directory.resolve("server.jks"))) {
            store.store(out, PASSWORD);
        }
        SSLContext anybody = client(authority.certificate(), keys, null);
        SSLContext known = client(authority.certificate(), keys, certificate);
        String[] endpoints = {
            "\"keystore\": \"server.jks\", \"keystore_password\": \"${STORE}\"",
            "\"key\": \"key.pem\", \"certificate\": \"cert.pem\", \"ca_certificates\": [\"ca.pem\"]"
        };
        try (ScriptedBackend server = new ScriptedBackend()) {
            for (String endpoint : endpoints) {
                boolean asks = endpoint.contains("ca_certificates");
                try (GatewayNode node = GatewayNode.startWith(
                        directory,
                        CONFIG.formatted(", \"tls\": {" + endpoint + "}", server.port(), ""),
                        Map.of("STORE", "password"))) {
                    assertThat(dial(node, known, "TLSv1.3")).startsWith("HTTP/1.1 200");
                    assertThat(dial(node, known, "TLSv1.2")).startsWith("HTTP/1.1 200");
                    // The log has the first refusal of a listener in ten seconds.
                    if (asks) {
                        assertLogged("certificate", () -> assertThatThrownBy(() -> dial(node, anybody))
                                .isInstanceOf(IOException.class));
                    } else {
                        assertThat(dial(node, anybody)).startsWith("HTTP/1.1 200");
                        assertLogged("TLSv1.1", () -> assertOldVersionIsRefused(node));
                    }
                }
            }
        }
    }

    /** The JDK has no clients of TLS 1.1 any more. */
    private static void assertOldVersionIsRefused(GatewayNode node) throws IOException {
        ByteBuffer hello = ByteBuffer.allocate(50);
        hello.put(new byte[] {0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2});
        hello.position(hello.position() + 32);
        hello.put(new byte[] {0, 0, 2, 0, 0x2F, 1, 0});
        try (RawPeer client = RawPeer.dial(node.uri("/"))) {
            client.write(hello.array());
            // A fatal alert about the version.
            assertThat(client.readOctets(7)).startsWith(0x15).endsWith(2, 70);
        }
    }

    private interface Refusal {
        void run() throws IOException;
    }

    /** The log has the reason of a refusal. */
    private static void assertLogged(String reason, Refusal refusal) throws IOException {
        try (LogLines lines = new LogLines("io.signalbox.transport.port.FailedHandshakes")) {
            refusal.run();
            Patience.await().until(() -> !lines.all().isEmpty());
            assertThat(lines.all().getFirst()).contains("TLS handshake failed").containsIgnoringCase(reason);
        }
    }

    @Test
    void the_example_of_the_documentation_passes_messages_as_they_are() throws Exception {
        String text = Files.readString(Path.of("..", "config-examples", "gateway", "mediation.json"));
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = GatewayNode.startWith(
                        directory,
                        text.replace("8082", Integer.toString(server.port()))
                                .replace("9091", "0")
                                .replace("\"port\": 8080", "\"port\": 0"),
                        Map.of())) {
            CompletableFuture<RawPeer> client = RelayedPair.inParallel(() -> node.open("/websocket"));
            RawPeer backend = server.accept().welcome();
            client.join().sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void every_key_has_its_component() {
        SchemaDocument schema = SchemaDocument.packed();
        GatewayConfigTest.assertAgreement(MediationItem.class, schema.definition("mediationPath"));
        JsonNode path = schema.definition("mediationPath").path("properties");
        JsonNode transport =
                schema.definition("mediationTransport").path("properties").deepCopy();
        SchemaDocument.names(path).forEach(name -> {
            if (!name.equals("id")) {
                assertThat(transport.path(name)).as(name).isEqualTo(path.path(name));
            }
        });
    }

    private void assertProblem(String item, String problem) throws IOException {
        var checked = GatewayNode.load(
                directory, MediatedNode.config(", \"x\": {\"type\": \"websocket-mediation\", " + item + "}"), Map.of());
        assertThat(checked.problems()).as(item).singleElement().satisfies(one -> assertThat(
                        one.text() + " - " + one.remedy())
                .contains(problem));
    }

    @Test
    void mistakes_are_named_with_their_remedy() throws IOException {
        String known = "\"realm\": \"realm1\", \"role\": \"esb\"";
        String complete = known + ", \"dispatch\": {\"procedure\": \"esb.in\"}";
        assertProblem(known, "nobody takes the messages of the clients - add 'backend'");
        assertProblem("\"realm\": \"realm2\", \"role\": \"esb\", \"backend\": {\"url\": \"ws://a\"}", "realm2");
        assertProblem("\"realm\": \"realm1\", \"role\": \"other\", \"backend\": {\"url\": \"ws://a\"}", "other");
        assertProblem(known + ", \"backend\": {\"url\": \"ws://a_b:70000/\"}", "names no host and port");
        assertProblem(known + ", \"backend\": {\"url\": \"ws://a\", \"tls\": {}}", "begin the URL with wss");
        assertProblem(known + ", \"routes\": [{\"path\": \"/a\"}]", "add 'backend' or 'dispatch' to the route");
        assertProblem(complete + ", \"routes\": [{\"path\": \"a\"}]", "does not begin with a slash");
        assertProblem(complete + ", \"shutdown\": {\"code\": 1005}", "no CLOSE may carry the code 1005");
        assertProblem(complete + ", \"broadcast_topic\": \"esb.all\"", "has no effect without a broadcast");
        assertProblem(complete + ", \"broadcast_level\": 3", "use one of: 0, 1, 2");
        assertProblem(complete + ", \"idle_timeout\": 5", "milliseconds");
        assertProblem(
                complete + ", \"backend\": {\"url\": \"ws://a\", \"headers\": {\"Connection\": \"close\"}}",
                "the name of a header, other than those of the handshake");
    }

    @Test
    void a_transport_has_the_checks_of_a_path() throws IOException {
        var checked =
                GatewayNode.load(directory, CONFIG.formatted("", 1, ", \"shutdown\": {\"code\": 1015}"), Map.of());
        assertThat(checked.problems()).singleElement().satisfies(one -> assertThat(one.text())
                .contains("no CLOSE may carry the code 1015"));
        assertThat(checked.config()).isEqualTo(java.util.Optional.<NodeConfig>empty());
    }
}
