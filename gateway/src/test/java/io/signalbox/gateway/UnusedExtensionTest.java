package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

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
    void a_configuration_without_an_item_of_the_gateway_loads_no_class_of_it() throws Exception {
        assertThat(classesLoadedToCheck("\"/\": {\"type\": \"nodeinfo\"}")).doesNotContain(GATEWAY_CLASS);
        assertThat(classesLoadedToCheck(
                        "\"x\": {\"type\": \"websocket-reverseproxy\", \"backend\": {\"url\": \"ws://a/\"}}"))
                .contains(GATEWAY_CLASS);
    }

    private String classesLoadedToCheck(String paths) throws IOException, InterruptedException {
        Path config = directory.resolve("node.json");
        Files.writeString(config, GatewayNode.config(paths));
        Process check = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.signalbox.router.cli.Main",
                        "check",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).isZero();
        return output;
    }
}
