package io.signalbox.router.contract;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Holds the event in a testament to the contract of its topic when the testament is made, because nobody would hear of a
 * violation later (spec: Session Testament). Any thread may use it.
 */
final class TestamentRule implements PayloadRule {
    static final String PROCEDURE = "wamp.session.add_testament";

    private static final Serializers SERIALIZERS = new Serializers();

    private final Function<String, PayloadRule> events;
    private final long maxBytes;

    /**
     * @param events finds the rule for a topic, or null
     * @param maxBytes what is refused without being looked at
     */
    TestamentRule(Function<String, PayloadRule> events, long maxBytes) {
        this.events = events;
        this.maxBytes = maxBytes;
    }

    @Override
    public ContractViolation violation(Payload payload) {
        if (payload.length() > maxBytes) {
            return ArgumentRule.tooBig(this, payload, maxBytes, true);
        }
        List<Object> arguments = SERIALIZERS.of(payload.format()).arguments(payload);
        PayloadRule rule = at(arguments, 0) instanceof String topic ? events.apply(topic) : null;
        if (rule == null) {
            return null;
        }
        List<?> args = at(arguments, 1) instanceof List<?> list ? list : List.of();
        Map<String, ?> kwargs = at(arguments, 2) instanceof Map<?, ?> dict ? keywords(dict) : Map.of();
        return rule.violation(SERIALIZERS.of(payload.format()).payload(args, kwargs));
    }

    private static Object at(List<Object> arguments, int position) {
        return position < arguments.size() ? arguments.get(position) : null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, ?> keywords(Map<?, ?> dict) {
        // Dictionaries in payloads have no other keys.
        return (Map<String, ?>) dict;
    }

    @Override
    public String toString() {
        return "contracts of topics for testaments";
    }
}
