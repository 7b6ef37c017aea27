package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.router.Patience;
import io.signalbox.router.process.Program.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes. */
@EnabledOnOs(OS.LINUX)
@Timeout(2 * Patience.SECONDS)
class ProgramLauncherTest {
    private static final String GUEST = "guest1";
    private static final String FOREVER = "while true; do sleep 1; done";

    @TempDir
    private Path directory;

    private final ProcessTree tree = new ProcessTree(UUID.randomUUID().toString(), Path.of("/proc"));
    private final OutputLog output = new OutputLog(GUEST, new OutputLimits(1024, 1000), System::nanoTime);
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void end_what_is_left() {
        tree.kill(GUEST);
        blocking.close();
    }

    private Program program(Program.Streams streams, long stopTimeoutMillis, String... command) {
        return new Program(
                GUEST,
                Program.Kind.GUEST,
                command[0],
                List.of(command).subList(1, command.length),
                directory,
                Map.of("PATH", "/usr/bin:/bin", "GREETING", "hello"),
                streams,
                stopTimeoutMillis);
    }

    private ProgramLauncher launcher(Program.Streams streams, long stopTimeoutMillis, String... command) {
        return new ProgramLauncher(program(streams, stopTimeoutMillis, command), tree, output, blocking);
    }

    private static Program.Streams streams(String input, Output stdout, Output stderr) {
        return new Program.Streams(input.getBytes(StandardCharsets.UTF_8), true, stdout, stderr);
    }

    private Launcher.Run shell(String script) throws IOException {
        return launcher(streams("", Output.LOG, Output.LOG), 2_000, "sh", "-c", script)
                .launch();
    }

