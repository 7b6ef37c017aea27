package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.TrustedCertificate;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "config-examples");
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "ROUTER_PORT", "0",
            "ROUTER_REALM", "realm1",
            "ROUTER_DISABLED", "",
            "JOE_TICKET", "secret1",
            "SERVICE_TICKET", "secret2",
            "JOE_SECRET", "secret1",
            "SERVICE_KEY", "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=");
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
        if (name.startsWith("tls")) {
            runCommandOfTheDocumentation();
        }
        if (name.startsWith("auth-jwt")) {
            runIssuerOfTheDocumentation();
        }
        String text = Files.readString(EXAMPLES.resolve(name));
        assertThat(load(name, text).problems()).isEmpty();
        CheckedConfig<NodeConfig> checked = load(name, text.replaceAll("(\\bport\"?: )\\d+", "$10"));
        Node node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        node.start();
        try {
            String address = node.addresses().get(0);
            if (address.startsWith("rs+unix:")) {
                joinOverRawSocket(Path.of(address.substring("rs+unix:".length())));
            } else {
                join(address);
            }
        } finally {
            node.stop();
        }
    }

    @Test
    void the_token_of_the_documentation_is_a_ticket_of_the_example() throws Exception {
        String token = runIssuerOfTheDocumentation();
        String text = Files.readString(EXAMPLES.resolve("auth-jwt.json")).replace("8080", "0");
        Node node = new NodeAssembly("test")
                .assemble(load("node.json", text).config().orElseThrow());
        node.start();
        try {
            WampSocket peer =
                    WampSocket.open(HttpClient.newHttpClient(), node.addresses().get(0));
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}},\"authmethods\":[\"ticket\"]}]");
            assertThat(peer.next()).isEqualTo("[4,\"ticket\",{}]");
            peer.send("[5,\"" + token + "\",{}]");
            assertThat(peer.next()).startsWith("[2,").contains("\"authid\":\"joe\",\"authrole\":\"frontend\"");
            peer.send("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.next()).startsWith("[6,");
        } finally {
            node.stop();
        }
    }

    /** Makes the keys of the issuer and a token as the documentation says. Returns the token. */
    private String runIssuerOfTheDocumentation() throws IOException, InterruptedException {
        String page = Files.readString(Path.of("..", "docs", "auth", "jwt.md"));
        int begin = page.indexOf("```sh\n") + "```sh\n".length();
        return run("sh", "-c", page.substring(begin, page.indexOf("```", begin)));
    }

    private CheckedConfig<NodeConfig> load(String name, String text) throws IOException {
        return new ConfigLoader(ENVIRONMENT).load(Files.writeString(directory.resolve(name), text), NodeConfig.class);
    }

    /** Makes the key and the certificate as the documentation says. */
    private void runCommandOfTheDocumentation() throws IOException, InterruptedException {
        String command = Files.readAllLines(Path.of("..", "docs", "CONFIGURATION.md")).stream()
                .filter(line -> line.startsWith("    openssl req "))
                .findFirst()
                .orElseThrow();
        run(command.strip().split(" "));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private void join(String address) throws Exception {
        HttpClient client = address.startsWith("wss:")
                ? HttpClient.newBuilder()
                        .sslContext(TrustedCertificate.contextOf(Files.newInputStream(directory.resolve("node.crt"))))
                        .build()
                : HttpClient.newHttpClient();
        WampSocket peer = WampSocket.open(client, address);
        peer.send(HELLO);
        assertThat(peer.next()).startsWith("[2,");
        peer.send("[6,{},\"wamp.close.close_realm\"]");
        assertThat(peer.next()).startsWith("[6,");
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
