package io.signalbox.protocol.options;

/** What a client can be (spec: Peers and Roles). */
public enum ClientRole {
    PUBLISHER("publisher"),
    SUBSCRIBER("subscriber"),
    CALLER("caller"),
    CALLEE("callee");

    private final String wireName;

    ClientRole(String wireName) {
        this.wireName = wireName;
    }

    /** The name in the details of a HELLO. */
    public String wireName() {
        return wireName;
    }
}
