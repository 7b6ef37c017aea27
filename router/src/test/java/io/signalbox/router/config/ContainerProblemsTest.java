package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.container.ShutdownMode;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.process.RestartPolicy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContainerProblemsTest {
    private static final String TRANSPORT =
            "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"host\": \"127.0.0.1\", \"port\": 8080}}";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    private static String container(String transport, String options) {
        return "{\"version\": 2, \"workers\": [{\"type\": \"container\", \"components\": [{\"type\": \"class\","
                + " \"classname\": \"java.lang.String\", \"realm\": \"realm1\", \"transport\":\n" + transport
                + "}], \"options\": {\n" + options + "}}]}";
    }

    private NodeConfig.ContainerWorker read(String options) throws IOException {
        return (NodeConfig.ContainerWorker)
                file.config(container(TRANSPORT, options)).workers().getFirst();
    }

    private List<String> problemsOfTransport(String more) throws IOException {
        return file.problems(container(TRANSPORT.replace("}}", "},\n" + more + "}"), ""));
    }

    @Test
    void the_smallest_container_has_a_jvm_of_its_own_and_is_never_started_again() throws IOException {
        assertThat(file.problems(container(TRANSPORT, ""))).isEmpty();
        NodeConfig.ContainerWorker container = read("");
        assertThat(container.id()).isEqualTo("worker001");
        assertThat(container.components().getFirst().component().id()).isEqualTo("component001");
        assertThat(container.options().process()).isTrue();
        assertThat(container.options().shutdown()).isEqualTo(ShutdownMode.SHUTDOWN_MANUAL);
        assertThat(container.options().restart().policy()).isEqualTo(Policy.NEVER);
        assertThat(container.options().jvm()).containsExactly("-Xmx256m", "-XX:+ExitOnOutOfMemoryError");
        assertThat(container.options().env().inherit().booleanValue()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"restart-never, NEVER", "restart-always, ALWAYS", "restart-on-failed, ON_FAILURE"})
    void the_words_of_crossbar_stand_for_a_policy_with_all_defaults(String word, Policy policy) throws IOException {
        NodeConfig.ContainerWorker container = read("\"restart\": \"" + word + "\"");
        assertThat(container.options().restart().policy()).isEqualTo(policy);
        assertThat(container.options().restart().maxDelayMillis()).isEqualTo(60_000);
    }

    @ParameterizedTest
    @CsvSource({
        "restart-always, shutdown-on-any-component-stopped, error",
        "restart-always, shutdown-on-any-component-failed, error",
        "restart-always, shutdown-on-last-component-stopped, error",
        "restart-always, shutdown-manual, none",
        "restart-on-failed, shutdown-on-any-component-failed, error",
        "restart-on-failed, shutdown-on-any-component-stopped, none",
        "restart-on-failed, shutdown-on-last-component-stopped, none",
        "restart-never, shutdown-on-any-component-failed, none"
    })
    void pairs_of_restart_and_shutdown_that_contradict_each_other_are_refused(
            String restart, String shutdown, String problem) throws IOException {
        List<String> problems = file.problems(
                container(TRANSPORT, "\"restart\": \"" + restart + "\", \"shutdown\":\n\"" + shutdown + "\""));
        if (problem.equals("none")) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems)
                    .singleElement()
                    .asString()
                    .startsWith("node.json:4:1: error: $.workers[0].options.shutdown: '" + shutdown
                            + "' has no effect with a restart after each ")
                    .contains(" - write 'shutdown-manual', or restart-");
        }
    }

    @Test
    void the_class_path_is_no_option_of_the_jvm() throws IOException {
        assertThat(file.problems(container(TRANSPORT, "\"jvm\": [\"-Xmx1g\",\n\"-cp\"]")))
                .containsExactly(
                        "node.json:4:1: error: $.workers[0].options.jvm[1]: the node sets the class path and the"
                                + " main class of the JVM - remove it; jars belong to 'classpath' of a component");
        assertThat(file.problems(container(TRANSPORT, "\"jvm\": [\n\"Xmx1g\"]")))
                .singleElement()
                .asString()
                .contains("write an option of java, which begins with '-'");
    }

    @Test
    void a_container_without_components_is_a_warning() throws IOException {
        assertThat(file.problems("{\"version\": 2, \"workers\": [{\"type\": \"container\", \"components\": []}]}"))
                .singleElement()
                .asString()
                .contains("warning: $.workers[0].components: the container has no components, so it would do nothing");
    }

    @Test
    void a_url_has_to_agree_with_the_type_and_the_endpoint() throws IOException {
        assertThat(problemsOfTransport("\"url\": \"wss://localhost:8080/\""))
                .containsExactly("node.json:3:8: error: $.workers[0].components[0].transport.url:"
                        + " 'wss://localhost:8080/' and the endpoint differ in TLS - add 'tls' to the endpoint, or begin"
                        + " the URL with ws");
        assertThat(problemsOfTransport("\"url\": \"rs://localhost:8080\""))
                .singleElement()
                .asString()
                .contains("is the URL of another protocol than 'type'");
        assertThat(problemsOfTransport("\"url\": \"ws://localhost:8080/ws\"")).isEmpty();
    }

    @Test
    void credentials_are_read_and_checked_with_their_files() throws IOException {
        Files.writeString(directory.resolve("joe.secret"), "secret");
        assertThat(problemsOfTransport(
                        "\"auth\": {\"wampcra\": {\"authid\": \"joe\", \"secret_file\": \"joe.secret\"}}"))
                .isEmpty();
        assertThat(problemsOfTransport(
                        "\"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket_file\": \"none.ticket\"}}"))
                .singleElement()
                .asString()
                .contains("error: $.workers[0].components[0].transport.auth.ticket.ticket_file")
                .contains("none.ticket");
        assertThat(problemsOfTransport("\"auth\": {\"wampcra\": {\"authid\": \"joe\"}}"))
                .singleElement()
                .asString()
                .contains("needs 'secret' or 'secret_file'");
    }

    @Test
    void a_ticket_that_crosses_a_network_in_clear_is_a_warning() throws IOException {
        String far = TRANSPORT.replace("127.0.0.1", "router.example.com");
        String auth = "},\n\"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket\": \"${T}\"}}}";
        ConfigFile withTicket = new ConfigFile(directory, java.util.Map.of("T", "secret"));
        assertThat(withTicket.problems(container(far.replace("}}", auth), "")))
                .containsExactly(
                        "node.json:3:10: warning: $.workers[0].components[0].transport.auth.ticket: goes in clear"
                                + " over the network to 'router.example.com' - add 'tls' to the endpoint, or use cryptosign, scram"
                                + " or wampcra");
        assertThat(withTicket.problems(container(TRANSPORT.replace("}}", auth), "")))
                .as("to this machine")
                .isEmpty();
    }

    @Test
    void options_of_servers_have_no_effect() throws IOException {
        assertThat(problemsOfTransport("\"options\": {\"enable_webstatus\": false}"))
                .singleElement()
                .asString()
                .contains("warning: ", "'enable_webstatus' has no effect: it is an option of a server");
    }

    @Test
    void formats_of_other_routers_and_an_attempt_without_a_limit_have_no_effect() throws IOException {
        assertThat(problemsOfTransport("\"serializers\": [\"ubjson\", \"json\", \"flatbuffers\"]"))
                .hasSize(2)
                .allMatch(line -> line.contains("warning: ")
                        && line.contains(" has no effect: this node does not speak the format"));
        ConfigFile file = new ConfigFile(directory);
        String unlimited = TRANSPORT.replace("\"endpoint\": {", "\"endpoint\": {\"timeout\": 0, ");
        assertThat(file.problems(container(unlimited, "")))
                .singleElement()
                .asString()
                .contains(
                        "warning: ",
                        "transport.endpoint.timeout: 0 has no effect: each attempt has a limit, which is 10 seconds"
                                + " without the key");
    }
}
