package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How the node ends as a process of its own while something stands still or the start is not over. */
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
        int port = freePort();
        process = NodeProcess.builder("start", "--config", config(port).toString())
                .start();
        fillTheLog(port);
        process.toHandle().destroy();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(new String(process.getErrorStream().readAllBytes()))
                .containsPattern("warning: the standard output accepts no log lines: [1-9]\\d* lines are lost\n");
    }

    @Test
    void one_full_pipe_for_both_outputs_does_not_hold_the_end_either() throws Exception {
        int port = freePort();
        process = NodeProcess.builder("start", "--config", config(port).toString())
                .redirectErrorStream(true)
                .start();
        fillTheLog(port);
        process.toHandle().destroy();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
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
        int port = freePort();
        process = NodeProcess.builder("start", "--config", config(port).toString())
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        awaitPort(port);
        process.toHandle().destroy();
        // A second one, as of an impatient operator.
        new ProcessBuilder("kill", Long.toString(process.pid())).start().waitFor();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(directory.resolve("log")).content().contains("stopping", "stopped");
    }

    /** Each line of the access log is a good eighth of what a pipe holds. */
    private static void fillTheLog(int port) throws Exception {
        awaitPort(port);
        for (int i = 0; i < 12; i++) {
            WampSocket peer = WampSocket.open("ws://127.0.0.1:" + port + "/");
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            peer.send("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.next()).startsWith("[6,");
        }
    }

    private static void awaitPort(int port) {
        Patience.await()
                .pollInterval(1, TimeUnit.MILLISECONDS)
                .ignoreExceptions()
                .until(() -> {
                    new Socket(InetAddress.getLoopbackAddress(), port).close();
                    return true;
                });
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private Path config(int port) throws IOException {
        return Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "", "match": "prefix", "allow": {"call": true}}]}]}],
                  "transports": [{"type": "websocket",
                    "endpoint": {"type": "tcp", "port": %d, "interface": "127.0.0.1"},
                    "auth": {"anonymous": {"type": "static", "authid": "%s"}}}]}]}
                """
                        .formatted(port, "long".repeat(2_500)));
    }
}
