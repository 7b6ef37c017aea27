package io.signalbox.router.contract;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.PayloadRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Payload contract of one URI or pattern. Immutable and thread-safe.
 *
 * @param call rule for the arguments of calls; null to accept any
 * @param result rule for the arguments of results; null to accept any
 * @param event rule for the arguments of events; null to accept any
 * @param description the contract as the reflection procedures return it
 */
public record Contract(
        MatchPolicy match,
        String uri,
        PayloadRule call,
        PayloadRule result,
        PayloadRule event,
        Map<String, Object> description) {

    /** Schemas of the positional and the keyword arguments of one kind of message. */
    public record Schemas(Optional<JsonNode> args, Optional<JsonNode> kwargs) {
        public static final Schemas NONE = new Schemas(Optional.empty(), Optional.empty());

        private boolean isEmpty() {
            return args.isEmpty() && kwargs.isEmpty();
        }
    }

    /**
     * Terms of a contract. The schemas have no {@linkplain SchemaDialect#defects defects}.
     *
     * @param rejects whether a violation is rejected; otherwise a violation is only logged
     * @param maxPayloadBytes the maximum payload; a longer one is a violation and is not parsed
     */
    public record Terms(Schemas call, Schemas result, Schemas event, boolean rejects, long maxPayloadBytes) {}

    /** Compiles a contract. */
    public static Contract of(SchemaDialect dialect, MatchPolicy match, String uri, Terms terms) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("uri", uri);
        description.put("match", match.wireName());
        describe("call", terms.call(), description);
        describe("result", terms.result(), description);
        describe("event", terms.event(), description);
        description.put("on_violation", terms.rejects() ? "reject" : "log");
        String name = "contract of " + match.wireName() + " '" + uri + "' for ";
        return new Contract(
                match,
                uri,
                rule(dialect, name + "calls", terms.call(), terms),
                rule(dialect, name + "results", terms.result(), terms),
                rule(dialect, name + "events", terms.event(), terms),
                Collections.unmodifiableMap(description));
    }

    private static PayloadRule rule(SchemaDialect dialect, String name, Schemas schemas, Terms terms) {
        if (schemas.isEmpty()) {
            return null;
        }
        PayloadSchema args = schemas.args().map(dialect::compile).orElse(null);
        PayloadSchema kwargs = schemas.kwargs().map(dialect::compile).orElse(null);
        return new ArgumentRule(name, args, kwargs, terms.rejects(), terms.maxPayloadBytes());
    }

    private static void describe(String kind, Schemas schemas, Map<String, Object> description) {
        if (!schemas.isEmpty()) {
            Map<String, Object> described = new LinkedHashMap<>();
            schemas.args().ifPresent(schema -> described.put("args", JsonTree.toValue(schema)));
            schemas.kwargs().ifPresent(schema -> described.put("kwargs", JsonTree.toValue(schema)));
            description.put(kind, described);
        }
    }
}
