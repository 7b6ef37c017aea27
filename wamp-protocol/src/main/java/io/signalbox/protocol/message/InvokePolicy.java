package io.signalbox.protocol.message;

/** How a shared registration chooses its callee (spec: Shared Registration). */
public enum InvokePolicy {
    SINGLE("single"),
    ROUNDROBIN("roundrobin"),
    RANDOM("random"),
    FIRST("first"),
    LAST("last");

    private final String wireName;

    InvokePolicy(String wireName) {
        this.wireName = wireName;
    }

    /** The name in options. */
    public String wireName() {
        return wireName;
    }
}
