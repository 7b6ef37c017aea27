package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page on the tests of the gateway is complete, and names tests that exist. */
class GatewayPageTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs/GATEWAY-TESTS.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]\\d+a?) \\| [^|]+ \\| ([^|]+) \\|$");
    private static final Pattern TEST = Pattern.compile("`[A-Z]\\w*Test(#\\w+)?`|`[\\w-]+\\.test\\.js`");
    private static final Pattern JAVA = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");
    private static final Pattern JAVA_SCRIPT = Pattern.compile("`([\\w-]+\\.test\\.js)`");

    @Test
    void every_test_that_the_page_names_exists() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, Path> sources;
        try (Stream<Path> files = Files.walk(PROJECT.resolve("gateway/src/test/java"))) {
            sources = files.filter(file -> file.toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), file -> file));
        }
        List<String> missing = new ArrayList<>();
        int named = 0;
        for (Matcher test = JAVA.matcher(page); test.find(); named++) {
            Path source = sources.get(test.group(1));
            boolean exists = source != null
                    && (test.group(2) == null || Files.readString(source).contains("void " + test.group(2) + "("));
            if (!exists) {
                missing.add(test.group());
            }
        }
        for (Matcher test = JAVA_SCRIPT.matcher(page); test.find(); named++) {
            if (!Files.exists(PROJECT.resolve("interop/test").resolve(test.group(1)))) {
                missing.add(test.group());
            }
        }
        assertThat(missing).isEmpty();
        assertThat(named).isGreaterThan(50);
    }

    @Test
    void every_number_has_one_row_with_a_test_or_with_the_reason_why_it_is_not_here() throws IOException {
        List<String> numbers = new ArrayList<>();
        List<String> empty = new ArrayList<>();
        for (Matcher row = ROW.matcher(Files.readString(PAGE)); row.find(); ) {
            numbers.add(row.group(1));
            if (!TEST.matcher(row.group(2)).find() && !row.group(2).startsWith("not here: ")) {
                empty.add(row.group(1));
            }
        }
        assertThat(empty).isEmpty();
        assertThat(numbers)
                .containsExactlyInAnyOrderElementsOf(Stream.of(
                                numbers("W", 1, 21),
                                numbers("A", 1, 15),
                                numbers("C", 14, 14),
                                numbers("Z", 1, 19),
                                Stream.of("Z4a"),
                                numbers("T", 5, 32),
                                numbers("T", 35, 35),
                                numbers("T", 37, 40),
                                numbers("E", 1, 27))
                        .flatMap(range -> range)
                        .toList());
    }

    private static Stream<String> numbers(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(number -> letter + number);
    }
}
