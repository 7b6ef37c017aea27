package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.document.ConfigProblem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigOptionTest {
    private static final List<String> ORDER = List.of(
            "node.json",
            "config.json",
            "config.yaml",
            ".crossbar/node.json",
            ".crossbar/config.json",
            ".crossbar/config.yaml");

    @TempDir
    private Path directory;

    @Test
    void the_first_of_the_files_is_taken_and_the_others_are_named() throws Exception {
        Files.createDirectory(directory.resolve(".crossbar"));
        for (int i = ORDER.size() - 1; i >= 0; i--) {
            Path taken = Files.writeString(directory.resolve(ORDER.get(i)), "");
            ConfigOption option = new ConfigOption(directory);
            assertThat(option.file()).isEqualTo(taken);
            assertThat(option.warnings())
                    .extracting(ConfigProblem::display)
                    .containsExactlyElementsOf(ORDER.subList(i + 1, ORDER.size()).stream()
                            .map(other -> directory.resolve(other) + ": warning: is not read, because " + taken
                                    + " exists - remove one of the two, or name the intended file with --config")
                            .toList());
        }
    }
}
