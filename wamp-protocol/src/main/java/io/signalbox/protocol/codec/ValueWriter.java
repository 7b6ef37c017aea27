package io.signalbox.protocol.codec;

import java.math.BigInteger;

/** Takes values one after the other, as bytes of a wire format or as a tree. Confined to its thread. */
interface ValueWriter {

    void nil();

    void bool(boolean value);

    void integer(long value);

    /** An integer outside the 64 bits of {@link #integer(long)}. */
    void integer(BigInteger value);

    void real(double value);

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

    /** Whether keys may be other scalars, written as values. */
    boolean takesAnyKey();
}
