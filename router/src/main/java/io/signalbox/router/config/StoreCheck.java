package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.protocol.uri.UriRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks the store of a realm beyond the schema. */
final class StoreCheck {
    private final ProblemList problems;
    private final ConfigPaths paths;

    StoreCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.paths = new ConfigPaths(directory, problems);
    }

    /** @param place of the store */
    void check(JsonNode realm, JsonPlace place) {
        JsonNode store = realm.path("store");
        if (store.path("type").asText().equals("sqlite")) {
            checkFile(store, place);
        } else if (store.has("path")) {
            problems.warning(
                    place.member("path"),
                    "has no effect: nothing is written to a file",
                    "remove it, or use type 'sqlite'");
        }
        UriRules rules = rules(realm.path("options"));
        checkUris("history", store.path("event-history"), place.member("event-history"), rules);
        checkUris("queue", store.path("call-queue"), place.member("call-queue"), rules);
    }

    private void checkUris(String what, JsonNode items, JsonPlace place, UriRules rules) {
        Map<UriPattern, JsonPlace> known = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            if (items.path(i).path("uri").isTextual()) {
                UriPattern pattern = checkUri(items.path(i), place.item(i), rules);
                JsonPlace first = pattern == null ? null : known.putIfAbsent(pattern, place.item(i));
                if (first != null) {
                    problems.error(
                            place.item(i),
                            "the " + what + " for the same uri and match is there already, at " + first.path(),
                            "remove one of the two");
                }
            }
        }
    }

    private void checkFile(JsonNode store, JsonPlace place) {
        if (!store.has("path")) {
            problems.error(place, "a store of type 'sqlite' needs a file", "add 'path'");
        } else if (store.path("path").isTextual()) {
            JsonPlace of = place.member("path");
            paths.resolve(store.path("path").textValue(), of).ifPresent(file -> checkFile(file, of));
        }
    }

    private void checkFile(Path file, JsonPlace place) {
        if (Files.isDirectory(file)) {
            problems.error(place, file + " is a directory", "name a file");
        } else if (!Files.isDirectory(file.getParent())) {
            problems.error(
                    place, "the directory " + file.getParent() + " does not exist", "create it, or correct the path");
        }
    }

    private static UriRules rules(JsonNode options) {
        RealmLimits defaults = RealmLimits.DEFAULTS;
        JsonNode limits = options.path("limits");
        return new UriRules(
                options.path("uri_check").asText().equals("strict"),
                limits.path("max_uri_length").asInt(defaults.maxUriLength()),
                limits.path("max_uri_components").asInt(defaults.maxUriComponents()));
    }

    /** Null when the schema complains about the match policy. */
    private UriPattern checkUri(JsonNode item, JsonPlace place, UriRules rules) {
        String uri = item.path("uri").textValue();
        String match = item.path("match").asText(MatchPolicy.EXACT.wireName());
        for (MatchPolicy policy : MatchPolicy.values()) {
            if (policy.wireName().equals(match)) {
                if (!rules.isValid(uri, policy)) {
                    problems.error(
                            place.member("uri"),
                            "'" + uri + "' is no valid URI for match '" + match + "' in this realm",
                            "correct it, or choose another 'match'");
                }
                return new UriPattern(policy, uri);
            }
        }
        return null;
    }
}
