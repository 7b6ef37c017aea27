package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.node.RealmConfig;
import io.signalbox.router.node.RealmConfig.StoreType;
import io.signalbox.router.store.EventHistorySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreProblemsTest {
    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void use_the_directory() {
        file = new ConfigFile(directory);
    }

    private List<String> problems(String store) throws IOException {
        return file.problems(realm(store), "");
    }

    private static String realm(String store) {
        return "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}],\n\"store\": " + store + "}";
    }

    private RealmConfig.Store read(String store) throws IOException {
        return file.config(ConfigFile.node(realm(store), ""))
                .routers()
                .get(0)
                .realms()
                .get(0)
                .store()
                .orElseThrow();
    }

    @Test
    void a_file_is_relative_to_the_configuration_and_limits_may_be_left_out() throws IOException {
        RealmConfig.Store store =
                read("{\"type\": \"sqlite\", \"path\": \"e.sqlite\", \"limit\": 7, \"max_age\": 60000,"
                        + " \"event-history\": [{\"uri\": \"a.b\"}, {\"uri\": \"a..c\", \"match\": \"wildcard\","
                        + " \"limit\": 9}]}");

        assertThat(store)
                .isEqualTo(new RealmConfig.Store(
                        StoreType.SQLITE,
                        7,
                        List.of(
                                new EventHistorySettings("a.b", MatchPolicy.EXACT, OptionalInt.empty()),
                                new EventHistorySettings("a..c", MatchPolicy.WILDCARD, OptionalInt.of(9))),
                        List.of(),
                        Optional.of(directory.resolve("e.sqlite")),
                        new ConfigPlace(
                                directory.resolve("node.json").toString(), 3, 37, "$.workers[0].realms[0].store.path"),
                        60_000,
                        16_777_216));
    }

    @Test
    void a_file_must_be_named_where_it_is_used_and_only_there() throws IOException {
        assertThat(problems("{\"type\": \"sqlite\"}"))
                .containsExactly("node.json:3:10: error: $.workers[0].realms[0].store:"
                        + " a store of type 'sqlite' needs a file - add 'path'");
        assertThat(problems("{\n\"path\": \"x\"}"))
                .containsExactly("node.json:4:9: warning: $.workers[0].realms[0].store.path: has no effect: a"
                        + " store of type 'memory' has no file - remove the path, or use type 'sqlite'");
    }

    @Test
    void a_file_that_cannot_be_made_is_found_early() throws IOException {
        Files.createDirectory(directory.resolve("taken"));
        assertThat(problems("{\"type\": \"sqlite\",\n\"path\": \"taken\"}"))
                .containsExactly("node.json:4:9: error: $.workers[0].realms[0].store.path: "
                        + "taken is a directory - name a file");
        assertThat(problems("{\"type\": \"sqlite\",\n\"path\": \"missing/x\"}"))
                .containsExactly("node.json:4:9: error: $.workers[0].realms[0].store.path: the directory "
                        + "missing does not exist - create the directory, or correct the path");
    }

    @Test
    void topics_must_be_possible_and_different() throws IOException {
        assertThat(problems("{\"event-history\": [{\"uri\": \"a..b\"},\n{\"uri\": \"x\"},\n{\"uri\": \"x\","
                        + " \"match\": \"exact\"},\n{\"uri\": \"x\", \"match\": \"prefix\"}]}"))
                .containsExactly(
                        "node.json:3:37: error: $.workers[0].realms[0].store.event-history[0].uri: 'a..b' is"
                                + " not a valid URI for match 'exact' in this realm - correct the URI, or"
                                + " choose another 'match'",
                        "node.json:5:1: error: $.workers[0].realms[0].store.event-history[2]: duplicates the"
                                + " history for the same uri and match at $.workers[0].realms[0].store.event-history[1]"
                                + " - remove one of the two");
    }

    @Test
    void ages_are_no_seconds() throws IOException {
        assertThat(problems("{\n\"max_age\": 60}"))
                .singleElement()
                .asString()
                .contains("$.workers[0].realms[0].store.max_age")
                .contains("the unit is milliseconds");
    }
}
