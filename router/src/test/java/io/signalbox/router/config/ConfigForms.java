package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Loads a configuration in each form in which it may be written: JSON or YAML, version 1 or 2. */
final class ConfigForms {
    /** Path of the first transport. */
    static final String T = "$.workers[0].transports[0].";

    /** Warning of the anonymous role that {@link #problemsOf} has. */
    static final String OPEN =
            "every client that reaches this port may call, register, publish and subscribe with every"
                    + " URI of the realm 'realm1' - allow the role 'anonymous' only what clients without authentication need, or"
                    + " bind 'interface' to 127.0.0.1";

    static final String NO_VERSION = "warning: $: the file has no 'version', so it is read as version 1 of the"
            + " format - rewrite the file in version 2 with 'router upgrade'";

    private static final String FRONTEND =
            """
            , {"name": "frontend", "permissions": [{"uri": "com.example.*", "allow": {"call": true}}]}""";

    private final Path directory;

    /** Creates the directory {@code web} of the static files. */
    ConfigForms(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectory(directory.resolve("web"));
    }

    /**
     * Returns the problems without positions, which are the same in JSON and YAML, without {@code version} and in version 1 of the
     * format.
     */
    List<String> problems(String text) throws IOException {
        List<String> expected = problemsIn("node.json", text);
        assertThat(problemsIn("config.yaml", inYaml())).isEqualTo(expected);
        assertThat(leftOutOf("node.json")).isEqualTo(leftOutOf("config.yaml"));
        if (text.contains("\"version\": 2, ")) {
            List<String> ofVersion1 = new ArrayList<>(List.of(NO_VERSION));
            ofVersion1.addAll(expected);
            for (String old : List.of(text.replace("\"version\": 2, ", ""), inVersion1(text))) {
                assertThat(problemsIn("node.json", old)).isEqualTo(ofVersion1);
                assertThat(problemsIn("config.yaml", inYaml())).isEqualTo(ofVersion1);
            }
        }
        return expected;
    }

    private String inYaml() {
        return ConfigRewriter.converted(directory.resolve("node.json")).text().orElseThrow();
    }

    /** Moves the actions of each rule from {@code allow} to the place beside {@code uri}. */
    private static String inVersion1(String text) throws IOException {
        JsonNode root = new ObjectMapper().readTree(text);
        ((ObjectNode) root).remove("version");
        for (JsonNode holder : root.findParents("allow")) {
            ObjectNode rule = (ObjectNode) holder;
            rule.setAll((ObjectNode) rule.remove("allow"));
        }
        return root.toString();
    }

    private List<String> problemsIn(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
        return lines(name, Unsupported.REFUSED);
    }

    /** Returns what is left out on request, and asserts that the rest has no error, unless nothing is left. */
    private List<String> leftOutOf(String name) {
        List<String> lines = lines(name, Unsupported.LEFT_OUT);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("error: "))
                .allMatch(line -> line.startsWith("error: this node supports none of the transports"));
        // The line of the cause is named only if the cause is not in the line of what is left out.
        return lines.stream().map(line -> line.replace(" (line #)", "")).toList();
    }

    private List<String> lines(String name, Unsupported unsupported) {
        return new ConfigLoader(Map.of("PORT", "8080", "SECRET", "s", "KEY", "5f".repeat(32), "DIR", "web"))
                .load(directory.resolve(name), NodeConfig.class, unsupported).problems().stream()
                        .map(problem -> problem.display()
                                .replaceFirst("^.*?" + name + "(:\\d+:\\d+)?: ", "")
                                .replaceAll("\\(line \\d+\\)", "(line #)"))
                        .toList();
    }

    /** Returns the problems of a router with these transports. Its realm has the role frontend if they name it. */
    List<String> problemsOf(String transports) throws IOException {
        return problems(
                """
                {"version": 2, "controller": {}, "workers": [{"type": "router",
                 "realms": [{"name": "realm1", "roles": [
                   {"name": "anonymous", "permissions": [{"uri": "", "match": "prefix",
                     "allow": {"call": true, "register": true, "publish": true, "subscribe": true},
                     "disclose": {"caller": false, "publisher": false}, "cache": true}]}%s]}],
                 "transports": [%s]}]}
                """
                        .formatted(transports.contains("\"frontend\"") ? FRONTEND : "", transports));
    }
}
