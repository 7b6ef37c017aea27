package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that write a configuration anew. */
class ConfigFormatsTest {
    private static final String OLD =
            """
            {"workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "anonymous",
                "permissions": [{"uri": "com.example.*", "call": true}]}]}],
              "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}]}
            """;

    @TempDir
    private Path directory;

    private Path file;

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void write_a_file_that_only_its_owner_may_read() throws Exception {
        file = Files.writeString(directory.resolve("config.json"), OLD);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void upgrade_replaces_the_file_and_keeps_the_former_one() throws Exception {
        Path backup = directory.toRealPath().resolve("config.json.backup");
        assertThat(run("upgrade", "-c", file.toString()))
                .isEqualTo(new Outcome(
                        0, file + ": is in version 2 now; the backup of the former file is " + backup + "\n", ""));
        assertThat(backup).hasContent(OLD);
        for (Path path : new Path[] {file, backup}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
        assertThat(run("check", "--strict", "-c", file.toString()).exitCode()).isZero();
        assertThat(names()).containsExactly("config.json", "config.json.backup");
        assertThat(run("upgrade", "-c", file.toString()).out()).isEqualTo(file + ": needs no change\n");
    }

    @Test
    void upgrade_overwrites_no_earlier_backup_and_follows_links() throws Exception {
        Path earlier = Files.writeString(directory.resolve("config.json.backup"), "earlier");
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), file);
        assertThat(run("upgrade", "-c", link.toString()).exitCode()).isZero();
        assertThat(earlier).hasContent("earlier");
        assertThat(directory.resolve("config.json.backup2")).hasContent(OLD);
        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(file)).contains("\"version\": 2");
    }

    @Test
    void upgrade_changes_nothing_of_a_file_that_it_cannot_read() throws Exception {
        Files.writeString(file, "{'a': 1}");
        Outcome outcome = run("upgrade", "-c", file.toString());
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("config.json:1:2: error: a key in single quotes");
        assertThat(file).hasContent("{'a': 1}");
        assertThat(names()).containsExactly("config.json");
    }

    @Test
    void convert_writes_yaml_beside_json_and_back() throws Exception {
        Path yaml = directory.resolve("config.yaml");
        assertThat(run("convert", "-c", file.toString()))
                .isEqualTo(new Outcome(
                        0, "wrote " + yaml + "; remove " + file + ", or name one of the two with --config\n", ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(yaml)))
                .isEqualTo("rw-------");
        assertThat(run("check", "-c", yaml.toString()).exitCode()).isZero();
        assertThat(run("convert", "-c", yaml.toString()))
                .isEqualTo(new Outcome(1, "", "error: " + file + " exists already - move the file away\n"));
        assertThat(file).hasContent(OLD);
        Files.delete(file);
        assertThat(run("convert", "-c", yaml.toString()).exitCode()).isZero();
        assertThat(Files.readString(file)).startsWith("{\n  \"workers\": [\n    {\n      \"type\": \"router\",\n");
        assertThat(names()).containsExactly("config.json", "config.yaml");
    }

    private Stream<String> names() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(Map.of(), arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        int exitCode = line.execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
