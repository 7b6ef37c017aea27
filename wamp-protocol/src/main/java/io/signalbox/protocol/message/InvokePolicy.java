package io.signalbox.protocol.message;

/** Policy by which a shared registration selects a callee (spec: Shared Registration). */
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

    /** Returns the name in options. */
    public String wireName() {
        return wireName;
    }
}
