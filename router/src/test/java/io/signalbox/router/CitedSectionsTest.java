package io.signalbox.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The sections of the WAMP specification that comments cite, as {@code (spec: Call Canceling)}, exist.
 * {@code spec-sections.txt} lists the titles of the specification, one per line.
 */
class CitedSectionsTest {
    private static final Path PROJECT = Path.of("..");
    private static final Pattern CITATION = Pattern.compile("\\(spec: ([A-Z][^)]+)\\)");
    private static final Pattern COMMENT_LINE = Pattern.compile("\\n\\s*(\\*|//) ?");

    @Test
    void every_cited_section_exists() throws IOException {
        Set<String> titles = new HashSet<>(Files.readAllLines(Path.of("src/test/resources/spec-sections.txt")));
        List<String> wrong = new ArrayList<>();
        int checked = 0;
        for (String module : List.of("wamp-protocol", "transports", "wamp-client", "router")) {
            for (Path source : sources(module)) {
                String text = COMMENT_LINE.matcher(Files.readString(source)).replaceAll(" ");
                Matcher citation = CITATION.matcher(text);
                while (citation.find()) {
                    checked++;
                    if (!exists(citation.group(1), titles)) {
                        wrong.add(PROJECT.relativize(source) + " " + citation.group());
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }

    /** A title may have a comma. */
    private static boolean exists(String cited, Set<String> titles) {
        return titles.contains(cited) || Stream.of(cited.split(", ")).allMatch(titles::contains);
    }

    private static List<Path> sources(String module) throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT.resolve(module).resolve("src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
