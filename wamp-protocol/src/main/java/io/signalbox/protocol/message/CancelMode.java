package io.signalbox.protocol.message;

/** Mode of CANCEL (spec: Call Canceling). */
public enum CancelMode {
    SKIP("skip"),
    KILL("kill"),
    KILLNOWAIT("killnowait");

    private final String wireName;

    CancelMode(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in options. */
    public String wireName() {
        return wireName;
    }
}
