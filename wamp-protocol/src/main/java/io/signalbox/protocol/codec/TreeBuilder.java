package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builder of a tree from the values that are written to it. Confined to one thread. */
final class TreeBuilder implements ValueWriter {
    private static final double MAX_INTEGER = 1L << 53;

    private static final int FIRST_ENTRIES = 4;

    private final boolean mergesFloats;
    private Object last;
    private Frame open;

    /** Closed frames for reuse: a payload may have thousands of containers, but few inside one another. */
    private Frame spare;

    /** Container under construction. The first entry is stored separately, because most containers have at most one. */
    private static final class Frame {
        Frame outer;
        boolean isList;
        boolean isEmpty;
        String key;
        String firstKey;
        Object first;
        List<Object> list;
        Map<String, Object> dict;

        void open(Frame within, boolean asList) {
            outer = within;
            isList = asList;
            isEmpty = true;
        }

        void close(Frame spares) {
            outer = spares;
            first = null;
            list = null;
            dict = null;
        }

        void add(Object value) {
            if (isEmpty) {
                isEmpty = false;
                firstKey = key;
                first = value;
            } else if (isList) {
                addToList(value);
            } else {
                addToDict(value);
            }
        }

        private void addToList(Object value) {
            if (list == null) {
                list = new ArrayList<>(FIRST_ENTRIES);
                list.add(first);
            }
            list.add(value);
        }

        private void addToDict(Object value) {
            if (dict == null) {
                dict = new LinkedHashMap<>(FIRST_ENTRIES);
                dict.put(firstKey, first);
            }
            dict.put(key, value);
        }

        /** Returns an immutable list of at most one element if possible, which is much smaller than an ArrayList. */
        List<Object> completeList() {
            if (isEmpty) {
                return List.of();
            }
            return list == null ? Collections.singletonList(first) : list;
        }

        /** Returns an immutable map of at most one entry if possible, which is cheaper than a LinkedHashMap. */
        Map<String, Object> completeDict() {
            if (isEmpty) {
                return Map.of();
            }
            if (dict != null) {
                return dict;
            }
            return first == null ? Collections.singletonMap(firstKey, null) : Map.of(firstKey, first);
        }
    }

    /** Creates a builder that keeps floats as floats. */
    TreeBuilder() {
        this(false);
    }

    private TreeBuilder(boolean mergesFloats) {
        this.mergesFloats = mergesFloats;
    }

    /** Returns a builder that converts floats without a fraction to integers. JavaScript encodes large integers as floats. */
    static TreeBuilder mergingFloats() {
        return new TreeBuilder(true);
    }

    /** Returns whether a float has no fraction and lies between -2^53 and 2^53. */
    static boolean isInteger(double value) {
        return value == Math.rint(value) && Math.abs(value) <= MAX_INTEGER;
    }

    /** Returns the scalar that was written last as a key of a dictionary. */
    String valueAsKey() {
        return last instanceof byte[] binary ? Base64.getEncoder().encodeToString(binary) : String.valueOf(last);
    }

    /** Returns the list that was written last. */
    @SuppressWarnings("unchecked")
    List<Object> list() {
        return (List<Object>) last;
    }

    /** Returns the dictionary that was written last. */
    @SuppressWarnings("unchecked")
    Map<String, Object> dict() {
        return (Map<String, Object>) last;
    }

    /** Adds a value that is already a tree. */
    void value(Object value) {
        add(value);
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
        if (mergesFloats && isInteger(value)) {
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
        begin(true);
        return 0;
    }

    @Override
    public void endList(int begin, int elements) {
        end(open.completeList());
    }

    @Override
    public int beginDict() {
        begin(false);
        return 0;
    }

    @Override
    public void endDict(int begin, int entries) {
        end(open.completeDict());
    }

    private void begin(boolean asList) {
        Frame frame = spare;
        if (frame == null) {
            frame = new Frame();
        } else {
            spare = frame.outer;
        }
        frame.open(open, asList);
        open = frame;
    }

    private void end(Object complete) {
        Frame closed = open;
        open = closed.outer;
        closed.close(spare);
        spare = closed;
        add(complete);
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
