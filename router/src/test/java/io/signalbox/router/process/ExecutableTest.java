package io.signalbox.router.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ExecutableTest {
    @TempDir
    private Path directory;

    private Path program(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void a_name_is_searched_in_the_working_directory_and_then_in_path() throws IOException {
        Path work = Files.createDirectory(directory.resolve("work"));
        Path second = program("second/app");
        String path = directory.resolve("first") + ":" + directory.resolve("second");
        assertThat(Executable.find("app", work, path)).isEqualTo(second);
        Path first = program("first/app");
        assertThat(Executable.find("app", work, path)).isEqualTo(first);
        Path own = program("work/app");
        assertThat(Executable.find("app", work, path)).isEqualTo(own);
    }

    @Test
    void a_path_is_relative_to_the_working_directory_and_never_searched() throws IOException {
        Path own = program("work/bin/app");
        assertThat(Executable.find("bin/app", directory.resolve("work"), "")).isEqualTo(own);
        assertThatThrownBy(() -> Executable.find("bin/none", directory, "/usr"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "the executable " + directory.resolve("bin/none") + " does not exist; correct 'executable'");
    }

    @Test
    void a_missing_program_and_a_file_without_the_mode_are_told_apart() throws IOException {
        assertThatThrownBy(() -> Executable.find("none", directory, "/nonexistent"))
                .isInstanceOf(IOException.class)
                .hasMessage("the executable 'none' is neither in " + directory
                        + " nor in a directory of PATH; install the program, or write its path");
        Path file = Files.writeString(directory.resolve("text"), "no program");
        assertThatThrownBy(() -> Executable.find("text", directory, "/nonexistent"))
                .isInstanceOf(IOException.class)
                .hasMessage("the file " + file + " is not executable; change its mode (chmod +x)");
    }

    @Test
    void without_path_the_usual_directories_are_searched() throws IOException {
        assertThat(Executable.find("sh", directory, null)).isExecutable();
    }
}
