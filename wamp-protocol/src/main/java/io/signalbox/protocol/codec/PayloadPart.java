package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;

/**
 * The arguments or the keyword arguments of a payload as a value in a tree that is encoded: {@link Serializer#payload} copies or
 * translates them without objects for what they contain. Absent ones are an empty list or dictionary.
 */
public record PayloadPart(Payload payload, Kind kind) {
    /** What a part is in its payload. */
    public enum Kind {
        ARGUMENTS,
        KEYWORD_ARGUMENTS
    }
}
