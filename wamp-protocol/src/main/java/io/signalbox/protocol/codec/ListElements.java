package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.Names;
import io.signalbox.protocol.message.SessionIds;
import java.math.BigInteger;
import java.util.List;

/**
 * Collects the elements of a list option, which are scalars of one type: session ids or strings. Keeps each of them once.
 * Confined to its thread.
 */
final class ListElements implements ValueWriter {
    private final boolean mergesFloats;
    private final SessionIds.Collector ids;
    private final Names.Collector texts;
    private boolean areWrong;

    ListElements(KnownOptions.Kind kind, boolean mergesFloats) {
        this.mergesFloats = mergesFloats;
        ids = kind == KnownOptions.Kind.SESSION_IDS ? new SessionIds.Collector() : null;
        texts = kind == KnownOptions.Kind.TEXTS ? new Names.Collector() : null;
    }

    /** Returns whether an element was of another type. */
    boolean areWrong() {
        return areWrong;
    }

    void takeWrong() {
        areWrong = true;
    }

    List<?> complete() {
        return ids == null ? texts.complete() : ids.complete();
    }

    @Override
    public void integer(long value) {
        if (ids == null) {
            takeWrong();
        } else {
            ids.add(value);
        }
    }

    @Override
    public void real(double value) {
        if (mergesFloats && TreeBuilder.isInteger(value)) {
            integer((long) value);
        } else {
            takeWrong();
        }
    }

    @Override
    public void text(String value) {
        if (texts == null) {
            takeWrong();
        } else {
            texts.add(value);
        }
    }

    @Override
    public void nil() {
        takeWrong();
    }

    @Override
    public void bool(boolean value) {
        takeWrong();
    }

    @Override
    public void integer(BigInteger value) {
        takeWrong();
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        takeWrong();
    }

    @Override
    public int beginList() {
        throw new IllegalStateException("a container is no element of a list option");
    }

    @Override
    public void endList(int begin, int elements) {
        throw new IllegalStateException("a container is no element of a list option");
    }

    @Override
    public int beginDict() {
        throw new IllegalStateException("a container is no element of a list option");
    }

    @Override
    public void endDict(int begin, int entries) {
        throw new IllegalStateException("a container is no element of a list option");
    }

    @Override
    public void key(String key) {
        throw new IllegalStateException("a container is no element of a list option");
    }
}
