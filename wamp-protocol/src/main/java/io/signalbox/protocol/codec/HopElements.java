package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects the elements of a list of the kind {@link KnownOptions.Kind#HOPS}: dictionaries, of which it keeps the known entries with
 * strings and integers. Confined to its thread.
 */
final class HopElements implements ValueWriter {
    private final boolean mergesFloats;
    private final List<Map<String, Object>> hops = new ArrayList<>(1);
    private boolean areWrong;

    /** The dictionary that is open; null between two elements. */
    private Map<String, Object> hop;

    /** The key of the next value; null for an entry that is not known. */
    private String key;

    /** Containers that are open inside the dictionary. */
    private int passedOver;

    HopElements(boolean mergesFloats) {
        this.mergesFloats = mergesFloats;
    }

    /** Returns whether an element is no such dictionary, or there are too many elements. */
    boolean areWrong() {
        return areWrong;
    }

    void takeWrong() {
        areWrong = true;
    }

    List<Map<String, Object>> complete() {
        return hops;
    }

    @Override
    public int beginDict() {
        if (hop != null) {
            beginInside();
        } else if (hops.size() == KnownOptions.MAX_HOPS) {
            takeWrong();
        } else if (!areWrong) {
            hop = new LinkedHashMap<>();
        }
        return 0;
    }

    @Override
    public int beginList() {
        if (hop == null) {
            takeWrong();
        } else {
            beginInside();
        }
        return 0;
    }

    private void beginInside() {
        if (key != null) {
            takeWrong();
        }
        passedOver++;
    }

    @Override
    public void endList(int begin, int elements) {
        passedOver--;
    }

    @Override
    public void endDict(int begin, int entries) {
        if (passedOver > 0) {
            passedOver--;
        } else if (!areWrong) {
            hops.add(hop);
            hop = null;
        }
    }

    @Override
    public void key(String name) {
        if (passedOver == 0) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            KnownOptions.Option option = KnownOptions.ofHop().find(bytes, 0, bytes.length);
            key = option == null ? null : option.key();
        }
    }

    @Override
    public void text(String value) {
        put(value);
    }

    @Override
    public void integer(long value) {
        put(value);
    }

    @Override
    public void nil() {
        put(null);
    }

    private void put(Object value) {
        if (isKnownEntry()) {
            hop.put(key, value);
        }
    }

    private boolean isKnownEntry() {
        return !areWrong && passedOver == 0 && key != null;
    }

    @Override
    public void real(double value) {
        if (mergesFloats && TreeBuilder.isInteger(value)) {
            put((long) value);
        } else {
            putWrong();
        }
    }

    @Override
    public void bool(boolean value) {
        putWrong();
    }

    @Override
    public void integer(BigInteger value) {
        putWrong();
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        putWrong();
    }

    private void putWrong() {
        areWrong |= isKnownEntry();
    }
}
