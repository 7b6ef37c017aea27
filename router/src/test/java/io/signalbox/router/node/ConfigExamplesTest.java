package io.signalbox.router.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "config-examples");
    private static final Map<String, String> ENVIRONMENT =
            Map.of("ROUTER_PORT", "0", "ROUTER_REALM", "realm1", "ROUTER_DISABLED", "");

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
    void it_has_no_problem(String name) {
        assertThat(new ConfigLoader(ENVIRONMENT)
                        .load(EXAMPLES.resolve(name), NodeConfig.class)
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void it_runs_and_lets_a_client_join(String name) throws Exception {
        String text = Files.readString(EXAMPLES.resolve(name)).replaceAll("(\\bport\"?: )\\d+", "$10");
        Files.createDirectory(directory.resolve("web"));
        Path file = Files.writeString(directory.resolve(name), text);
        CheckedConfig<NodeConfig> checked = new ConfigLoader(ENVIRONMENT).load(file, NodeConfig.class);
        Node node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        node.start();
        try {
            WampSocket peer = WampSocket.open(node.addresses().get(0));
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            peer.send("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.next()).startsWith("[6,");
        } finally {
            node.stop();
        }
    }
}
