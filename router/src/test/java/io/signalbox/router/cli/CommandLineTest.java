package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandLineTest {
    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void check_prints_all_problems_and_exits_with_two() throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), "{\"version\": 3,\n\"worker\": []}");
        Outcome outcome = run("check", "--config", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out().lines())
                .containsExactly(
                        file + ":1:13: error: $.version: must be 2, but is 3 - write 2",
                        file + ":2:1: error: $.worker: unknown key 'worker' - did you mean 'workers'?",
                        "2 errors, 0 warnings",
                        file + ": does not start",
                        "  to do: correct 2 errors");
    }

    @Test
    void check_of_a_fine_file_says_what_runs_and_exits_with_zero() {
        Outcome outcome = run("check", "--config", "../config-examples/limits.json");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .containsExactly(
                        "../config-examples/limits.json: fine",
                        "  runs: realm 'realm1' in worker 'worker001', role anonymous",
                        "  runs: transport 'transport1' in worker 'worker001', websocket on port 8080 of 127.0.0.1",
                        "  left out: nothing",
                        "  to do: start the node with 'router start --config ../config-examples/limits.json'");
    }

    @Test
    void check_says_what_would_run_without_the_unsupported_items() throws Exception {
        Path file = Files.writeString(
                directory.resolve("config.yaml"),
                """
                version: 2
                workers:
                - type: container
                  components: [{type: class, classname: app.App, realm: realm1}]
                - type: router
                  id: main
                  realms: [{name: realm1, roles: [{name: user}, {name: admin}]}, {name: realm2, roles: []}]
                  transports:
                  - type: websocket
                    endpoint: {type: onion, port: 8081}
                  - type: web
                    id: clients
                    endpoint: {type: tcp, port: 8080, interface: "::1"}
                    paths:
                      ws: {type: websocket, auth: {anonymous: {type: static, role: user}}}
                      call: {type: caller}
                - {type: router, options: {disabled: yes}}
                """);
        String to = " with --skip-unsupported: ";
        Outcome outcome = run("check", "-c", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out().lines().skip(outcome.out().lines().count() - 11))
                .containsExactly(
                        "3 errors, 2 warnings",
                        file + ": does not start",
                        "  runs" + to + "realm 'realm1' in worker 'main', roles user, admin",
                        "  runs" + to + "realm 'realm2' in worker 'main', no roles",
                        "  runs" + to + "transport 'clients' in worker 'main', web (ws) on port 8080 of ::1",
                        "  left out" + to + "$.workers[0].components[0] (line 4): this node does not run Python code:"
                                + " components[0] 'app.App' (line 4)",
                        "  left out" + to
                                + "$.workers[1].transports[0] (line 9): 'onion' (line 10) cannot be supported:"
                                + " it needs a Tor library",
                        "  left out" + to + "$.workers[1].transports[1].paths.call (line 16): 'caller' is not"
                                + " supported yet (this web service)",
                        "  left out: worker 'worker003' is disabled",
                        "  to do: replace 3 unsupported items, or start the rest with 'router start"
                                + " --skip-unsupported --config " + file + "'",
                        "  to do: read 2 warnings");
        Outcome skipping = run("check", "--skip-unsupported", "-c", file.toString());
        assertThat(skipping.exitCode()).isZero();
        assertThat(skipping.out().lines())
                .contains(
                        file + ": fine",
                        "  left out: $.workers[1].transports[0] (line 9): 'onion' (line 10) cannot be"
                                + " supported: it needs a Tor library")
                .endsWith("  to do: start the node with 'router start --skip-unsupported --config " + file + "'");
        assertThat(run("check", "--skip-unsupported", "--strict", "-c", file.toString())
                        .exitCode())
                .as("warnings count with --strict")
                .isEqualTo(2);
    }

    @Test
    void check_says_which_links_components_and_guests_run() throws Exception {
        Path file = Files.writeString(
                directory.resolve("node.yaml"),
                """
                version: 2
                workers:
                - type: router
                  id: main
                  realms:
                  - name: realm1
                    roles: [{name: anonymous}, {name: link, link: true}]
                    rlinks:
                    - realm: realm2
                      role: link
                      transport: {type: rawsocket, endpoint: {type: tcp, host: localhost, port: 9000}}
                  components: [{id: text, type: class, classname: java.lang.String, realm: realm1}]
                - {type: guest, id: backend, executable: sh}
                - {type: guest, id: other, executable: sh, options: {disabled: true}}
                """);
        Outcome outcome = run("check", "-c", file.toString());
        assertThat(outcome.out().lines())
                .contains(
                        "  runs: link 'rlink001' of realm 'realm1' in worker 'main', to realm 'realm2'",
                        "  runs: component 'text' in worker 'main', class java.lang.String in realm 'realm1'",
                        "  runs: guest 'backend', program 'sh'",
                        "  left out: worker 'other' is disabled");
    }

    @Test
    void check_names_mistakes_apart_from_unsupported_items() throws Exception {
        Path file = Files.writeString(
                directory.resolve("node.json"),
                "{\"version\": 2, \"workers\": [{\"type\": \"proxy\"}, {\"type\": \"router\", \"optoins\": {}}]}");
        assertThat(run("check", "-c", file.toString()).out().lines().skip(2))
                .containsExactly(
                        "2 errors, 0 warnings",
                        file + ": does not start",
                        "  left out with --skip-unsupported: $.workers[0] (line 1): 'proxy' cannot be supported:"
                                + " this node is one process on all cores",
                        "  to do: correct 1 error",
                        "  to do: replace 1 unsupported item, or start the rest with 'router start --skip-unsupported"
                                + " --config " + file + "'");
        assertThat(run("check", "--skip-unsupported", "-c", file.toString()).exitCode())
                .isEqualTo(2);
    }

    @Test
    void strict_takes_warnings_for_errors() throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), "{\"version\": 2, \"workers\": []}");
        assertThat(run("check", "-c", file.toString()).exitCode()).isZero();
        assertThat(run("check", "-c", file.toString(), "--strict").exitCode()).isEqualTo(2);
    }

    @Test
    void start_with_a_bad_configuration_exits_with_two() throws Exception {
        Path file = directory.resolve("none.json");
        Outcome outcome = run("start", "--config", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo(file + ": error: the file does not exist - correct the path, or create a"
                        + " configuration with 'router init'\n1 error, 0 warnings\n");
    }

    @Test
    void a_port_in_use_exits_with_one_and_without_a_stack_trace() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text = Files.readString(Path.of("../config-examples/limits.json"))
                    .replace("8080", Integer.toString(taken.getLocalPort()));
            Path file = Files.writeString(directory.resolve("node.json"), text);
            Outcome outcome = run("start", "--config", file.toString());
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .isEqualTo(file + ":" + lineOf("\"endpoint\"", text)
                            + ":33: error: $.workers[0].transports[0].endpoint:"
                            + " listener 'transport1': cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": Address already in use - stop the process that uses this port, or set another"
                            + " 'port'\n");
        }
    }

    private static long lineOf(String found, String text) {
        return text.substring(0, text.indexOf(found)).lines().count();
    }

    @Test
    void init_writes_a_directory_that_check_finds_fine() {
        Path node = directory.resolve("my node");
        Outcome outcome = run("init", node.toString());
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).endsWith("Next: router start --config " + node.resolve("node.json") + "\n");
        assertThat(run("check", "--strict", "-c", node.resolve("node.json").toString())
                        .exitCode())
                .isZero();
        assertThat(node.resolve("README.md")).content().contains("realm1");
        assertThat(node.resolve("web/index.html")).content().contains("<html");
    }

    @Test
    void init_overwrites_nothing_and_says_what_is_there() throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), "mine");
        Outcome outcome = run("init", directory.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .isEqualTo("error: " + file + " exists already\n"
                        + "No file was written - choose another directory, or move these files away.\n");
        assertThat(file).hasContent("mine");
        assertThat(directory.resolve("README.md")).doesNotExist();
    }

    @Test
    void version_names_the_build_and_the_java() {
        assertThat(run("version").out()).matches("Signalbox \\d\\S+\nJava \\d\\S+ \\(.*\\)\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start",
                "check",
                "upgrade",
                "convert",
                "init",
                "version",
                "call",
                "publish",
                "subscribe",
                "register",
                "connections"
            })
    void every_command_has_help_with_an_example(String command) {
        Outcome outcome = run(command, "--help");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("Usage: router " + command).contains("Example", "  router " + command);
    }

    @Test
    void help_knows_every_command() {
        assertThat(run("--help").out())
                .containsSubsequence(
                        "start",
                        "check",
                        "upgrade",
                        "convert",
                        "init",
                        "call",
                        "publish",
                        "subscribe",
                        "register",
                        "connections",
                        "version",
                        "help")
                .doesNotContain("warm-up");
        assertThat(run("help", "check").out()).startsWith("Usage: router check");
    }

    @Test
    void a_wrong_command_line_exits_with_two_and_shows_what_may_be_meant() {
        Outcome outcome = run("check", "--confg", "x");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).isEqualTo("Unknown options: '--confg', 'x'\nPossible solutions: --config\n");
        assertThat(run("strat").err()).contains("Did you mean: router start");
        assertThat(run().exitCode()).isEqualTo(2);
    }

    @Test
    void nothing_is_coloured_unless_on_a_terminal() throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), "{\"version\": 3}");
        assertThat(run(Ansi.OFF, "check", "-c", file.toString()).out()).doesNotContain("\u001B");
        assertThat(run(Ansi.ON, "check", "-c", file.toString()).out()).contains("\u001B[1m\u001B[31merror:");
    }

    private Outcome run(String... arguments) {
        return run(Ansi.OFF, arguments);
    }

    private Outcome run(Ansi ansi, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(Map.of(), arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(ansi));
        int exitCode = line.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
