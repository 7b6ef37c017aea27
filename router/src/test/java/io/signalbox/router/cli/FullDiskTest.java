package io.signalbox.router.cli;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The node as a process of its own whose log or event history cannot be written. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "needs /dev/full")
@Timeout(2 * Patience.SECONDS)
class FullDiskTest {
    private static final String READY = "ready in \\d+ ms: (ws://\\S+)$";
    private static final long PROMISED_SECONDS = 5;
    private static final String COMPLAINT = "warning: the standard output rejects the lines of log=log: %s"
            + " - lines are lost and counted until a write succeeds\n";
    private static final String LOSS = "warning: the standard output accepts no log lines: [1-9]\\d* lines are lost\n";

    /** The library that SQLite comes in is copied to a file as well and has to fit: in blocks of 512 bytes. */
    private static final int LARGEST_FILE_BLOCKS = 8_192;

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
    void a_log_on_a_full_disk_is_complained_of_at_once_and_counted_in_the_end() throws Exception {
        Path complaints = directory.resolve("complaints");
        process = NodeProcess.builder("start", "--config", config("").toString())
                .redirectOutput(new File("/dev/full"))
                .redirectError(complaints.toFile())
                .start();
        await().untilAsserted(() ->
                assertThat(complaints).content().isEqualTo(COMPLAINT.formatted("No space left on device")));
        stop();
        assertThat(complaints).content().containsPattern(LOSS);
    }

    @Test
    void a_log_whose_reader_is_gone_is_complained_of_and_counted_too() throws Exception {
        Path complaints = directory.resolve("complaints");
        process = NodeProcess.builder("start", "--config", config("").toString())
                .redirectError(complaints.toFile())
                .start();
        BufferedReader log = process.inputReader();
        awaitReady(log);
        log.close();
        stop();
        assertThat(complaints)
                .content()
                .startsWith(COMPLAINT.formatted("Broken pipe"))
                .containsPattern(LOSS);
    }

    @Test
    void a_full_disk_under_the_event_history_loses_events_and_nothing_else() throws Exception {
        Path file = config(
                """
                , "store": {"type": "sqlite", "path": "events.sqlite", "limit": 100000, "max_bytes": 100000000,
                   "event-history": [{"uri": "com.example.topic"}]}
                """);
        List<String> limited = List.of("sh", "-c", "ulimit -f " + LARGEST_FILE_BLOCKS + "; exec \"$@\"", "sh");
        ProcessBuilder builder = NodeProcess.builder("start", "--config", file.toString());
        builder.command().addAll(0, limited);
        process = builder.redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        WampSocket peer = WampSocket.open(awaitReady(log));
        peer.send("[1,\"realm1\",{\"roles\":{\"publisher\":{},\"caller\":{}}}]");
        assertThat(peer.next()).startsWith("[2,");
        String large = "x".repeat(100_000);
        for (int i = 1; i <= 2 * LARGEST_FILE_BLOCKS * 512 / large.length(); i++) {
            peer.send("[16,%d,{\"acknowledge\":true},\"com.example.topic\",[\"%s\"]]".formatted(i, large));
            assertThat(peer.next()).startsWith("[17," + i + ",");
        }
        NodeProcess.find(
                log,
                "file=\\S+events\\.sqlite the event history cannot be written: events are lost until a write succeeds");
        peer.send("[48,1,{},\"wamp.session.count\"]");
        assertThat(peer.next()).startsWith("[50,1,");
        stop();
        NodeProcess.find(log, "StartCommand stopped$");
    }

    private void stop() throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(PROMISED_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    private static String awaitReady(BufferedReader log) throws IOException {
        return NodeProcess.find(log, READY).group(1);
    }

    private Path config(String ofRealm) throws IOException {
        return Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "", "match": "prefix", "allow": {"call": true, "publish": true}},
                    {"uri": "wamp.", "match": "prefix", "allow": {"call": true}}]}]%s}],
                  "transports": [{"type": "websocket",
                    "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}]}
                """
                        .formatted(ofRealm));
    }
}
