package io.signalbox.protocol.message;

/** The formats in which Signalbox speaks WAMP. */
public enum WireFormat {
    JSON("json", false),
    MSGPACK("msgpack", true),
    CBOR("cbor", true);

    private final String wireName;
    private final boolean binary;

    WireFormat(String wireName, boolean binary) {
        this.wireName = wireName;
        this.binary = binary;
    }

    /** The name in subprotocols and in the configuration. */
    public String wireName() {
        return wireName;
    }

    /** Whether messages travel in binary frames. */
    public boolean isBinary() {
        return binary;
    }
}
