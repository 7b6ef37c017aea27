package io.signalbox.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** House rules that no compiler knows, for the main sources of all modules. */
class SourceFilesTest {
    private static final int MAX_LINES = 400;
    private static final Path PROJECT = Path.of("..");

    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:(?:final|abstract|sealed|non-sealed) )*(?:class|interface|record|enum|@interface) ",
            Pattern.MULTILINE);

    /** The end of a Javadoc comment, then annotations, then the declaration. */
    private static final Pattern DOCUMENTED_PUBLIC_TYPE =
            Pattern.compile("\\*/\\s*\\n(?:(?:@|\\)| +|\\}).*\\n)*" + PUBLIC_TYPE.pattern(), Pattern.MULTILINE);

    @Test
    void no_file_is_longer_than_400_lines() throws IOException {
        assertThat(mainSources())
                .filteredOn(file -> lines(file).size() > MAX_LINES)
                .as("files of more than %d lines", MAX_LINES)
                .isEmpty();
    }

    @Test
    void every_public_type_says_what_it_is_for() throws IOException {
        assertThat(mainSources())
                .filteredOn(file -> {
                    String text = String.join("\n", lines(file));
                    return PUBLIC_TYPE.matcher(text).find()
                            && !DOCUMENTED_PUBLIC_TYPE.matcher(text).find();
                })
                .as("public types without Javadoc")
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_for() throws IOException {
        assertThat(mainSources().stream().map(Path::getParent).collect(Collectors.toSet()))
                .filteredOn(directory -> !Files.exists(directory.resolve("package-info.java")))
                .as("packages without package-info.java")
                .isEmpty();
        assertThat(mainSources())
                .filteredOn(file -> file.endsWith("package-info.java"))
                .allSatisfy(file -> assertThat(lines(file).get(0)).startsWith("/**"));
    }

    private static List<Path> mainSources() throws IOException {
        try (Stream<Path> modules = Files.list(PROJECT)) {
            List<Path> roots = modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
            assertThat(roots).hasSizeGreaterThanOrEqualTo(4);
            return roots.stream().flatMap(SourceFilesTest::javaFiles).toList();
        }
    }

    private static Stream<Path> javaFiles(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
