package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.process.Program.Output;
import io.signalbox.router.process.RestartPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestProblemsTest {
    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory, Map.of("PATH", "/usr/bin:/bin"));
    }

    private static String guest(String more) {
        return "{\"version\": 2, \"workers\": [\n{\"type\": \"guest\", " + more + "}]}";
    }

    private List<String> problems(String options) throws IOException {
        return file.problems(guest("\"executable\": \"sh\", \"options\": {" + options + "}"));
    }

    private NodeConfig.GuestWorker read(String more) throws IOException {
        return (NodeConfig.GuestWorker) file.config(guest(more)).workers().getFirst();
    }

    @Test
    void the_smallest_guest_is_started_once_with_the_environment_of_the_node() throws IOException {
        NodeConfig.GuestWorker guest = read("\"executable\": \"sh\"");
        assertThat(guest.id()).isEqualTo("worker001");
        assertThat(guest.arguments()).isEmpty();
        assertThat(guest.options().workdir()).isEqualTo(directory);
        assertThat(guest.options().env().inherit().booleanValue()).isTrue();
        assertThat(guest.options().stdin()).isEmpty();
        assertThat(guest.options().stdout()).isEqualTo(Output.LOG);
        assertThat(guest.options().watch()).isEmpty();
        assertThat(guest.options().restart())
                .isEqualTo(new RestartPolicy(RestartPolicy.Policy.NEVER, 1_000, 2, 60_000, 0.3, 0, 60_000));
    }

    @Test
    void options_of_crossbar_are_read_as_they_are() throws IOException {
        Files.createDirectory(directory.resolve("app"));
        NodeConfig.GuestWorker guest = read("\"executable\": \"sh\", \"arguments\": [\"-c\", \"exit\"], \"options\":"
                + " {\"workdir\": \"app\", \"env\": {\"inherit\": [\"PATH\"], \"vars\": {\"A\": \"b\"}},"
                + " \"stdin\": \"close\", \"stdout\": \"drop\", \"stderr\": \"close\","
                + " \"watch\": {\"directories\": [\"app\"], \"action\": \"restart\", \"timeout\": 3}}");
        assertThat(guest.arguments()).containsExactly("-c", "exit");
        assertThat(guest.options().workdir()).isEqualTo(directory.resolve("app"));
        assertThat(guest.options().env().vars()).containsExactly(Map.entry("A", "b"));
        assertThat(guest.options().stdin().orElseThrow().textValue()).isEqualTo("close");
        assertThat(guest.options().stderr()).isEqualTo(Output.CLOSE);
        assertThat(guest.options().watch().orElseThrow().timeoutSeconds()).isEqualTo(3);
    }

    @Test
    void a_program_and_directories_that_do_not_exist_are_warnings() throws IOException {
        assertThat(file.problems(guest("\"executable\": \"no-such-program\"")))
                .containsExactly("node.json:2:33: warning: $.workers[0].executable: the executable 'no-such-program' is"
                        + " neither in " + directory + " nor in a directory of PATH; install the program, or write its"
                        + " path - the guest fails to start until then");
        assertThat(problems("\n\"workdir\": \"none\", \"watch\": {\n\"directories\": [\"gone\"]}"))
                .containsExactly(
                        "node.json:3:12: warning: $.workers[0].options.workdir: the directory none does not exist"
                                + " - create the directory, or correct the path",
                        "node.json:4:17: warning: $.workers[0].options.watch.directories[0]: the directory gone does"
                                + " not exist - create the directory, or correct the path");
    }

    @Test
    void a_first_delay_above_the_longest_is_refused() throws IOException {
        assertThat(problems("\"restart\": {\"initial_delay\": 5000,\n\"max_delay\": 2000}"))
                .containsExactly("node.json:3:14: error: $.workers[0].options.restart.max_delay: the first delay, 5000"
                        + " ms, is longer than the longest, 2000 ms - choose a 'max_delay' that is not below"
                        + " 'initial_delay'");
        assertThat(problems("\"restart\": {\n\"initial_delay\": 90000}"))
                .containsExactly("node.json:3:18: error: $.workers[0].options.restart.initial_delay: the first delay,"
                        + " 90000 ms, is longer than the longest, 60000 ms - choose a 'max_delay' that is not below"
                        + " 'initial_delay'");
    }

    @Test
    void numbers_may_have_a_fraction_where_that_makes_sense() throws IOException {
        assertThat(problems("\"restart\": {\"factor\": 1.5, \"jitter\": 0}")).isEmpty();
        assertThat(problems("\"restart\": {\n\"factor\": \"2\"}"))
                .containsExactly("node.json:3:11: error: $.workers[0].options.restart.factor: must be a number, but is"
                        + " the string '2' - write a number");
        assertThat(problems("\"restart\": {\n\"jitter\": 1.1}"))
                .containsExactly("node.json:3:11: error: $.workers[0].options.restart.jitter: must be between 0 and 1,"
                        + " but is 1.1 - choose a number in this range");
    }

    @Test
    void an_input_that_is_neither_closed_nor_a_value_is_refused() throws IOException {
        assertThat(problems("\n\"stdin\": \"open\""))
                .containsExactly("node.json:3:10: error: $.workers[0].options.stdin: 'open' is not allowed here"
                        + " - write \"close\", or an object with type, value and close");
        assertThat(problems("\n\"stdin\": {\"type\": \"json\"}"))
                .containsExactly("node.json:3:10: error: $.workers[0].options.stdin: 'value' is missing - add it: The"
                        + " value, which is written as JSON in one line.");
    }

    @Test
    void a_name_of_a_variable_has_no_equals_sign() throws IOException {
        assertThat(problems("\"env\": {\"vars\": {\n\"A=B\": \"c\"}}"))
                .containsExactly("node.json:3:1: error: $.workers[0].options.env.vars['A=B']: 'A=B' is not a valid key"
                        + " here - write the name of a variable, without '='");
    }

    @Test
    void a_trigger_of_a_stop_is_a_name_or_a_list_of_names() throws IOException {
        String node = "{\"version\": 2, \"controller\": {\"options\": {\n\"shutdown\": %s}}, \"workers\": ["
                + "{\"type\": \"guest\", \"executable\": \"sh\"}]}";
        assertThat(file.config(node.formatted("\"shutdown_on_worker_exit\""))
                        .controller()
                        .options()
                        .shutdown())
                .containsExactly("shutdown_on_worker_exit");
        assertThat(file.config(node.formatted("[\"shutdown_on_last_worker_exit\", \"shutdown_on_shutdown_requested\"]"))
                        .controller()
                        .options()
                        .shutdown())
                .hasSize(2);
        assertThat(file.problems(node.formatted("[\"shutdown_on_worker_exits\"]")))
                .containsExactly(
                        "node.json:2:14: error: $.controller.options.shutdown[0]: 'shutdown_on_worker_exits' is"
                                + " not known here - did you mean 'shutdown_on_worker_exit'?");
    }

    @Test
    void a_numbered_guest_never_gets_the_id_of_another_worker() throws IOException {
        String guest = "{%s\"type\": \"guest\", \"executable\": \"sh\"}";
        String workers =
                String.join(", ", guest.formatted("\"id\": \"worker002\", "), guest.formatted(""), guest.formatted(""));
        assertThat(file.config("{\"version\": 2, \"workers\": [" + workers + "]}")
                        .workers())
                .extracting(NodeConfig.Worker::id)
                .containsExactly("worker002", "worker003", "worker004");
    }
}
