package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Version1Test {
    private static final String RULES =
            """
            [{"uri": "com.example.*", "call": true, "publish": false},
             {"uri": "com..x*.y", "subscribe": true},
             {"uri": "*", "allow": {"call": true}, "cache": true},
             {"uri": "com.a", "match": "exact", "register": true}]""";

    private static final String IN_YAML =
            """
            # mine
            workers:
            - type: router
              realms:
              - name: realm1
                roles:
                - name: anonymous
                  permissions: &all
                  - uri: 'com.example.*'
                    publish: yes
                    call: 1
              transports:
              - type: websocket
                endpoint: {type: tcp, interface: 127.0.0.1, port: "${PORT}"}
            """;

    @TempDir
    private Path directory;

    @Test
    void rules_with_flags_mean_what_they_mean_in_version_2() throws IOException {
        NodeConfig upgraded = load("node.json", node("", RULES)).config().orElseThrow();
        NodeConfig written = load(
                        "node.json",
                        node(
                                "\"version\": 2,",
                                """
                                [{"uri": "com.example.", "match": "prefix", "allow": {"call": true}},
                                 {"uri": "com..x.y", "match": "wildcard", "allow": {"subscribe": true}},
                                 {"uri": "", "match": "prefix", "allow": {"call": true}, "cache": true},
                                 {"uri": "com.a", "allow": {"register": true}}]"""))
                .config()
                .orElseThrow();
        assertThat(meaning(upgraded)).hasSize(4).isEqualTo(meaning(written));
    }

    @Test
    void a_file_of_version_1_has_one_warning_at_its_version() throws IOException {
        assertThat(lines(load("node.json", node("\n\"version\": 1,", RULES))))
                .containsExactly("node.json:2:12: warning: $.version: the file is in version 1 of the format"
                        + " - rewrite the file in version 2 with 'router upgrade'");
        assertThat(lines(load("node.json", node("", RULES))))
                .containsExactly("node.json:1:1: warning: $: the file has no 'version', so it is read as version 1 of"
                        + " the format - rewrite the file in version 2 with 'router upgrade'");
    }

    @Test
    void another_version_is_no_version_1() throws IOException {
        for (String version : List.of("0", "3", "\"1\"", "null")) {
            assertThat(lines(load("node.json", node("\n\"version\": " + version + ",", "[]"))))
                    .singleElement()
                    .asString()
                    .startsWith("node.json:2:12: error: $.version: must be 2, but is ");
        }
    }

    @Test
    void a_wrong_flag_is_reported_where_it_is_in_the_file() throws IOException {
        assertThat(lines(load("config.yaml", IN_YAML.replace("\"${PORT}\"", "0"))))
                .filteredOn(line -> line.contains("error"))
                .singleElement()
                .asString()
                .startsWith("config.yaml:11:15: error: $.workers[0].realms[0].roles[0].permissions[0].allow.call: ");
    }

    @Test
    void a_rule_of_both_versions_is_refused() throws IOException {
        String rules = "[{\"uri\": \"com.a\", \"call\": true, \"allow\": {\"call\": false}}]";
        assertThat(lines(load("node.json", node("", rules))))
                .contains("node.json:2:17: error: $.workers[0].realms[0].roles[0].permissions[0]: the rule has the form"
                        + " of version 1: call beside 'uri' - move call into 'allow'");
        assertThat(ConfigRewriter.upgraded(directory.resolve("node.json")).text())
                .isEmpty();
    }

    @Test
    void upgrade_writes_a_file_that_means_the_same_without_the_warning() throws IOException {
        NodeConfig before = load("node.json", node("", RULES)).config().orElseThrow();
        String upgraded =
                ConfigRewriter.upgraded(directory.resolve("node.json")).text().orElseThrow();
        assertThat(upgraded).startsWith("{\n  \"version\": 2,\n").contains("\"uri\": \"com.example.\",\n");
        CheckedConfig<NodeConfig> after = load("node.json", upgraded);
        assertThat(after.problems()).isEmpty();
        assertThat(meaning(after.config().orElseThrow())).isEqualTo(meaning(before));
        assertThat(ConfigRewriter.upgraded(directory.resolve("node.json")))
                .isEqualTo(new ConfigRewriter.Rewritten(Optional.empty(), List.of()));
    }

    @Test
    void upgrade_keeps_yaml_and_variables() throws IOException {
        load("config.yaml", IN_YAML.replace("call: 1", "call: off"));
        assertThat(ConfigRewriter.upgraded(directory.resolve("config.yaml")).text())
                .contains(
                        """
                        version: 2
                        workers:
                          - type: router
                            realms:
                              - name: realm1
                                roles:
                                  - name: anonymous
                                    permissions:
                                      - uri: com.example.
                                        match: prefix
                                        allow:
                                          call: false
                                          publish: true
                            transports:
                              - type: websocket
                                endpoint:
                                  type: tcp
                                  interface: "127.0.0.1"
                                  port: "${PORT}"
                        """);
    }

    @Test
    void convert_writes_the_same_values_in_the_other_format() throws IOException {
        String text =
                "{\"a\": [\"yes\", \"0777\", \"1:30\", \"é😀\\u0007\\n\", \"\", \"x: y\", \"#\", \"~\", \"<<\"],\n"
                        + "\"on\": [1, -2.5, 1.5E-7, 12345678901234567890, true, null, {}, []],"
                        + " \"b\": [[1, [2]], {\"c\": {\"d\": []}}, {\"e\": [{}]}]}";
        Path json = Files.writeString(directory.resolve("node.json"), text);
        Path yaml = Files.writeString(
                directory.resolve("node.yaml"),
                ConfigRewriter.converted(json).text().orElseThrow());
        String again = ConfigRewriter.converted(yaml).text().orElseThrow();
        Path second = Files.writeString(directory.resolve("second.json"), again);
        assertThat(ConfigRewriter.converted(second).text()).contains(Files.readString(yaml));
        assertThat(Files.readString(yaml)).contains("  - \"yes\"\n", "\"on\":\n", "  - -2.5\n", "  - 1.5E-7\n");
    }

    @Test
    void convert_of_what_cannot_be_read_gives_the_reasons() throws IOException {
        Path file = Files.writeString(directory.resolve("config.yaml"), "a: !env X\n");
        ConfigRewriter.Rewritten converted = ConfigRewriter.converted(file);
        assertThat(converted.text()).isEmpty();
        assertThat(converted.problems()).singleElement().matches(ConfigProblem::isError);
    }

    /** Returns the rules with a match policy in place of stars. */
    private static List<PermissionSettings> meaning(NodeConfig config) {
        return config.routers().get(0).realms().get(0).roles().get(0).permissions().orElseThrow().stream()
                .map(rule -> {
                    RuleUri uri = RuleUri.of(rule.uri(), rule.match());
                    return new PermissionSettings(
                            uri.uri(), Optional.of(uri.match()), rule.allow(), rule.disclose(), rule.cache());
                })
                .toList();
    }

    private static String node(String version, String rules) {
        return "{" + version
                + " \"workers\": [{\"type\": \"router\", \"realms\": [{\"name\": \"realm1\", \"roles\": [{\"name\":"
                + " \"anonymous\",\n\"permissions\": " + rules + "}]}], \"transports\": ["
                + ConfigFile.webSocketWith("\"auth\": {\"anonymous\": {\"type\": \"static\"}}") + "]}]}";
    }

    private CheckedConfig<NodeConfig> load(String name, String text) throws IOException {
        return new ConfigLoader(Map.of("PORT", "0"))
                .load(Files.writeString(directory.resolve(name), text), NodeConfig.class);
    }

    private List<String> lines(CheckedConfig<NodeConfig> checked) {
        return checked.problems().stream()
                .map(problem -> problem.display().replace(directory + "/", ""))
                .toList();
    }
}
