package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The node as a process. */
@DisabledOnOs(OS.WINDOWS)
class ProcessTest {
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
    void sigterm_ends_it_with_goodbye_and_exit_code_zero() throws Exception {
        String text = Files.readString(Path.of("..", "config-examples", "limits.json"))
                .replace("8080", "0");
        Path file = Files.writeString(directory.resolve("node.json"), text);
        process = NodeProcess.builder("start", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = process.inputReader()) {
            Matcher listener = NodeProcess.find(log, "listener 'transport1' (ws://127\\.0\\.0\\.1:\\d+/)");
            NodeProcess.find(log, "ready in \\d+ ms: ws://127\\.0\\.0\\.1:\\d+/$");
            WampSocket peer = WampSocket.open(listener.group(1));
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            NodeProcess.find(log, "access join realm=realm1 session=\\d+");

            // The process's own destroy would close its output as well.
            process.toHandle().destroy();
            assertThat(peer.next()).isEqualTo("[6,{},\"wamp.close.system_shutdown\"]");
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            // The access log and the other have writers of their own.
            assertThat(log.lines().toList())
                    .anyMatch(line -> line.contains("access leave realm=realm1 session="))
                    .anyMatch(line -> line.endsWith("stopped"));
        }
    }

    @Test
    void libraries_that_the_configuration_does_not_need_are_not_loaded() throws Exception {
        String text = Files.readString(Path.of("..", "config-examples", "auth-ticket.json"))
                .replace("8080", "0");
        Path file = Files.writeString(directory.resolve("node.json"), text);
        Path classes = directory.resolve("classes.txt");
        ProcessBuilder builder =
                NodeProcess.builder(List.of("-Xlog:class+load:file=" + classes), "start", "--config", file.toString());
        builder.environment().putAll(Map.of("JOE_TICKET", "secret1", "SERVICE_TICKET", "secret2"));
        process = builder.redirectErrorStream(true).start();
        try (BufferedReader log = process.inputReader()) {
            NodeProcess.find(log, "ready in \\d+ ms");
            process.toHandle().destroy();
            assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("org.eclipse.jetty."))
                .noneMatch(line -> Stream.of(
                                "com.nimbusds.", "com.networknt.", "org.bouncycastle.", "org.sqlite.", "org.yaml.")
                        .anyMatch(line::contains));
    }

    @Test
    void a_call_from_the_shell_loads_no_class_of_a_node_and_prints_only_the_result() throws Exception {
        String text = Files.readString(Path.of("..", "config-examples", "limits.json"))
                .replace("8080", "0");
        Path file = Files.writeString(directory.resolve("node.json"), text);
        process = NodeProcess.builder("start", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = process.inputReader()) {
            Matcher ready = NodeProcess.find(log, "ready in \\d+ ms: (ws://127\\.0\\.0\\.1:\\d+/)$");
            Path classes = directory.resolve("classes.txt");
            Process call = NodeProcess.builder(
                            List.of("-Xlog:class+load:file=" + classes),
                            "call",
                            "com.example.none",
                            "--json",
                            "--url",
                            ready.group(1))
                    .start();
            assertThat(call.inputReader().lines().toList()).isEmpty();
            assertThat(call.errorReader().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("{\"error\":\"wamp.error.");
            assertThat(call.waitFor()).isEqualTo(1);
            assertThat(Files.readAllLines(classes))
                    .anyMatch(line -> line.contains("io.signalbox.router.shell."))
                    .noneMatch(line -> Stream.of(
                                    "io.signalbox.router.node.",
                                    "io.signalbox.router.realm.",
                                    "io.signalbox.router.config.",
                                    "io.signalbox.transport.port.",
                                    "ch.qos.logback.",
                                    "org.bouncycastle.",
                                    "org.yaml.",
                                    "com.networknt.")
                            .anyMatch(line::contains));
        }
    }

    @Test
    void skip_unsupported_runs_the_rest_and_logs_what_is_left_out() throws Exception {
        Path file = Files.writeString(
                directory.resolve("config.yaml"),
                """
                version: 2
                workers:
                - type: proxy
                  connections: {}
                - type: router
                  realms: [{name: realm1, roles: [{name: anonymous, permissions: [
                    {uri: "*", allow: {call: true}, validate: {call: x}}]}]}]
                  transports:
                  - type: websocket
                    endpoint: {type: tcp, port: 0, interface: 127.0.0.1}
                    auth: {anonymous-proxy: {type: static}}
                  - type: websocket
                    endpoint: {type: tcp, port: 0, interface: 127.0.0.1}
                """);
        process = NodeProcess.builder("start", "--skip-unsupported", "--config", file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = process.inputReader()) {
            String place = " WARN  StartCommand \\S*config.yaml:%s: left out: \\$\\.workers";
            NodeProcess.find(log, place.formatted("3:3") + "\\[0]: 'proxy' cannot be supported");
            NodeProcess.find(log, place.formatted("7:37") + ".*validate.*so the rule allows nothing");
            NodeProcess.find(
                    log, place.formatted("9:5") + "\\[1]\\.transports\\[0]: 'anonymous-proxy' \\(line 11\\) cannot");
            Matcher ready = NodeProcess.find(log, "ready in \\d+ ms: (ws://127\\.0\\.0\\.1:\\d+/)$");
            WampSocket peer = WampSocket.open(ready.group(1));
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            peer.send("[48,1,{},\"com.example.anything\"]");
            assertThat(peer.next()).startsWith("[8,48,1,{},\"wamp.error.not_authorized\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"interface\": \"::1\"", "\"version\": 6"})
    void without_ipv6_an_ipv6_address_is_refused_in_words_at_its_place(String address) throws Exception {
        Path file = Files.writeString(
                directory.resolve("node.json"),
                """
                {"version": 2, "workers": [{"type": "router",
                  "realms": [{"name": "realm1", "roles": [{"name": "anonymous"}]}],
                  "transports": [{"type": "websocket", "auth": {"anonymous": {"type": "static"}},
                    "endpoint": {"type": "tcp", "port": 0, %s}}]}]}
                """
                        .formatted(address));
        process = NodeProcess.builder(List.of("-Djava.net.preferIPv4Stack=true"), "start", "--config", file.toString())
                .start();
        assertThat(process.errorReader().lines())
                .singleElement()
                .asString()
                .startsWith(file + ":4:17: error: $.workers[0].transports[0].endpoint: listener 'transport1':"
                        + " cannot listen on ")
                .endsWith(" this JVM has no IPv6 - enable IPv6 and remove java.net.preferIPv4Stack, or set an IPv4"
                        + " 'interface'");
        assertThat(process.waitFor()).isEqualTo(ExitCode.FAILED);
    }
}
