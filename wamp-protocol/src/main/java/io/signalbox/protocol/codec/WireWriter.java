package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;

/** Writer of messages and payloads in one wire format. Confined to one thread. */
sealed interface WireWriter extends ValueWriter permits JsonWriter, MsgpackWriter, CborWriter {

    static WireWriter into(WireFormat format, ByteSink out) {
        // A comparison instead of a switch, see WireReader#over.
        if (format == WireFormat.JSON) {
            return new JsonWriter(out);
        }
        return format == WireFormat.MSGPACK ? new MsgpackWriter(out) : new CborWriter(out);
    }

    WireFormat format();

    /** Begins a message with this number of elements. */
    void beginMessage(int elements);

    void endMessage();

    /** Appends a payload of this format that is not empty. */
    void verbatim(Payload payload);
}
