package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds a tree of the values that are written to it. What was written last can be asked for. */
final class TreeBuilder implements ValueWriter {
    private Object last;
    private Frame open;

    /** A container that is not complete yet; exactly one of the two is not null. */
    private static final class Frame {
        final Frame outer;
        final List<Object> list;
        final Map<String, Object> dict;
        String key;

        Frame(Frame outer, List<Object> list, Map<String, Object> dict) {
            this.outer = outer;
            this.list = list;
            this.dict = dict;
        }
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
        add(value);
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
        open = new Frame(open, new ArrayList<>(), null);
        return 0;
    }

    @Override
    public void endList(int begin, int elements) {
        Frame closed = open;
        open = closed.outer;
        add(closed.list);
    }

    @Override
    public int beginDict() {
        open = new Frame(open, null, new LinkedHashMap<>());
        return 0;
    }

    @Override
    public void endDict(int begin, int entries) {
        Frame closed = open;
        open = closed.outer;
        add(closed.dict);
    }

    @Override
    public void key(String key) {
        open.key = key;
    }

    @Override
    public boolean takesAnyKey() {
        return false;
    }

    private void add(Object value) {
        last = value;
        if (open == null) {
            return;
        }
        if (open.list != null) {
            open.list.add(value);
        } else {
            open.dict.put(open.key, value);
        }
    }
}
