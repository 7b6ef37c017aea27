package io.signalbox.router.node;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.ShownCertificate;
import io.signalbox.router.TrustedCertificate;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "config-examples");
    private static final String KEY = "5f19358ff6f38e267b6ef1ea1d862514ec4e8745a84682259fd3894be09febb5";
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("ROUTER_PORT", "0"),
            Map.entry("ROUTER_REALM", "realm1"),
            Map.entry("ROUTER_DISABLED", ""),
            Map.entry("JOE_TICKET", "secret1"),
            Map.entry("SERVICE_TICKET", "secret2"),
            Map.entry("JOE_SECRET", "secret1"),
            Map.entry("SERVICE_KEY", "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo="),
            Map.entry("JOE_STORED_KEY", KEY),
            Map.entry("JOE_SERVER_KEY", KEY),
            Map.entry("SERVICE_STORED_KEY", KEY),
            Map.entry("SERVICE_SERVER_KEY", KEY));
    private static final String HELLO = "[1,\"realm1\",{\"roles\":{\"caller\":{}}}]";

    @TempDir
    private Path directory;

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json") || name.endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void it_has_no_problem_runs_and_lets_a_client_join(String name) throws Exception {
        Files.createDirectory(directory.resolve("web"));
        if (name.contains("tls")) {
            runCommandsOf("CONFIGURATION.md");
        }
        String token = name.equals("auth-jwt.json") ? runIssuerOf("auth/jwt.md") : "";
        Map<String, String> environment = new HashMap<>(ENVIRONMENT);
        if (name.equals("auth-tls.json")) {
            runCommandsOf("auth/tls.md");
            environment.put("JOE_CERTIFICATE", fingerprint());
        }
        String text = Files.readString(EXAMPLES.resolve(name));
        assertThat(load(name, text, environment).problems()).isEmpty();
        CheckedConfig<NodeConfig> checked = load(name, text.replaceAll("(\\bport\"?: )\\d+", "$10"), environment);
        Node node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        node.start();
        try {
            String address = node.addresses().get(0);
            if (address.startsWith("rs+unix:")) {
                joinOverRawSocket(Path.of(address.substring("rs+unix:".length())));
            } else if (name.equals("auth-tls.json")) {
                // In TLS 1.3 the client learns of the refusal after its handshake.
                assertThatThrownBy(() -> join(address, null, HELLO)).hasStackTraceContaining("certificate_required");
                String welcome = join(
                        address,
                        ShownCertificate.of(new SequenceInputStream(file("joe.key"), file("joe.crt"))),
                        "[1,\"realm1\",{\"roles\":{\"caller\":{}},\"authmethods\":[\"tls\"]}]");
                assertThat(welcome).contains("\"authid\":\"joe\"", "\"authrole\":\"backend\"");
            } else if (name.startsWith("auth-")) {
                isRefusedWithoutMethod(address);
            } else {
                join(address, null, HELLO);
            }
            if (!token.isEmpty()) {
                joinWithTicket(address, token);
            }
        } finally {
            node.stop();
        }
    }

    /** An example of a method leaves no door open beside the method. */
    private static void isRefusedWithoutMethod(String address) throws Exception {
        WampSocket peer = WampSocket.open(address);
        peer.send(HELLO);
        assertThat(peer.next()).startsWith("[3,").endsWith("\"wamp.error.no_matching_auth_method\"]");
    }

    /** The tests of interoperability run the example, which needs Python and Node.js. */
    @Test
    void the_example_of_guests_has_no_problem_beside_programs_that_are_not_installed() {
        CheckedConfig<NodeConfig> checked =
                new ConfigLoader(ENVIRONMENT).load(EXAMPLES.resolve("guests/node.json"), NodeConfig.class);
        assertThat(checked.config()).isPresent();
        assertThat(checked.problems())
                .allMatch(problem -> problem.text().contains("neither in")
                        && problem.jsonPath().endsWith("executable"));
    }

    @Test
    void the_example_of_links_has_no_problem_and_brings_a_call_from_one_node_to_the_other() throws Exception {
        Map<String, String> environment =
                new HashMap<>(Map.of("LINK_TICKET", "secret", "PARIS_PORT", "0", "BERLIN_PORT", "0"));
        Node paris = nodeOf("links/paris.json", environment);
        String port = Integer.toString(URI.create(paris.addresses().getFirst()).getPort());
        environment.put("PARIS_PORT", port);
        Node berlin = nodeOf("links/berlin.json", environment);
        try (WampClient callee = WampClient.builder("ws://127.0.0.1:" + port + "/ws", "realm1")
                        .build();
                WampClient caller = WampClient.builder(berlin.addresses().getFirst(), "realm1")
                        .build()) {
            callee.connect()
                    .register("com.example.add", call -> call.arg(0, Integer.class) + call.arg(1, Integer.class));
            WampSession session = caller.connect();
            await().ignoreException(WampException.class).untilAsserted(() -> assertThat(
                            session.call("com.example.add", 2, 3).as(Integer.class))
                    .isEqualTo(5));
        } finally {
            berlin.stop();
            paris.stop();
        }
    }

    private Node nodeOf(String name, Map<String, String> environment) throws IOException {
        CheckedConfig<NodeConfig> checked =
                load(Path.of(name).getFileName().toString(), Files.readString(EXAMPLES.resolve(name)), environment);
        assertThat(checked.problems()).isEmpty();
        Node node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        node.start();
        node.startWorkers();
        return node;
    }

    @Test
    void the_example_of_tickets_lets_a_client_with_a_ticket_join() throws Exception {
        String text = Files.readString(EXAMPLES.resolve("auth-ticket.json")).replace("8080", "0");
        Node node = new NodeAssembly("test")
                .assemble(load("auth-ticket.json", text, ENVIRONMENT).config().orElseThrow());
        node.start();
        try {
            WampSocket peer = WampSocket.open(node.addresses().get(0));
            peer.send(HELLO.replace("}}}]", "}},\"authid\":\"joe\",\"authmethods\":[\"ticket\"]}]"));
            assertThat(peer.next()).startsWith("[4,\"ticket\"");
            peer.send("[5,\"secret1\",{}]");
            assertThat(peer.next()).startsWith("[2,").contains("\"authrole\":\"frontend\"");
        } finally {
            node.stop();
        }
    }

    private CheckedConfig<NodeConfig> load(String name, String text, Map<String, String> environment)
            throws IOException {
        return new ConfigLoader(environment).load(Files.writeString(directory.resolve(name), text), NodeConfig.class);
    }

    /** Makes the keys and certificates as a page of the documentation says. */
    private void runCommandsOf(String page) throws IOException, InterruptedException {
        List<String> commands = Files.readAllLines(Path.of("..", "docs", page)).stream()
                .filter(line -> line.startsWith("    openssl req "))
                .toList();
        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            run(command);
        }
    }

    /** Makes the keys of an issuer and a token with the script of a page. Returns the token. */
    private String runIssuerOf(String page) throws IOException, InterruptedException {
        String text = Files.readString(Path.of("..", "docs", page));
        int begin = text.indexOf("```sh\n") + "```sh\n".length();
        return run("sh", "-c", text.substring(begin, text.indexOf("```", begin)))
                .strip();
    }

    private static void joinWithTicket(String address, String ticket) throws Exception {
        WampSocket peer = WampSocket.open(address);
        peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}},\"authmethods\":[\"ticket\"]}]");
        assertThat(peer.next()).isEqualTo("[4,\"ticket\",{}]");
        peer.send("[5,\"" + ticket + "\",{}]");
        assertThat(peer.next()).startsWith("[2,").contains("\"authid\":\"joe\",\"authrole\":\"frontend\"");
        peer.send("[6,{},\"wamp.close.close_realm\"]");
        assertThat(peer.next()).startsWith("[6,");
    }

    private String run(String command) throws IOException, InterruptedException {
        return run(command.strip().split(" "));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private String fingerprint() throws IOException, InterruptedException {
        return run("openssl x509 -noout -fingerprint -sha256 -in joe.crt")
                .strip()
                .replaceAll(".*=", "");
    }

    private InputStream file(String name) throws IOException {
        return Files.newInputStream(directory.resolve(name));
    }

    /** @param own the certificate of the client; null for none */
    private String join(String address, ShownCertificate own, String hello) throws Exception {
        HttpClient client = address.startsWith("wss:")
                ? HttpClient.newBuilder()
                        .sslContext(TrustedCertificate.contextOf(file("node.crt"), own))
                        .build()
                : HttpClient.newHttpClient();
        WampSocket peer = WampSocket.open(client, address);
        peer.send(hello);
        String welcome = peer.next();
        assertThat(welcome).startsWith("[2,");
        peer.send("[6,{},\"wamp.close.close_realm\"]");
        assertThat(peer.next()).startsWith("[6,");
        return welcome;
    }

    private static void joinOverRawSocket(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            DataInputStream in = new DataInputStream(Channels.newInputStream(channel));
            byte[] hello = HELLO.getBytes(StandardCharsets.UTF_8);
            channel.write(ByteBuffer.wrap(new byte[] {0x7F, (byte) 0xF1, 0, 0}));
            assertThat(in.readInt()).isEqualTo(0x7FF10000);
            channel.write(ByteBuffer.allocate(4 + hello.length)
                    .putInt(hello.length)
                    .put(hello)
                    .flip());
            byte[] welcome = in.readNBytes(in.readInt());
            assertThat(new String(welcome, StandardCharsets.UTF_8)).startsWith("[2,");
        }
    }
}
