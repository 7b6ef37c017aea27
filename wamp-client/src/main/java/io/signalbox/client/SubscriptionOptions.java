package io.signalbox.client;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Options of a subscription. Immutable.
 *
 * <pre>{@code
 * session.subscribe("com.example.", SubscriptionOptions.PREFIX.withRetained(), event -> System.out.println(event.topic()));
 * }</pre>
 */
public final class SubscriptionOptions {
    /** The topic itself. */
    public static final SubscriptionOptions EXACT = new SubscriptionOptions(MatchPolicy.EXACT, Map.of());

    /** All topics that begin with the topic (spec: Pattern-based Subscription). */
    public static final SubscriptionOptions PREFIX = new SubscriptionOptions(MatchPolicy.PREFIX, Map.of());

    /** All topics with any component in the place of each empty component of the topic. */
    public static final SubscriptionOptions WILDCARD = new SubscriptionOptions(MatchPolicy.WILDCARD, Map.of());

    private final MatchPolicy match;
    private final Map<String, Object> further;

    private SubscriptionOptions(MatchPolicy match, Map<String, Object> further) {
        this.match = match;
        this.further = further;
    }

    /** Sets the match policy (spec: Pattern-based Subscription). */
    public SubscriptionOptions withMatch(MatchPolicy policy) {
        return new SubscriptionOptions(Objects.requireNonNull(policy, "policy"), further);
    }

    /** Asks for the events that the router has retained (spec: Event Retention). */
    public SubscriptionOptions withRetained() {
        return with("get_retained", true);
    }

    /** Sets the key of a node for sharded subscriptions (spec: Sharded Subscription). */
    public SubscriptionOptions withNodeKey(String key) {
        return with("nkey", key);
    }

    /** Sets an option that the specification does not have, such as an option of one router. */
    public SubscriptionOptions with(String option, Object value) {
        Objects.requireNonNull(option, "option");
        Map<String, Object> more = new LinkedHashMap<>(further);
        more.put(option, value);
        return new SubscriptionOptions(match, Collections.unmodifiableMap(more));
    }

    /** Returns the match policy. */
    public MatchPolicy match() {
        return match;
    }

    /** Returns the options of SUBSCRIBE. */
    Map<String, Object> wire() {
        Map<String, Object> options = new LinkedHashMap<>();
        if (match != MatchPolicy.EXACT) {
            options.put("match", match.wireName());
        }
        options.putAll(further);
        return options;
    }
}
