package io.signalbox.protocol.message;

/** What a CANCEL asks for (spec: Call Canceling). */
public enum CancelMode {
    SKIP("skip"),
    KILL("kill"),
    KILLNOWAIT("killnowait");

    private final String wireName;

    CancelMode(String wireName) {
        this.wireName = wireName;
    }

    /** The name in options. */
    public String wireName() {
        return wireName;
    }
}
