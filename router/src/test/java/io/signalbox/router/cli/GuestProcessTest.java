package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Guests of a node process, and their end with it. */
@EnabledOnOs(OS.LINUX)
@Timeout(2 * Patience.SECONDS)
class GuestProcessTest {
    private static final String ROUTER =
            """
            {"type": "router", "realms": [{"name": "realm1", "roles": [{"name": "anonymous"}]}],
             "transports": [{"type": "websocket",
               "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}""";

    private static final Pattern OF_WORKERS =
            Pattern.compile("router\\.(process|component|container|link|connecting|bridge)\\.|signalbox\\.client\\.");

    @TempDir
    private Path directory;

    private Process process;
    private BufferedReader log;

    @AfterEach
    void end_the_process() {
        process.destroyForcibly();
    }

    private static String guest(String id, String script, String options) {
        return "{\"type\": \"guest\", \"id\": \"" + id + "\", \"executable\": \"sh\", \"arguments\": [\"-c\", \""
                + script + "\"], \"options\": {" + options + "}}";
    }

    private void start(List<String> jvm, String controllerOptions, String... workers) throws IOException {
        Path file = Files.writeString(
                directory.resolve("node.json"),
                "{\"version\": 2, \"controller\": {\"options\": {" + controllerOptions + "}}, \"workers\": [" + ROUTER
                        + String.join(
                                "",
                                List.of(workers).stream()
                                        .map(worker -> ", " + worker)
                                        .toList()) + "]}");
        process = NodeProcess.builder(jvm, "start", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        log = process.inputReader();
    }

    /** Returns the processes with the ids that the guests have logged. */
    private List<ProcessHandle> logged(int count) throws IOException {
        List<ProcessHandle> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Matcher found = NodeProcess.find(log, "output worker=\\w+ stdout pid=(\\d+)");
            all.add(ProcessHandle.of(Long.parseLong(found.group(1))).orElseThrow());
        }
        return all;
    }

    @Test
    void kill_9_of_the_node_ends_daemons_and_shells_that_ignore_sigterm() throws Exception {
        start(
                List.of(),
                "",
                guest(
                        "daemons",
                        "setsid sh -c 'echo pid=$$; while true; do sleep 1; done' & echo pid=$$; wait",
                        "\"env\": {\"inherit\": true}"),
                guest("stubborn", "trap '' TERM HUP INT; echo pid=$$; while true; do sleep 1; done", ""));
        List<ProcessHandle> guests = logged(3);
        process.destroyForcibly();
        process.waitFor();
        Patience.await().untilAsserted(() -> assertThat(guests).allMatch(guest -> !isRunning(guest)));
    }

    /** A zombie that nobody has waited for has ended. */
    private static boolean isRunning(ProcessHandle guest) {
        try {
            return guest.isAlive() && Files.size(Path.of("/proc/" + guest.pid() + "/exe")) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void a_signal_stops_the_guests_and_the_node_in_time() throws Exception {
        start(
                List.of(),
                "",
                guest("stubborn", "trap '' TERM; echo pid=$$; while true; do sleep 1; done", "\"stop_timeout\": 1000"),
                guest("plain", "echo pid=$$; while true; do sleep 1; done", ""));
        List<ProcessHandle> guests = logged(2);
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        // The exit code says whether all parts have ended in the time that the node gives them.
        assertThat(process.exitValue()).isZero();
        Patience.await().untilAsserted(() -> assertThat(guests).noneMatch(GuestProcessTest::isRunning));
    }

    @Test
    void an_exit_stops_the_node_when_the_controller_says_so_and_its_failure_is_the_exit_code() throws Exception {
        start(
                List.of(),
                "\"shutdown\": \"shutdown_on_worker_exit_with_error\"",
                guest("clean", "exit 0", ""),
                guest("broken", "echo the reason >&2; exit 3", ""));
        NodeProcess.find(
                log,
                "ERROR SupervisedProcess worker=broken has failed: exit code 3; it is not started again: "
                        + "'options.restart' allows no restart; its last lines:");
        assertThat(log.readLine()).isEqualTo("    the reason");
        NodeProcess.find(log, "Node the exit of worker=broken stops the node");
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
    }

    @Test
    void without_a_word_of_the_controller_no_exit_stops_the_node() throws Exception {
        start(
                List.of(),
                "",
                guest("broken", "exit 3", ""),
                "{\"type\": \"guest\", \"id\": \"missing\", \"executable\": \"/no/such/program\"}",
                guest("disabled", "echo pid=$$", "\"disabled\": true"),
                guest("last", "echo pid=$$; while true; do sleep 1; done", ""));
        assertThat(logged(1)).allMatch(ProcessHandle::isAlive);
        assertThat(process.isAlive()).isTrue();
    }

    @Test
    void a_node_without_guests_components_and_links_loads_none_of_their_classes() throws Exception {
        start(List.of("-Xlog:class+load:file=" + directory.resolve("classes")), "");
        NodeProcess.find(log, " ready in ");
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        List<String> classes = Pattern.compile("io\\.signalbox\\.[\\w.$]+")
                .matcher(Files.readString(directory.resolve("classes")))
                .results()
                .map(MatchResult::group)
                .toList();
        assertThat(classes).contains("io.signalbox.router.node.NodeAssembly");
        assertThat(classes.stream().filter(OF_WORKERS.asPredicate())).isEmpty();
    }
}
