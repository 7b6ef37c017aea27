package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.component.ComponentJar;
import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComponentProblemsTest {
    private static final String REALM = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}]}";

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    private static String node(String component) {
        return "{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": [" + REALM + "], \"components\": [\n"
                + "{\"type\": \"class\", " + component + "}], \"transports\": []}]}";
    }

    private List<String> problems(String component) throws IOException {
        return file.problems(node(component));
    }

    @Test
    void a_component_of_a_jar_has_no_problem_and_all_defaults() throws IOException {
        ComponentJar.of(directory, "app", Map.of("app.Adder", "package app; public class Adder {}"));
        NodeConfig.RouterComponent item = file.config(node("\"classname\": \"app.Adder\", \"realm\": \"realm1\","
                        + " \"classpath\": [\"app.jar\"], \"extra\": {\"a\": 1}"))
                .routers()
                .getFirst()
                .components()
                .getFirst();
        ComponentSettings read = item.component();
        assertThat(read.id()).isEqualTo("component001");
        assertThat(item.role()).isEqualTo("anonymous");
        assertThat(read.classpath()).containsExactly(directory.resolve("app.jar"));
        assertThat(read.extra().path("a").intValue()).isEqualTo(1);
        assertThat(read.startTimeoutMillis()).isEqualTo(30_000);
        assertThat(problems("\"classname\": \"app.Adder\", \"realm\": \"realm1\", \"classpath\": [\"app-classes\"]"))
                .isEmpty();
        assertThat(problems("\"classname\": \"app.Adder\", \"realm\": \"realm1\", \"classpath\": [\"*\"]"))
                .isEmpty();
        assertThat(problems("\"classname\": \"java.lang.String\", \"realm\": \"realm1\""))
                .as("a class on the class path of the node")
                .isEmpty();
    }

    @Test
    void a_realm_or_role_that_the_worker_does_not_have_is_an_error() throws IOException {
        assertThat(problems("\"classname\": \"java.lang.String\",\n\"realm\": \"realm2\""))
                .containsExactly("node.json:3:10: error: $.workers[0].components[0].realm: the worker has no realm"
                        + " 'realm2' - did you mean 'realm1'?");
        assertThat(problems("\"classname\": \"java.lang.String\", \"realm\": \"realm1\",\n\"role\": \"anonymouss\""))
                .containsExactly("node.json:3:9: error: $.workers[0].components[0].role: the realm 'realm1' has no role"
                        + " 'anonymouss' - did you mean 'anonymous'?");
        assertThat(problems("\"classname\": \"java.lang.String\", \"realm\": \"realm1\",\n\"role\": \"trusted\""))
                .containsExactly("node.json:3:9: error: $.workers[0].components[0].role: the realm 'realm1' has no role"
                        + " 'trusted' - add the role to the realm, or name another role");
    }

    @Test
    void a_jar_or_class_that_is_missing_is_a_warning() throws IOException {
        assertThat(problems("\"classname\": \"app.Adder\", \"realm\": \"realm1\", \"classpath\": [\n\"none.jar\"]"))
                .containsExactly("node.json:3:1: warning: $.workers[0].components[0].classpath[0]: none.jar does not"
                        + " exist - add it, or correct the path; the component fails to start until then");
        Files.writeString(directory.resolve("text.jar"), "no jar");
        assertThat(problems("\n\"classname\": \"app.Adder\", \"realm\": \"realm1\", \"classpath\": [\"text.jar\"]"))
                .containsExactly("node.json:3:14: warning: $.workers[0].components[0].classname: 'classpath' has no"
                        + " class 'app.Adder' - add its jar to 'classpath', or correct the name; the component fails to"
                        + " start until then");
    }

    @Test
    void references_to_databases_are_refused_with_an_alternative() throws IOException {
        assertThat(problems("\"classname\": \"java.lang.String\", \"realm\": \"realm1\",\n\"references\": ["
                        + "\"connection:db\"]"))
                .containsExactly("node.json:3:1: error: $.workers[0].components[0].references: 'references' cannot be"
                        + " supported: it refers to connections to databases, which this node does not have - pass what"
                        + " the component needs in 'extra'");
        assertThat(problems("\"classname\": \"java.lang.String\", \"realm\": \"realm1\", \"references\": []"))
                .isEmpty();
    }
}
