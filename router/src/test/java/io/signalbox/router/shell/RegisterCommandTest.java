package io.signalbox.router.shell;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.router.shell.ShellNode.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Calls that a program answers. */
@DisabledOnOs(OS.WINDOWS)
class RegisterCommandTest {
    @TempDir
    private static Path directory;

    private static ShellNode node;
    private static WampClient client;
    private static WampSession peer;

    @BeforeAll
    static void start() throws Exception {
        node = new ShellNode(
                directory,
                CryptosignKey.of(ShellNode.KEY).orElseThrow().publicKey().hex(),
                ShellLoginTest.scramPrincipal());
        client = WampClient.builder(node.url("ws"), "realm1").build();
        peer = client.connect();
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static Running register(String procedure, String program, String... options) {
        String[] arguments = Stream.concat(Stream.of(procedure, "--exec", program), Stream.of(options))
                .toArray(String[]::new);
        Running running = node.begin(RegisterCommand::new, Map.of(), arguments);
        await().until(() -> running.err().contains("registered " + procedure));
        return running;
    }

    @Test
    void the_program_gets_the_call_as_json_and_its_output_is_the_result() throws Exception {
        Running running = register("com.example.cat", "cat", "--disclose-caller");
        CallResult result = peer.newCall("com.example.cat")
                .args(1, "two")
                .kwarg("a", List.of())
                .await();
        long session = peer.details().sessionId();
        assertThat(result.args().get(0).toString())
                .startsWith("{\"procedure\":\"com.example.cat\",\"args\":[1,\"two\"],\"kwargs\":{\"a\":[]},\"caller\":"
                        + session);
        running.interrupt();
    }

    @Test
    void an_output_that_is_no_json_is_a_text_and_no_output_is_no_argument() throws Exception {
        Running text = register("com.example.text", "echo some text");
        assertThat(peer.call("com.example.text").as(String.class)).isEqualTo("some text");
        text.interrupt();
        Running silent = register("com.example.silent", "exit 0");
        assertThat(peer.call("com.example.silent").arguments().isEmpty()).isTrue();
        silent.interrupt();
    }

    @Test
    void with_json_the_output_has_all_arguments() throws Exception {
        Running reply = register("com.example.reply", "echo '{\"args\": [1, 2], \"kwargs\": {\"a\": 3}}'", "--json");
        CallResult result = peer.call("com.example.reply");
        assertThat(result.arg(1, int.class)).isEqualTo(2);
        assertThat(result.kwarg("a", int.class)).isEqualTo(3);
        reply.interrupt();
        Running other = register("com.example.other", "echo '[1]'", "--json");
        assertThatThrownBy(() -> peer.call("com.example.other"))
                .hasMessage(
                        "wamp.error.runtime_error: the output of the program is not a JSON object with a list 'args'"
                                + " and an object 'kwargs'");
        other.interrupt();
    }

    @Test
    void an_exit_code_other_than_0_is_a_runtime_error() throws Exception {
        Running running = register("com.example.broken", "echo half a result; exit 3");
        assertThatThrownBy(() -> peer.call("com.example.broken"))
                .isInstanceOfSatisfying(
                        WampException.class, e -> assertThat(e.uri()).isEqualTo("wamp.error.runtime_error"))
                .hasMessage("wamp.error.runtime_error: the program ended with exit code 3");
        running.interrupt();
    }

    @Test
    void an_argument_of_a_caller_is_never_a_command() throws Exception {
        Path touched = directory.resolve("touched");
        Running running = register("com.example.hostile", "cat; exit 0");
        String hostile = "'; touch " + touched + "; $(touch " + touched + ")\n`touch " + touched + "`";
        JsonResult result = new JsonResult(peer.call("com.example.hostile", hostile));
        assertThat(result.firstArgument()).isEqualTo(hostile);
        assertThat(touched).doesNotExist();
        running.interrupt();
    }

    @Test
    void arguments_of_a_caller_are_in_no_argument_and_no_variable_of_the_program() throws Exception {
        Running running = register(
                "com.example.visible", "echo \"$# arguments\"; tr '\\0' '\\n' </proc/$$/cmdline; env; cat >/dev/null");
        String visible = peer.call("com.example.visible", "needle-4711").as(String.class);
        assertThat(visible).startsWith("0 arguments\n").contains("PATH=").doesNotContain("needle-4711");
        running.interrupt();
    }

    /** What the program {@code cat} has read. */
    private record JsonResult(CallResult result) {
        String firstArgument() {
            return result.args().get(0).get("args").get(0).textValue();
        }
    }

    @Test
    void sixteen_programs_run_at_once() throws Exception {
        Path started = Files.createDirectory(directory.resolve("started"));
        Path counts = directory.resolve("counts");
        Path go = directory.resolve("go");
        Running running = register(
                "com.example.slow",
                "touch " + started + "/$$; ls " + started + " | wc -l >>" + counts + "; while [ ! -e " + go
                        + " ]; do sleep 0.05; done; rm " + started + "/$$; echo done");
        List<CompletableFuture<CallResult>> calls = new ArrayList<>();
        for (int i = 0; i < ProgramCallee.MAX_PROGRAMS + 4; i++) {
            calls.add(peer.callAsync("com.example.slow"));
        }
        await().until(() -> count(started) >= ProgramCallee.MAX_PROGRAMS);
        Files.createFile(go);
        for (CompletableFuture<CallResult> call : calls) {
            assertThat(call.join().as(String.class)).isEqualTo("done");
        }
        assertThat(Files.readAllLines(counts).stream().mapToInt(line -> Integer.parseInt(line.strip())))
                .as("programs that run when a program starts")
                .hasSize(calls.size())
                .allMatch(count -> count <= ProgramCallee.MAX_PROGRAMS);
        running.interrupt();
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void the_program_of_a_canceled_call_is_ended_with_its_children() throws Exception {
        Path pid = directory.resolve("pid");
        Running running = register(
                "com.example.endless", "sleep 1000 & echo $! >" + pid + ".tmp; mv " + pid + ".tmp " + pid + "; wait");
        CompletableFuture<CallResult> call = peer.callAsync("com.example.endless");
        await().until(() -> Files.exists(pid));
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
        call.cancel(true);
        await().until(() -> !child.isAlive());
        running.interrupt();
    }
}
