package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.router.Patience;
import io.signalbox.router.component.ComponentJar;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Containers of a node process, each in a JVM of its own. */
@EnabledOnOs(OS.LINUX)
@Timeout(2 * Patience.SECONDS)
class ContainerProcessTest {
    private static final String ROUTER =
            """
            {"type": "router", "realms": [{"name": "realm1", "roles": [
              {"name": "anonymous", "permissions": [{"uri": "com.", "match": "prefix", "allow": {"call": true}}]},
              {"name": "backend", "permissions": [{"uri": "com.", "match": "prefix", "allow": {"register": true}}]}]}],
             "transports": [
               {"type": "websocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                "auth": {"anonymous": {"type": "static"}}},
               {"type": "rawsocket", "endpoint": {"type": "unix", "path": "b.sock", "permissions": "0600"},
                "auth": {"anonymous": {"type": "static", "role": "backend"}}}]}""";

    private static final String HEAD = "package app; import io.signalbox.client.*; public class ";

    private static final Map<String, String> SOURCES = Map.of(
            "app.Adder",
            HEAD + "Adder implements Component { public void start(ComponentContext c) {"
                    + " System.out.println(\"hello\"); c.session().register(\"com.add\", call ->"
                    + " call.arg(0, Integer.class) + call.arg(1, Integer.class)); } }",
            "app.Hoarder",
            HEAD + "Hoarder implements Component { public void start(ComponentContext c) {"
                    + " java.util.List<byte[]> all = new java.util.ArrayList<>();"
                    + " while (true) { all.add(new byte[1 << 20]); } } }",
            "app.Talker",
            HEAD + "Talker implements Component { public void start(ComponentContext c) {"
                    + " Thread t = new Thread(() -> { while (true) { System.err.println(\"blah\"); } });"
                    + " t.setDaemon(true); t.start(); } }",
            "app.Exiter",
            HEAD + "Exiter implements Component { public void start(ComponentContext c) { System.exit(5); } }");

    @TempDir
    private static Path directory;

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private Process process;

    @BeforeAll
    static void compile() throws IOException {
        ComponentJar.of(directory, "app", SOURCES);
    }

    /** The next test uses the same socket. */
    @AfterEach
    void end_the_process() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    private static String container(String id, String name, String options) {
        return ", {\"type\": \"container\", \"id\": \"" + id + "\", \"components\": [{\"type\": \"class\","
                + " \"classname\": \"app." + name + "\", \"classpath\": [\"app.jar\"], \"realm\": \"realm1\","
                + " \"extra\": {\"password\": \"hunter2\"}, \"transport\": {\"type\": \"rawsocket\","
                + " \"endpoint\": {\"type\": \"unix\", \"path\": \"b.sock\"}}}], \"options\": {" + options + "}}";
    }

    /** A short life is not worth compiling for. */
    private static String jvm(String option) {
        return "\"jvm\": [\"-XX:TieredStopAtLevel=1\", \"-XX:+UseSerialGC\", \"" + option + "\"]";
    }

    private void start(String level, String... containers) throws IOException {
        startWorkers(level, ROUTER + String.join("", containers));
    }

    private void startWorkers(String level, String workers) throws IOException {
        startWorkers(List.of(), level, workers);
    }

    private void startWorkers(List<String> jvm, String level, String workers) throws IOException {
        Path file = Files.writeString(
                directory.resolve("node.json"),
                "{\"version\": 2, \"controller\": {\"options\": {\"enable_parallel_worker_start\": true}},"
                        + " \"workers\": [" + workers + "]}");
        process = NodeProcess.builder(jvm, "start", "--config", file.toString(), "--log-level", level)
                .redirectErrorStream(true)
                .start();
        BufferedReader log = process.inputReader();
        Thread.ofVirtual().start(() -> log.lines().forEach(lines::add));
    }

    private Matcher awaitLine(String pattern) {
        return awaitLine(pattern, 1);
    }

    /** Waits for a line, and returns the match of the given one, from 1. */
    private Matcher awaitLine(String pattern, int count) {
        Pattern wanted = Pattern.compile(pattern);
        return Patience.await()
                .until(
                        () -> lines.stream()
                                .map(wanted::matcher)
                                .filter(Matcher::find)
                                .skip(count - 1)
                                .findFirst(),
                        found -> found.isPresent())
                .orElseThrow();
    }

