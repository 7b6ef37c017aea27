package io.signalbox.protocol.options;

/** Role of a client (spec: Peers and Roles). */
public enum ClientRole {
    PUBLISHER("publisher"),
    SUBSCRIBER("subscriber"),
    CALLER("caller"),
    CALLEE("callee");

    private final String wireName;

    ClientRole(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in HELLO.Details. */
    public String wireName() {
        return wireName;
    }
}
