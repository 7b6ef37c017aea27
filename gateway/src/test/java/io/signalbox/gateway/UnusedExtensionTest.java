package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnusedExtensionTest {
    private static final String GATEWAY_CLASS = " io.signalbox.gateway.";

    @TempDir
    private Path directory;

    @Test
    void a_node_without_an_item_of_the_gateway_starts_and_stops_without_a_class_of_it() throws Exception {
        Process start = run("start", "\"/\": {\"type\": \"nodeinfo\"}");
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = start.inputReader(StandardCharsets.UTF_8)) {
            boolean isReady = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                if (!isReady && line.contains("ready in ")) {
                    isReady = true;
                    // Process#destroy would close the output.
                    start.toHandle().destroy();
                }
            }
            assertThat(isReady).as(output.toString()).isTrue();
        } finally {
            start.destroyForcibly();
        }
        assertThat(output).contains(" io.signalbox.router.").doesNotContain(GATEWAY_CLASS);
    }

    @Test
    void a_configuration_with_an_item_of_the_gateway_loads_its_classes() throws Exception {
        Process check =
                run("check", "\"x\": {\"type\": \"websocket-reverseproxy\", \"backend\": {\"url\": \"ws://a/\"}}");
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).isZero();
        assertThat(output).contains(GATEWAY_CLASS);
    }

    private Process run(String command, String paths) throws IOException {
        Path config = directory.resolve("node.json");
        Files.writeString(config, GatewayNode.config(paths));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.signalbox.router.cli.Main",
                        command,
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .start();
    }
}
