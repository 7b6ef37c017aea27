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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that the page on the tests of the gateway names exist. */
class GatewayPageTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern JAVA = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");
    private static final Pattern JAVA_SCRIPT = Pattern.compile("`([\\w-]+\\.test\\.js)`");

    @Test
    void every_test_that_the_page_names_exists() throws IOException {
        String page = Files.readString(PROJECT.resolve("docs/GATEWAY-TESTS.md"));
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
}
