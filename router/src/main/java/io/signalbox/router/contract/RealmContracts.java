package io.signalbox.router.contract;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Payload contracts of a realm. Reserved URIs have no contract, except that {@code wamp.session.add_testament} applies the
 * contract of the testament's topic. Thread-safe.
 */
public final class RealmContracts implements PayloadContracts {
    private static final int MAX_REMEMBERED_URIS = 4_096;

    /** Longer URIs, which have not passed the URI check yet, are not cached. */
    private static final int MAX_REMEMBERED_LENGTH = 256;

    private static final String ADD_TESTAMENT = "wamp.session.add_testament";
    private static final Contract NONE = new Contract(MatchPolicy.PREFIX, "", null, null, null, null);

    private final BigChecks bigChecks;

    private final Contract testaments;

    /** Guarded by its own monitor: a search changes the state of the index. */
    private final PatternIndex<Contract> index = new PatternIndex<>();

    /** Cache of the contracts of recent URIs, replaced as a whole when it is full. */
    private volatile Map<String, Contract> remembered = new ConcurrentHashMap<>();

    /**
     * @param contracts one contract for each URI and match policy
     * @param bigChecks executor of the checks of large payloads
     */
    public RealmContracts(List<Contract> contracts, BigChecks bigChecks) {
        this.bigChecks = bigChecks;
        testaments = new Contract(MatchPolicy.EXACT, ADD_TESTAMENT, new TestamentRule(), null, null, null);
        for (Contract contract : contracts) {
            index.put(contract.match(), contract.uri(), contract);
        }
    }

    @Override
    public PayloadRule call(String procedure) {
        return of(procedure).call();
    }

    @Override
    public PayloadRule result(String procedure) {
        return of(procedure).result();
    }

    @Override
    public PayloadRule event(String topic) {
        return of(topic).event();
    }

    @Override
    public Map<String, Object> describe(String uri) {
        return of(uri).description();
    }

    @Override
    public void checkAside(Runnable check, int payloadBytes) {
        bigChecks.run(check, payloadBytes);
    }

    private Contract of(String uri) {
        Contract known = remembered.get(uri);
        if (known != null) {
            return known;
        }
        Contract found = search(uri);
        if (uri.length() <= MAX_REMEMBERED_LENGTH) {
            remember(uri, found);
        }
        return found;
    }

    private void remember(String uri, Contract found) {
        Map<String, Contract> map = remembered;
        if (map.size() >= MAX_REMEMBERED_URIS) {
            map = new ConcurrentHashMap<>();
            remembered = map;
        }
        map.put(uri, found);
    }

    private Contract search(String uri) {
        if (UriRules.isReserved(uri)) {
            return uri.equals(ADD_TESTAMENT) ? testaments : NONE;
        }
        Contract best;
        synchronized (index) {
            best = index.best(uri, any -> true);
        }
        return best == null ? NONE : best;
    }

    /**
     * Rule for the event of a testament: the contract of its topic, checked when the testament is added, because a
     * violation on publication could be reported to no session (spec: Session Testament). Thread-safe.
     */
    private final class TestamentRule implements PayloadRule {
        private final Serializers serializers = new Serializers();

        @Override
        public ContractViolation violation(Payload payload) {
            if (payload.length() > bigChecks.maxBytes()) {
                return ArgumentRule.tooBig(this, payload, bigChecks.maxBytes(), true);
            }
            Serializer serializer = serializers.of(payload.format());
            List<Object> arguments = serializer.arguments(payload);
            PayloadRule rule = at(arguments, 0) instanceof String topic ? event(topic) : null;
            if (rule == null) {
                return null;
            }
            List<?> args = at(arguments, 1) instanceof List<?> list ? list : List.of();
            Map<String, ?> kwargs = at(arguments, 2) instanceof Map<?, ?> dict ? keywords(dict) : Map.of();
            return rule.violation(serializer.payload(args, kwargs));
        }

        private static Object at(List<Object> arguments, int position) {
            return position < arguments.size() ? arguments.get(position) : null;
        }

        @SuppressWarnings("unchecked")
        private static Map<String, ?> keywords(Map<?, ?> dict) {
            // The keys of a dictionary in a payload are strings.
            return (Map<String, ?>) dict;
        }

        @Override
        public String toString() {
            return "contracts of topics for testaments";
        }
    }
}