    private static int exitCode(Launcher.Run run) {
        return run.exit().orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    /** Waits for a line of output. */
    private void awaitLine(String line) {
        Patience.await().untilAsserted(() -> assertThat(output.lastLines()).contains(line));
    }

    @Test
    void a_program_gets_its_arguments_environment_directory_and_input() throws IOException {
        Launcher.Run run = launcher(
                        streams("{\"a\":1}\n", Output.LOG, Output.LOG),
                        2_000,
                        "sh",
                        "-c",
                        "echo \"$GREETING $0 $1 $(pwd)\"; cat; echo $HOME; echo error >&2; exit 3",
                        "one",
                        "t w o")
                .launch();
        assertThat(exitCode(run)).isEqualTo(3);
        assertThat(output.lastLines())
                .containsExactlyInAnyOrder("hello one t w o " + directory.toRealPath(), "{\"a\":1}", "", "error");
    }

    @Test
    void outputs_are_dropped_or_closed_as_the_options_say() throws IOException {
        Launcher.Run dropped = launcher(
                        streams("", Output.DROP, Output.LOG), 2_000, "sh", "-c", "echo out; echo err >&2")
                .launch();
        assertThat(exitCode(dropped)).isZero();
        assertThat(output.lastLines()).containsExactly("err");
        // The shell waits for its input, which the node writes after it has closed the output.
        Launcher.Run closed = launcher(
                        streams("now\n", Output.CLOSE, Output.DROP),
                        2_000,
                        "sh",
                        "-c",
                        "read line; trap '' PIPE; echo out || exit 7")
                .launch();
        assertThat(exitCode(closed)).isEqualTo(7);
    }

    @Test
    void a_missing_program_and_a_missing_directory_say_what_to_do() throws IOException {
        assertThatThrownBy(() -> launcher(streams("", Output.LOG, Output.LOG), 2_000, "no-such-program")
                        .launch())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'no-such-program' is neither in " + directory);
        Files.delete(directory);
        assertThatThrownBy(() -> shell("exit 0"))
                .isInstanceOf(IOException.class)
                .hasMessage("the working directory " + directory
                        + " does not exist; create the directory, or correct 'workdir'");
        Files.createDirectory(directory);
    }

    @Test
    void a_signal_is_an_exit_code_of_its_own() throws IOException {
        assertThat(exitCode(shell("kill -9 $$"))).isEqualTo(137);
        assertThat(ExitCodes.OF_PROGRAM.meaning(137)).isEqualTo(" (SIGKILL)");
        assertThat(ExitCodes.OF_PROGRAM.meaning(3)).isEmpty();
    }

    @Test
    void terminating_reaches_the_children_of_a_shell_that_passes_no_signal_on() throws IOException {
        Launcher.Run run = shell("sh -c 'echo child; while true; do sleep 1; done' & echo parent; wait");
        awaitLine("child");
        awaitLine("parent");
        assertThat(tree.of(GUEST).size()).isGreaterThanOrEqualTo(2);
        run.terminate();
        assertThat(exitCode(run)).isEqualTo(143);
        assertThat(tree.of(GUEST)).isEmpty();
    }

    @Test
    void a_program_that_ignores_sigterm_is_killed() throws IOException {
        Launcher.Run run = shell("trap '' TERM; echo ready; while true; do sleep 1; done");
        awaitLine("ready");
        run.terminate();
        run.kill();
        assertThat(exitCode(run)).isEqualTo(137);
        assertThat(tree.of(GUEST)).isEmpty();
    }

    @Test
    void a_daemon_that_a_program_leaves_behind_is_ended_with_the_program() throws IOException {
        Launcher.Run run = launcher(
                        streams("", Output.LOG, Output.LOG),
                        100,
                        "sh",
                        "-c",
                        "mkfifo ready; setsid sh -c 'trap \"\" TERM; echo daemon; echo > ready;"
                                + " while true; do sleep 1; done' & cat ready; exit 0")
                .launch();
        assertThat(exitCode(run)).isZero();
        assertThat(tree.of(GUEST)).isEmpty();
        assertThat(output.lastLines()).contains("daemon");
    }

    @Test
    void processes_of_another_worker_and_of_another_node_are_left_alone() throws IOException {
        Launcher.Run run = shell("echo ready; while true; do sleep 1; done");
        awaitLine("ready");
        new ProcessTree(tree.id(), Path.of("/proc")).kill("guest2");
        new ProcessTree(UUID.randomUUID().toString(), Path.of("/proc")).kill(GUEST);
        assertThat(tree.of(GUEST)).isNotEmpty();
        assertThat(run.exit()).isNotDone();
        run.terminate();
        assertThat(exitCode(run)).isEqualTo(143);
    }

    @Test
    void late_signals_of_a_run_that_is_over_do_not_reach_the_next_run() throws IOException {
        Launcher.Run first = shell("exit 0");
        assertThat(exitCode(first)).isZero();
        Launcher.Run second = shell("echo ready; until [ -e gate ]; do sleep 0.05; done; exit 5");
        awaitLine("ready");
        first.terminate();
        first.kill();
        Files.createFile(directory.resolve("gate"));
        assertThat(exitCode(second)).isEqualTo(5);
    }

    @Test
    void a_run_is_over_after_the_search_for_its_processes_that_a_signal_has_begun() throws Exception {
        // The search reads a pipe until the test closes the pipe.
        Path proc = directory.resolve("proc");
        Path pipe = Files.createDirectories(proc.resolve("1")).resolve("environ");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        CompletableFuture<Thread> finishing = new CompletableFuture<>();
        Launcher.Run run = new ProgramLauncher(
                        program(streams("", Output.LOG, Output.LOG), 2_000, "sh", "-c", FOREVER),
                        new ProcessTree(tree.id(), proc),
                        output,
                        task -> finishing.complete(inThread(task)))
                .launch();
        inThread(run::terminate);
        CompletableFuture<OutputStream> opened = new CompletableFuture<>();
        inThread(() -> {
            try {
                opened.complete(Files.newOutputStream(pipe));
            } catch (IOException e) {
                opened.completeExceptionally(e);
            }
        });
        OutputStream open = opened.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
        try {
            Files.delete(pipe);
            ProcessHandle.of(run.pid()).orElseThrow().destroyForcibly();
            Thread last =
                    finishing.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
            Patience.await()
                    .until(() -> last.getState() == Thread.State.BLOCKED
                            || run.exit().isDone());
            assertThat(run.exit()).isNotDone();
        } finally {
            open.close();
        }
        assertThat(exitCode(run)).isEqualTo(137);
    }

    private static Thread inThread(Runnable task) {
        return Thread.ofPlatform().daemon().start(task);
    }

    @Test
    void a_process_whose_run_cannot_begin_is_ended() {
        // Without an executor the run fails where it would fail without a thread for the output.
        ProgramLauncher launcher = new ProgramLauncher(
                program(streams("", Output.DROP, Output.DROP), 2_000, "sh", "-c", FOREVER), tree, output, null);
        assertThatThrownBy(launcher::launch).isInstanceOf(NullPointerException.class);
        Patience.await().until(() -> tree.of(GUEST).isEmpty());
    }

    @Test
    void a_flood_without_a_newline_keeps_no_more_than_a_line() throws IOException {
        Launcher.Run run = shell("head -c 10000000 /dev/zero | tr '\\0' x");
        assertThat(exitCode(run)).isZero();
        assertThat(output.lines()).isEqualTo(1);
        assertThat(output.linesCut()).isEqualTo(1);
        assertThat(output.lastLines().getFirst()).hasSizeLessThan(1100);
    }
}
