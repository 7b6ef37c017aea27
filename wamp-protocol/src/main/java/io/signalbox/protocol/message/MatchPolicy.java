package io.signalbox.protocol.message;

/** Match policy of a subscription or registration (spec: Pattern-based Subscription, Pattern-based Registrations). */
public enum MatchPolicy {
    EXACT("exact"),
    PREFIX("prefix"),
    WILDCARD("wildcard");

    private final String wireName;

    MatchPolicy(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in options. */
    public String wireName() {
        return wireName;
    }
}
