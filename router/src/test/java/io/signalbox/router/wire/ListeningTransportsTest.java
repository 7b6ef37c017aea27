package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.Patience;
import io.signalbox.router.TrustedCertificate;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes whose configuration has RawSocket, TLS, or several protocols on one port. */
class ListeningTransportsTest {
    private static final String HELLO =
            "[1,\"realm1\",{\"roles\":{\"caller\":{},\"callee\":{},\"publisher\":{},\"subscriber\":{}}}]";
    private static final String TLS = ", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\"}";

    @TempDir
    Path directory;

    private Node node;

    @AfterEach
    void stop() {
        if (node != null) {
            node.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TLS})
    void a_session_joins_over_rawsocket(String tls) throws Exception {
        URI address = start("{\"type\": \"rawsocket\", \"endpoint\": " + endpoint(tls) + "}");
        assertThat(address.getScheme()).isEqualTo(tls.isEmpty() ? "rs" : "rss");
        try (Socket socket = connect(address, !tls.isEmpty())) {
            assertThat(joinOverRawSocket(socket)).startsWith("[2,");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TLS})
    void a_universal_port_serves_rawsocket_websocket_and_files(String tls) throws Exception {
        Files.createDirectory(directory.resolve("web"));
        Files.writeString(directory.resolve("web/index.html"), "<p>hello</p>");
        URI address = start(
                """
                {"type": "universal", "endpoint": %s, "rawsocket": {"serializers": ["json"]},
                 "websocket": {"ws": {"type": "websocket"}},
                 "web": {"paths": {"/": {"type": "static", "directory": "web"}}}}"""
                        .formatted(endpoint(tls)));
        assertThat(address.getPath()).isEqualTo("/ws");
        boolean isEncrypted = !tls.isEmpty();
        try (Socket socket = connect(address, isEncrypted)) {
            assertThat(joinOverRawSocket(socket)).startsWith("[2,");
        }
        assertThat(request(connect(address, isEncrypted), "GET / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("<p>hello</p>");
        assertThat(request(
                        connect(address, isEncrypted),
                        "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n"))
                .startsWith("HTTP/1.1 101");
    }

    @Test
    void what_is_longer_than_a_peer_takes_is_not_sent_and_a_call_with_it_fails() throws Exception {
        URI address = start("{\"type\": \"rawsocket\", \"endpoint\": " + endpoint("") + "}");
        try (Socket socket = connect(address, false)) {
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            // 2^11 bytes.
            out.write(new byte[] {0x7F, 0x21, 0, 0});
            assertThat(in.readInt()).isEqualTo(0x7FF10000);
            assertThat(exchange(out, in, HELLO)).startsWith("[2,");
            assertThat(exchange(out, in, "[32,1,{},\"com.topic\"]")).startsWith("[33,1,");
            assertThat(exchange(out, in, "[64,2,{},\"com.procedure\"]")).startsWith("[65,2,");
            String text = "x".repeat(3_000);
            String publish = "{\"acknowledge\":true,\"exclude_me\":false},\"com.topic\",[\"";
            assertThat(exchange(out, in, "[16,3," + publish + text + "\"]]")).startsWith("[17,3,");
            assertThat(exchange(out, in, "[48,4,{},\"com.procedure\",[\"" + text + "\"]]"))
                    .startsWith("[8,48,4,")
                    .contains("wamp.error.payload_size_exceeded");
            assertThat(List.of(exchange(out, in, "[16,5," + publish + "short\"]]"), read(in)))
                    .anySatisfy(line -> assertThat(line).startsWith("[17,5,"))
                    .anySatisfy(line -> assertThat(line).startsWith("[36,").contains("short"));
        }
    }

    @Test
    void a_universal_port_without_a_service_starts_with_a_warning_and_answers_404() throws Exception {
        CheckedConfig<NodeConfig> checked = load("{\"type\": \"universal\", \"endpoint\": " + endpoint("") + "}");
        assertThat(checked.problems()).singleElement().satisfies(problem -> assertThat(problem.text())
                .isEqualTo("the transport has no service"));
        node = new NodeAssembly("Signalbox-test").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
        URI address = URI.create(node.addresses().get(0));
        assertThat(address.getScheme()).isEqualTo("http");
        assertThat(request(connect(address, false), "GET / HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void one_listener_with_tls_serves_both_versions_of_the_internet_protocol(String host) throws Exception {
        URI address = start("{\"type\": \"rawsocket\", \"auth\": {\"anonymous\": {\"type\": \"static\"}}, \"endpoint\":"
                + " {\"type\": \"tcp\", \"version\": 6, \"port\": 0" + TLS + "}}");
        assertThat(address.getHost()).isEqualTo("[::]");
        try (Socket socket = trusting().getSocketFactory().createSocket(host, address.getPort())) {
            socket.setSoTimeout(Patience.MILLIS);
            assertThat(joinOverRawSocket(socket)).startsWith("[2,");
        }
    }

    @Test
    void all_services_of_a_universal_transport_are_on_its_unix_domain_socket() throws Exception {
        Files.createDirectory(directory.resolve("web"));
        Files.writeString(directory.resolve("web/index.html"), "<p>hello</p>");
        String address = startAt(
                """
                {"type": "universal", "endpoint": {"type": "unix", "path": "node.sock"},
                 "rawsocket": {"serializers": ["json"]}, "websocket": {"ws": {"type": "websocket"}},
                 "web": {"paths": {"/": {"type": "static", "directory": "web"}}}}""");
        Path socket = directory.resolve("node.sock");
        assertThat(address).isEqualTo("ws+unix:" + socket + ":/ws");
        assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            OutputStream out = Channels.newOutputStream(channel);
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            assertThat(joinOverRawSocket(out, in)).startsWith("[2,");
        }
        assertThat(overUnix(socket, "GET / HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("<p>hello</p>");
        assertThat(overUnix(socket, "GET /ws HTTP/1.0\r\n\r\n")).contains("This is a WAMP router");
        node.stop();
        assertThat(socket).doesNotExist();
    }

    private static String overUnix(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void a_certificate_file_that_breaks_after_the_check_ends_the_start_with_its_place() throws IOException {
        copyKeys();
        NodeConfig config = load("{\"type\": \"websocket\", \"endpoint\": " + endpoint(TLS) + "}")
                .config()
                .orElseThrow();
        Files.writeString(directory.resolve("node.crt"), "nothing");
        assertThatThrownBy(() -> new NodeAssembly("Signalbox-test").assemble(config))
                .isInstanceOf(UncheckedIOException.class)
                .message()
                .startsWith(directory.resolve("node.json") + ":")
                .contains("$.workers[0].transports[0].endpoint: transport 'transport1': tls.certificate: ")
                .doesNotContain("\n");
    }

    @Test
    void plain_http_on_a_port_with_tls_is_told_so() throws Exception {
        URI address = start("{\"type\": \"websocket\", \"endpoint\": " + endpoint(TLS) + "}");
        assertThat(request(connect(address, false), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 400")
                .endsWith("This port takes encrypted connections only: use https or wss.\n");
    }

    @Test
    void each_mistake_in_tls_is_told_once_and_at_its_place() throws Exception {
        copyKeys();
        assertThat(problems(", \"tls\": {}"))
                .singleElement()
                .asString()
                .contains("tls")
                .contains("names no certificate");
        assertThat(problems(", \"tls\": {\"key\": \"node.key\"}"))
                .singleElement()
                .asString()
                .contains("has a 'key' without a 'certificate'");
        assertThat(problems(", \"tls\": {\"key\": \"none.key\", \"certificate\": \"node.crt\"}"))
                .singleElement()
                .asString()
                .contains("tls.key")
                .contains("there is no file");
        assertThat(problems(", \"tls\": {\"certificates\": [{\"key\": \"node.crt\", \"certificate\": \"node.crt\"}]}"))
                .singleElement()
                .asString()
                .contains("certificates[0].key")
                .contains("has no private key");
        assertThat(problems(", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\","
                        + " \"client_certificate\": \"optional\"}"))
                .singleElement()
                .asString()
                .contains("ca_certificates");
        assertThat(problems(
                        ", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\", \"dhparam\": \"dh.pem\"}"))
                .singleElement()
                .asString()
                .contains("'dhparam' has no effect");
        assertThat(problems(TLS)).isEmpty();
    }

    private List<String> problems(String tls) throws IOException {
        return load("{\"type\": \"websocket\", \"endpoint\": " + endpoint(tls) + "}").problems().stream()
                .map(problem -> problem.display())
                .toList();
    }

    private static String endpoint(String tls) {
        return "{\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0" + tls + "}";
    }

    private URI start(String transport) throws IOException {
        return URI.create(startAt(transport));
    }

    private String startAt(String transport) throws IOException {
        copyKeys();
        CheckedConfig<NodeConfig> checked = load(transport);
        // A port for all machines is warned about.
        assertThat(checked.problems(Severity.ERROR)).isEmpty();
        node = new NodeAssembly("Signalbox-test").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
        return node.addresses().get(0);
    }

    private CheckedConfig<NodeConfig> load(String transport) throws IOException {
        String config =
                """
                {"version": 2, "workers": [{"type": "router",
                 "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
                  {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}],
                 "transports": [%s]}]}"""
                        .formatted(transport);
        Path file = Files.writeString(directory.resolve("node.json"), config);
        return new ConfigLoader(Map.of()).load(file, NodeConfig.class);
    }

    private void copyKeys() throws IOException {
        for (String name : List.of("node.key", "node.crt")) {
            try (InputStream in = ListeningTransportsTest.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
    }

    private static Socket connect(URI address, boolean isEncrypted) throws IOException, GeneralSecurityException {
        Socket socket = isEncrypted
                ? trusting().getSocketFactory().createSocket("localhost", address.getPort())
                : new Socket("localhost", address.getPort());
        socket.setSoTimeout(Patience.MILLIS);
        return socket;
    }

    private static SSLContext trusting() throws IOException, GeneralSecurityException {
        return TrustedCertificate.contextOf(ListeningTransportsTest.class.getResourceAsStream("/tls/node.crt"));
    }

    private static String joinOverRawSocket(Socket socket) throws IOException {
        return joinOverRawSocket(socket.getOutputStream(), new DataInputStream(socket.getInputStream()));
    }

    private static String joinOverRawSocket(OutputStream out, DataInputStream in) throws IOException {
        out.write(new byte[] {0x7F, (byte) 0xF1, 0, 0});
        assertThat(in.readInt()).isEqualTo(0x7FF10000);
        return exchange(out, in, HELLO);
    }

    private static String exchange(OutputStream out, DataInputStream in, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        out.write(new byte[] {0, 0, (byte) (bytes.length >> 8), (byte) bytes.length});
        out.write(bytes);
        return read(in);
    }

    private static String read(DataInputStream in) throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return new String(message, StandardCharsets.UTF_8);
    }

    /** Sends a request and returns the answer: all of it, or its head when it is an upgrade. */
    private static String request(Socket socket, String text) throws IOException {
        try (socket) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                answer.append((char) next);
                if (answer.indexOf("HTTP/1.1 101") == 0 && answer.toString().endsWith("\r\n\r\n")) {
                    break;
                }
            }
            return answer.toString();
        }
    }
}
