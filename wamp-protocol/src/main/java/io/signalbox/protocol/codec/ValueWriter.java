package io.signalbox.protocol.codec;

import java.math.BigInteger;

/** Takes values one after the other, as bytes of a wire format or as a tree. Confined to its thread. */
interface ValueWriter {
    /** An integer of so many bytes has about {@link WireReader#MAX_NUMBER_CHARS} digits. */
    int MAX_PRINTED_BYTES = 416;

    void nil();

    void bool(boolean value);

    void integer(long value);

    /** An integer outside the 64 bits of {@link #integer(long)}, of {@link #maxIntegerBytes()} at most. */
    void integer(BigInteger value);

    /** How many bytes an integer may have; longer ones are written as bytes. */
    default int maxIntegerBytes() {
        return MAX_PRINTED_BYTES;
    }

    void real(double value);

    /** A tag of CBOR that the next value has, one of {@link CborTags}; other formats have none. */
    default void tag(int tag) {}

    /** An integer that is a date by its tag, within the years 1 to 9999. */
    default void seconds(long sinceEpoch) {
        integer(sinceEpoch);
    }

    void text(String value);

    void binary(byte[] source, int offset, int length);

    /** Begins a list; the answer goes to {@link #endList}. */
    int beginList();

    void endList(int begin, int elements);

    /** Begins a dictionary; the answer goes to {@link #endDict}. */
    int beginDict();

    void endDict(int begin, int entries);

    /** The key of the value that comes next. */
    void key(String key);
}
