package io.signalbox.protocol.message;

/** How the URI of a subscription or registration is compared (spec: Pattern-based Subscriptions). */
public enum MatchPolicy {
    EXACT("exact"),
    PREFIX("prefix"),
    WILDCARD("wildcard");

    private final String wireName;

    MatchPolicy(String wireName) {
        this.wireName = wireName;
    }

    /** The name in options. */
    public String wireName() {
        return wireName;
    }
}
