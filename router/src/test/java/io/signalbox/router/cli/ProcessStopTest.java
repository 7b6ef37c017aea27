package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** End of the node process while a part blocks or the start is not complete. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(2 * Patience.SECONDS)
class ProcessStopTest {
    private static final long PROMISED_SECONDS = 5;

    @TempDir
    private Path directory;

    private Process process;

    @AfterEach
    void end_the_process() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void a_log_that_nobody_reads_does_not_hold_the_end_and_its_loss_is_said() throws Exception {
        process = NodeProcess.builder("start", "--config", config().toString()).start();
        fillTheLog();
        process.toHandle().destroy();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(new String(process.getErrorStream().readAllBytes()))
                .containsPattern("warning: the standard output accepts no log lines: [1-9]\\d* lines are lost\n");
    }

    @Test
    void one_full_pipe_for_both_outputs_does_not_hold_the_end_either() throws Exception {
        process = NodeProcess.builder("start", "--config", config().toString())
                .redirectErrorStream(true)
                .start();
        fillTheLog();
        process.toHandle().destroy();
        // The warning about the lines blocks. The process ends a fifth of a second before the promise, which is less
        // than the time
        // that a busy machine takes to start a thread.
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_signal_while_the_configuration_is_read_ends_it_with_zero() throws Exception {
        Path file = directory.resolve("node.json");
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        process = NodeProcess.builder("start", "--config", file.toString()).start();
        // Opening for writing returns when the node has opened for reading.
        try (var writer = Files.newOutputStream(file)) {
            writer.write('{');
            process.toHandle().destroy();
            assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void signals_from_the_moment_on_when_the_port_is_open_end_it_with_zero() throws Exception {
        Path log = directory.resolve("log");
        process = NodeProcess.builder("start", "--config", config().toString())
                .redirectOutput(log.toFile())
                .start();
        Patience.await().pollInterval(1, TimeUnit.MILLISECONDS).until(() -> Files.readString(log)
                .contains("listener 'transport1' ws://127.0.0.1:"));
        process.toHandle().destroy();
        // A second one, as of an impatient operator.
        new ProcessBuilder("kill", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(log).content().contains("stopping", "stopped");
    }

    /** Logs more than a pipe takes, of which nobody reads more than the start. A line has about an eighth of the capacity. */
    private void fillTheLog() throws Exception {
        String url = NodeProcess.find(process.inputReader(), "ready in \\d+ ms: (ws://127\\.0\\.0\\.1:\\d+/)$")
                .group(1);
        for (int i = 0; i < 12; i++) {
            WampSocket peer = WampSocket.open(url);
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            peer.send("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.next()).startsWith("[6,");
        }
    }

    private Path config() throws IOException {
        return Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "", "match": "prefix", "allow": {"call": true}}]}]}],
                  "transports": [{"type": "websocket",
                    "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                    "auth": {"anonymous": {"type": "static", "authid": "%s"}}}]}]}
                """
                        .formatted("long".repeat(2_500)));
    }
}
