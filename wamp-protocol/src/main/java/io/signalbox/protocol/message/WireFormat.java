package io.signalbox.protocol.message;

/** Serialization formats of WAMP messages (spec: Serializers). */
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

    /** Returns the name in subprotocols and in the configuration. */
    public String wireName() {
        return wireName;
    }

    /** Returns whether messages are sent in binary frames. */
    public boolean isBinary() {
        return binary;
    }
}
