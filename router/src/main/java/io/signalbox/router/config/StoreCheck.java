package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Check of the store of a realm beyond the schema. */
final class StoreCheck {
    private final SchemaDocument schema;
    private final Path directory;

    /** @param directory the directory of a relative path */
    StoreCheck(SchemaDocument schema, Path directory) {
        this.schema = schema;
        this.directory = directory;
    }

    /** @param options the options of the realm */
    void check(ConfigItem store, ConfigItem options) {
        ConfigItem path = store.member("path");
        ConfigItem type = store.member("type");
        if (type.text().equals("sqlite")) {
            if (path.isAbsent()) {
                store.error("a store of type 'sqlite' needs a file", "add 'path'");
            }
            path.path(directory).ifPresent(file -> checkFile(file, path));
        } else if (path.isPresent() && !type.isRefused()) {
            path.warn("has no effect: a store of type 'memory' has no file", "remove the path, or use type 'sqlite'");
        }
        checkUris("history", store.member("event-history"), rules(options.value()));
        checkUris("queue", store.member("call-queue"), rules(options.value()));
    }

    /** Checks that a file can be where its path leads. */
    static void checkFile(Path file, ConfigItem path) {
        if (Files.isDirectory(file)) {
            path.refuse(file + " is a directory", "name a file");
        } else if (!Files.isDirectory(file.getParent())) {
            path.refuse(
                    "the directory " + file.getParent() + " does not exist",
                    "create the directory, or correct the path");
        }
    }

    private static void checkUris(String what, ConfigItem items, UriRules rules) {
        Map<UriPattern, JsonPlace> known = new HashMap<>();
        for (ConfigItem item : items.elements()) {
            ConfigItem uri = item.member("uri");
            ConfigItem match = item.member("match");
            if (!uri.isPresent() || match.isRefused()) {
                continue;
            }
            MatchPolicy policy = PayloadContractCheck.matchOf(item.value());
            JsonPlace first = known.putIfAbsent(new UriPattern(policy, uri.text()), item.place());
            if (!rules.isValid(uri.text(), policy)) {
                uri.refuse(
                        Quoted.text(uri.text()) + " is not a valid URI for match '" + policy.wireName()
                                + "' in this realm",
                        "correct the URI, or choose another 'match'");
            } else if (first != null) {
                item.error(
                        "duplicates the " + what + " for the same uri and match at " + first.path(),
                        "remove one of the two");
            }
        }
    }

    private UriRules rules(JsonNode options) {
        JsonNode limits = options.path("limits");
        return new UriRules(
                options.path("uri_check").asText().equals("strict"),
                limits.path("max_uri_length")
                        .asInt(schema.defaultOf("realmLimits", "max_uri_length").asInt()),
                limits.path("max_uri_components")
                        .asInt(schema.defaultOf("realmLimits", "max_uri_components")
                                .asInt()));
    }
}
