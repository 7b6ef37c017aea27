package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.authz.RuleUri;
import io.signalbox.router.contract.SchemaDefect;
import io.signalbox.router.contract.SchemaDialect;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Check of the payload contracts of realms beyond the schema: their URIs and their JSON Schemas. A schema in a separate file replaces
 * the name of the file in the tree.
 */
final class PayloadContractCheck {
    private static final List<String> KINDS = List.of("call", "result", "event");
    private static final List<String> PARTS = List.of("args", "kwargs");

    private final ProblemList problems;
    private final SchemaFiles files;

    /** Created on first use, because the dialect reads the meta-schema and most nodes have no contracts. */
    private SchemaDialect dialect;

    /** @param directory the directory of relative file names */
    PayloadContractCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.files = new SchemaFiles(problems, directory);
    }

    /** Returns the match policy of a contract, a history or a queue; the default is exact. */
    static MatchPolicy matchOf(JsonNode contract) {
        return switch (contract.path("match").asText()) {
            case "prefix" -> MatchPolicy.PREFIX;
            case "wildcard" -> MatchPolicy.WILDCARD;
            default -> MatchPolicy.EXACT;
        };
    }

    /** @param contracts the list */
    void check(ConfigItem contracts) {
        Map<RuleUri, JsonPlace> known = new HashMap<>();
        for (ConfigItem contract : contracts.elements()) {
            if (contract.member("uri").isPresent() && !contract.member("match").isRefused()) {
                checkUri(contract, known);
            }
            for (String kind : KINDS) {
                PARTS.forEach(part -> checkSchema(contract.member(kind).member(part)));
            }
        }
    }

    private static void checkUri(ConfigItem contract, Map<RuleUri, JsonPlace> known) {
        ConfigItem item = contract.member("uri");
        RuleUri uri = new RuleUri(item.text(), matchOf(contract.value()));
        JsonPlace first = known.putIfAbsent(uri, contract.place());
        if (!uri.isPossible()) {
            item.refuse(
                    Quoted.text(uri.uri()) + " can match no URI",
                    "write components without white space and '#', and leave none empty unless 'match' is"
                            + " 'prefix' or 'wildcard'");
        } else if (UriRules.isReserved(uri.uri())) {
            item.refuse("URIs that begin with wamp or signalbox are reserved", "choose another URI");
        } else if (first != null) {
            item.refuse(
                    "duplicates the contract for the same uri and match at " + first.path(), "merge the two contracts");
        }
    }

    private void checkSchema(ConfigItem item) {
        if (item.value().isObject() && item.isWhole()) {
            report(item.value(), item.place(), problems);
        } else if (item.value().isTextual()) {
            files.read(item).ifPresent(file -> {
                item.set(file.root());
                if (file.isFirstUse()) {
                    report(file.root(), JsonPlace.ROOT, file.problems());
                }
            });
        }
    }

    private void report(JsonNode schema, JsonPlace root, ProblemList into) {
        if (dialect == null) {
            dialect = new SchemaDialect();
        }
        for (SchemaDefect defect : dialect.defects(schema)) {
            JsonPlace place = root;
            for (Object element : defect.path()) {
                place = element instanceof Integer index ? place.item(index) : place.member(element.toString());
            }
            into.error(place, "invalid JSON Schema: " + defect.text(), "correct the schema; the dialect is 2020-12");
        }
    }
}
