package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP of a node process. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(2 * Patience.SECONDS)
class HangupTest {
    private static final String TLS = ", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\"}";

    @TempDir
    private Path directory;

    private Process process;
    private BufferedReader log;

    @AfterEach
    void end_the_process() {
        process.destroyForcibly();
    }

    @Test
    void a_node_with_tls_reads_its_certificates_again_and_goes_on() throws Exception {
        start(TLS);
        hangUp();
        // The files have not changed, so that nothing else reads them again.
        NodeProcess.find(log, "CertificateWatch listener=transport1 uses the changed certificate files");
        Files.writeString(directory.resolve("node.key"), "broken");
        hangUp();
        NodeProcess.find(log, "CertificateWatch listener=transport1 tls.key: .* stay in use");
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_node_without_tls_stops() throws Exception {
        start("");
        hangUp();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private void hangUp() throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private void start(String tls) throws IOException {
        for (String name : List.of("node.key", "node.crt")) {
            try (InputStream in = HangupTest.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
        Path file = Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous"}]}],
                  "transports": [{"type": "websocket",
                    "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"%s}}]}]}
                """
                        .formatted(tls));
        process = NodeProcess.builder("start", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        log = process.inputReader();
        NodeProcess.find(log, " ready in ");
    }
}
