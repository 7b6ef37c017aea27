package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/FEATURES.md promises is what WELCOME announces. */
class FeaturesTableTest {
    private static final Path TABLE = Path.of("..", "docs", "FEATURES.md");
    private static final Pattern ROLE = Pattern.compile("## (.+)");
    private static final Pattern ROW = Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\|.*");

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Test
    void every_announced_feature_has_a_row_that_says_yes_and_no_other_row_does() throws IOException {
        SortedSet<String> announced = announced();
        SortedSet<String> promised = promised();
        assertThat(promised)
                .as("rows of docs/FEATURES.md with a yes for Signalbox, against WELCOME")
                .containsExactlyInAnyOrderElementsOf(announced);
    }

    private static SortedSet<String> announced() {
        SortedSet<String> features = new TreeSet<>();
        try (RawWampClient client = RawWampClient.connect(NODE.uri(), Wire.JSON)) {
            JsonNode roles = client.hello("realm1").get(2).get("roles");
            roles.properties()
                    .forEach(
                            role -> role.getValue().get("features").properties().forEach(feature -> {
                                if (feature.getValue().booleanValue()) {
                                    features.add(role.getKey() + "." + feature.getKey());
                                }
                            }));
        }
        return features;
    }

    private static SortedSet<String> promised() throws IOException {
        SortedSet<String> features = new TreeSet<>();
        String role = "";
        for (String line : Files.readAllLines(TABLE)) {
            Matcher heading = ROLE.matcher(line);
            if (heading.matches()) {
                role = heading.group(1).toLowerCase(Locale.ROOT);
            }
            Matcher row = ROW.matcher(line);
            if (row.matches() && row.group(2).equals("yes")) {
                features.add(role + "." + row.group(1));
            }
        }
        return features;
    }
}
