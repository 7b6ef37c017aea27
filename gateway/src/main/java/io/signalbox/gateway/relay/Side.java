package io.signalbox.gateway.relay;

/** Peer of a leg. */
public enum Side {
    CLIENT("client"),
    BACKEND("backend");

    private final String name;

    Side(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
