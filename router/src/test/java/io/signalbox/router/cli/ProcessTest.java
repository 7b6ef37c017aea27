package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.node.WampSocket;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The node as a process of its own. */
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
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "start",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader log = process.inputReader()) {
            Matcher listener = find(log, "listener 'transport001' (ws://127\\.0\\.0\\.1:\\d+/)");
            find(log, "ready in \\d+ ms: ws://127\\.0\\.0\\.1:\\d+/$");
            WampSocket peer = WampSocket.open(listener.group(1));
            peer.send("[1,\"realm1\",{\"roles\":{\"caller\":{}}}]");
            assertThat(peer.next()).startsWith("[2,");
            find(log, "access join realm=realm1 session=\\d+");

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
    void a_path_that_the_locale_cannot_express_is_refused_in_words() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "check",
                "--config",
                "n\u00f6de.json");
        builder.environment().put("LC_ALL", "C");
        process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).isEqualTo(ExitCode.BAD_CONFIG);
        assertThat(output)
                .contains("is no path in the character set of the locale", "set LC_ALL=C.UTF-8")
                .doesNotContain("Exception", "java.nio");
    }

    private static Matcher find(BufferedReader log, String pattern) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("the log ended without " + pattern);
    }
}
