package io.signalbox.protocol.codec;

import java.math.BigInteger;

/** Receiver of a sequence of values, which writes bytes of a wire format or builds a tree. Confined to one thread. */
interface ValueWriter {
    /** Length in bytes of an integer with about {@link WireReader#MAX_NUMBER_CHARS} digits. */
    int MAX_PRINTED_BYTES = 416;

    void nil();

    void bool(boolean value);

    void integer(long value);

    /** Writes an integer of more than 64 bits and of at most {@link #maxIntegerBytes()}. */
    void integer(BigInteger value);

    /** Returns the maximum length of an integer in bytes. Longer integers are written as binary values. */
    default int maxIntegerBytes() {
        return MAX_PRINTED_BYTES;
    }

    void real(double value);

    /** Writes the tag of the next value, one of {@link CborTags}. Formats other than CBOR have no tags. */
    default void tag(int tag) {}

    /** Writes a date in seconds since 1970, in the years 1 to 9999. */
    default void seconds(long sinceEpoch) {
        integer(sinceEpoch);
    }

    void text(String value);

    void binary(byte[] source, int offset, int length);

    /** Begins a list. Returns the first argument of {@link #endList}. */
    int beginList();

    void endList(int begin, int elements);

    /** Begins a dictionary. Returns the first argument of {@link #endDict}. */
    int beginDict();

    void endDict(int begin, int entries);

    /** Writes the key of the next value. */
    void key(String key);
}
