package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.contract.SchemaDefect;
import io.signalbox.router.contract.SchemaDialect;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks the payload contracts of realms beyond the schema: their URIs, and the JSON Schemas themselves. A schema that
 * stands in a file of its own takes the place of its name in the tree.
 */
final class PayloadContractCheck {
    private static final List<String> KINDS = List.of("call", "result", "event");
    private static final List<String> PARTS = List.of("args", "kwargs");

    private final ProblemList problems;
    private final SchemaFiles files;

    /** Made on first use: it reads the meta-schema, and most nodes have no contracts. */
    private SchemaDialect dialect;

    /** @param directory what relative names of files start from */
    PayloadContractCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.files = new SchemaFiles(problems, directory);
    }

    /** How the URI of a contract is compared; left out, exactly. */
    static MatchPolicy matchOf(JsonNode contract) {
        return switch (contract.path("match").asText()) {
            case "prefix" -> MatchPolicy.PREFIX;
            case "wildcard" -> MatchPolicy.WILDCARD;
            default -> MatchPolicy.EXACT;
        };
    }

    /** @param place of the list */
    void check(JsonNode contracts, JsonPlace place) {
        Map<RuleUri, JsonPlace> known = new HashMap<>();
        for (int i = 0; i < contracts.size(); i++) {
            checkContract(contracts.path(i), place.item(i), known);
        }
    }

    private void checkContract(JsonNode contract, JsonPlace place, Map<RuleUri, JsonPlace> known) {
        if (contract.path("uri").isTextual()) {
            checkUri(new RuleUri(contract.path("uri").textValue(), matchOf(contract)), place, known);
        }
        for (String kind : KINDS) {
            if (contract.get(kind) instanceof ObjectNode schemas) {
                for (String part : PARTS) {
                    checkSchema(schemas, part, place.member(kind).member(part));
                }
            }
        }
    }

    private void checkUri(RuleUri uri, JsonPlace place, Map<RuleUri, JsonPlace> known) {
        if (!uri.isPossible()) {
            problems.error(
                    place.member("uri"),
                    "'" + uri.uri() + "' can match no URI",
                    "write components without white space and '#', and leave none empty unless 'match' is"
                            + " 'prefix' or 'wildcard'");
        } else if (UriRules.isReserved(uri.uri())) {
            problems.error(place.member("uri"), "URIs that begin with wamp are the node's own", "choose another URI");
        }
        JsonPlace first = known.putIfAbsent(uri, place);
        if (first != null) {
            problems.error(
                    place.member("uri"),
                    "there is a contract for the same uri and match already, at " + first.path(),
                    "merge the two");
        }
    }

    private void checkSchema(ObjectNode schemas, String part, JsonPlace place) {
        JsonNode schema = schemas.path(part);
        if (schema.isObject()) {
            report(schema, place, problems);
        } else if (schema.isTextual() && !problems.isSettled(place)) {
            files.read(schema.textValue(), place).ifPresent(file -> {
                schemas.set(part, file.root());
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
            into.error(place, "not a valid JSON Schema: " + defect.text(), "correct it; the dialect is 2020-12");
        }
    }
}
