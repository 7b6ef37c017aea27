package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;

/** Writes messages and payloads in one wire format into a sink. */
sealed interface WireWriter extends ValueWriter permits JsonWriter, MsgpackWriter, CborWriter {

    static WireWriter into(WireFormat format, ByteSink out) {
        // Compared and not switched over, for the reason that WireReader gives.
        if (format == WireFormat.JSON) {
            return new JsonWriter(out);
        }
        return format == WireFormat.MSGPACK ? new MsgpackWriter(out) : new CborWriter(out);
    }

    WireFormat format();

    /** Begins a message of that many elements. */
    void beginMessage(int elements);

    void endMessage();

    /** Appends a payload that is in this format already and not empty. */
    void verbatim(Payload payload);
}