    private ProcessHandle jvm(String worker, int start) {
        String pid =
                awaitLine("worker=" + worker + " process=(\\d+) started", start).group(1);
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    private static void awaitSum(WampSession session) {
        Patience.await().ignoreExceptions().untilAsserted(() -> assertThat(
                        session.call("com.add", 2, 3).as(Integer.class))
                .isEqualTo(5));
    }

    @Test
    void a_container_that_is_killed_is_back_and_nothing_of_its_configuration_is_visible() throws Exception {
        start(
                "info",
                container(
                        "adders",
                        "Adder",
                        "\"restart\": {\"policy\": \"always\", \"initial_delay\": 0}, " + jvm("-Xmx64m") + ","
                                + " \"env\": {\"inherit\": [\"PATH\"], \"vars\": {\"GREETING\": \"hi\"}}"));
        String address = awaitLine("(ws://\\S+)").group(1);
        try (WampClient client = WampClient.builder(address, "realm1").build()) {
            WampSession session = client.connect();
            awaitSum(session);
            awaitLine("INFO +output worker=adders stderr hello");
            awaitLine("INFO +output worker=adders HostedComponent component=component001 .* role=backend runs");
            ProcessHandle first = jvm("adders", 1);
            String proc = "/proc/" + first.pid();
            assertThat(Files.readString(Path.of(proc, "cmdline"), StandardCharsets.ISO_8859_1))
                    .contains("-Xmx64m")
                    .doesNotContain("hunter2");
            assertThat(Files.readString(Path.of(proc, "environ"), StandardCharsets.ISO_8859_1))
                    .contains("GREETING=hi")
                    .doesNotContain("hunter2", "HOME=");
            first.destroyForcibly();
            awaitLine("WARN .*worker=adders has ended after \\d+ ms: exit code 137 \\(SIGKILL\\); restart 1 in a row");
            assertThat(jvm("adders", 2).pid()).isNotEqualTo(first.pid());
            awaitSum(session);
        }
        process.toHandle().destroy();
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(lines)
                .anyMatch(line -> line.contains("worker=adders HostedComponent component=component001 has ended"));
    }

    @Test
    void faults_of_containers_are_lines_with_their_reasons_and_the_node_goes_on() throws Exception {
        start(
                "warn",
                container("heap", "Hoarder", jvm("-Xmx32m")),
                container(
                        "storm",
                        "Adder",
                        "\"restart\": {\"policy\": \"always\", \"initial_delay\": 0}, " + jvm("-XX:NoSuch")),
                container("flood", "Talker", "\"max_lines_per_second\": 10, " + jvm("-Xmx32m")),
                container("exits", "Exiter", jvm("-Xmx32m")));
        awaitLine("ERROR .*worker=heap has failed: exit code 3 \\(the heap is full; raise -Xmx in 'options.jvm'");
        awaitLine(
                "ERROR .*worker=storm has failed: exit code 1; it is not started again: 10 starts within \\d+ ms; its last"
                        + " lines:");
        awaitLine("    Unrecognized VM option 'NoSuch'");
        awaitLine("WARN .*worker=flood \\d+ lines of output are dropped, more than 10 in a second");
        awaitLine(
                "ERROR .*worker=exits has failed: exit code 5; it is not started again: 'options.restart' allows no restart");
        assertThat(process.isAlive()).isTrue();
    }

    /** The router is a node in this process. */
    @Test
    void a_component_is_back_when_the_router_of_another_node_has_restarted() throws Exception {
        Node router = router();
        startWorkers("info", container("adders", "Adder", jvm("-Xmx32m")).substring(2));
        awaitLine("HostedComponent component=component001 .* runs");
        assertThat(router.stop()).isTrue();
        awaitLine("WARN +output worker=adders ClientLifecycle client='component component001' .*; next attempt in ");
        router = router();
        try (WampClient client =
                WampClient.builder(router.addresses().getFirst(), "realm1").build()) {
            awaitSum(client.connect());
        } finally {
            assertThat(router.stop()).isTrue();
        }
        awaitLine("INFO +output worker=adders HostedComponent component=component001 has joined again");
    }

    private static Node router() throws IOException {
        Path file =
                Files.writeString(directory.resolve("router.json"), "{\"version\": 2, \"workers\": [" + ROUTER + "]}");
        Node router = new NodeAssembly("test")
                .assemble(new ConfigLoader(Map.of())
                        .load(file, NodeConfig.class)
                        .config()
                        .orElseThrow());
        assertThat(router.start()).isTrue();
        return router;
    }

    @Test
    void a_container_ends_with_a_node_that_is_killed() throws Exception {
        start("info", container("adders", "Adder", "\"restart\": \"restart-always\", " + jvm("-Xmx32m")));
        awaitLine("output worker=adders stderr hello");
        ProcessHandle jvm = jvm("adders", 1);
        process.destroyForcibly();
        process.waitFor();
        assertThat(jvm.onExit()).succeedsWithin(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void a_component_in_the_node_that_exits_stops_the_node_and_is_named_by_the_log_of_the_jdk() throws Exception {
        Matcher recipe = Pattern.compile("logging.properties` and this file:\n\n((?:    .*\n)+)")
                .matcher(Files.readString(Path.of("../docs/COMPONENTS.md")));
        assertThat(recipe.find()).isTrue();
        Path file = Files.writeString(
                directory.resolve("logging.properties"), recipe.group(1).indent(-4));
        startWorkers(
                List.of("-Djava.util.logging.config.file=" + file),
                "info",
                ROUTER.substring(0, ROUTER.length() - 1)
                        + ", \"components\": [{\"type\": \"class\", \"classname\": \"app.Exiter\","
                        + " \"classpath\": [\"app.jar\"], \"realm\": \"realm1\"}]}");
        awaitLine("Runtime\\.exit\\(\\) called with status: 5");
        awaitLine("at .*app\\.Exiter\\.start\\(");
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
