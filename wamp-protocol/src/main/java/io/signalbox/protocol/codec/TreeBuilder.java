package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds a tree of the values that are written to it. What was written last can be asked for. */
final class TreeBuilder implements ValueWriter {
    private static final double MAX_INTEGER = 1L << 53;

    private final boolean mergesFloats;
    private Object last;
    private Frame open;

    /** A container that is not complete yet: a list, or a dictionary whose first entry is kept aside. */
    private static final class Frame {
        final Frame outer;
        final List<Object> list;
        Map<String, Object> dict;
        String key;
        String firstKey;
        Object firstValue;

        Frame(Frame outer, List<Object> list) {
            this.outer = outer;
            this.list = list;
        }

        void add(Object value) {
            if (list != null) {
                list.add(value);
            } else if (dict != null) {
                dict.put(key, value);
            } else if (firstKey == null) {
                firstKey = key;
                firstValue = value;
            } else {
                dict = new LinkedHashMap<>();
                dict.put(firstKey, firstValue);
                dict.put(key, value);
            }
        }

        /** Most options have one entry, and a small map is much cheaper to make. */
        Map<String, Object> completeDict() {
            if (dict != null) {
                return dict;
            }
            if (firstKey == null) {
                return Map.of();
            }
            return firstValue == null ? Collections.singletonMap(firstKey, null) : Map.of(firstKey, firstValue);
        }
    }

    /** Keeps values as they are. */
    TreeBuilder() {
        this(false);
    }

    private TreeBuilder(boolean mergesFloats) {
        this.mergesFloats = mergesFloats;
    }

    /** Takes a float without a fraction for an integer: JavaScript packs large integers like that. */
    static TreeBuilder mergingFloats() {
        return new TreeBuilder(true);
    }

    /** The scalar that was written last, as the key of a dictionary whose keys are strings. */
    String valueAsKey() {
        return last instanceof byte[] binary ? Base64.getEncoder().encodeToString(binary) : String.valueOf(last);
    }

    /** The list that was written last. */
    @SuppressWarnings("unchecked")
    List<Object> list() {
        return (List<Object>) last;
    }

    /** The dictionary that was written last. */
    @SuppressWarnings("unchecked")
    Map<String, Object> dict() {
        return (Map<String, Object>) last;
    }

    @Override
    public void nil() {
        add(null);
    }

    @Override
    public void bool(boolean value) {
        add(value);
    }

    @Override
    public void integer(long value) {
        add(value);
    }

    @Override
    public void integer(BigInteger value) {
        add(value);
    }

    @Override
    public void real(double value) {
        if (mergesFloats && value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER) {
            add((long) value);
        } else {
            add(value);
        }
    }

    @Override
    public void text(String value) {
        add(value);
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        add(Arrays.copyOfRange(source, offset, offset + length));
    }

    @Override
    public int beginList() {
        open = new Frame(open, new ArrayList<>(4));
        return 0;
    }

    @Override
    public void endList(int begin, int elements) {
        Frame closed = open;
        open = closed.outer;
        add(closed.list.isEmpty() ? List.of() : closed.list);
    }

    @Override
    public int beginDict() {
        open = new Frame(open, null);
        return 0;
    }

    @Override
    public void endDict(int begin, int entries) {
        Frame closed = open;
        open = closed.outer;
        add(closed.completeDict());
    }

    @Override
    public void key(String key) {
        open.key = key;
    }

    private void add(Object value) {
        last = value;
        if (open != null) {
            open.add(value);
        }
    }
}
