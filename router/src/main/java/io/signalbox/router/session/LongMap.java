package io.signalbox.router.session;

import java.util.ArrayList;
import java.util.List;

/**
 * A hash map with primitive keys and without an object per entry, for the look-ups that every message makes. Open
 * addressing with linear probing; removal moves entries back, so that no tombstones pile up under a steady traffic of
 * ids that come and go. It shrinks again after a burst. Confined to the realm's loop.
 *
 * @param <V> never null
 */
public final class LongMap<V> {
    private static final int MIN_SLOTS = 8;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private long[] keys = new long[MIN_SLOTS];
    private Object[] values = new Object[MIN_SLOTS];
    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** The value under this key, or null. */
    public V get(long key) {
        return value(slotOf(key));
    }

    /** Puts a value and returns the one that stood there before, or null. */
    public V put(long key, V value) {
        int slot = slotOf(key);
        V before = value(slot);
        if (before == null) {
            if ((size + 1) * 2 > values.length) {
                resize(values.length * 2);
                slot = slotOf(key);
            }
            size++;
        }
        keys[slot] = key;
        values[slot] = value;
        return before;
    }

    /** Removes and returns the value under this key; null when there was none. */
    public V remove(long key) {
        int slot = slotOf(key);
        V removed = value(slot);
        if (removed == null) {
            return null;
        }
        closeGap(slot);
        size--;
        if (values.length > MIN_SLOTS && size * 8 < values.length) {
            resize(values.length / 2);
        }
        return removed;
    }

    /** A copy of the values, in no order, that later changes do not touch. */
    public List<V> values() {
        List<V> copy = new ArrayList<>(size);
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != null) {
                copy.add(value(slot));
            }
        }
        return copy;
    }

    /** The slot that holds the key, else the empty slot where it belongs. */
    private int slotOf(long key) {
        int mask = values.length - 1;
        int slot = home(key, mask);
        while (values[slot] != null && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long key, int mask) {
        return (int) ((key * GOLDEN_RATIO) >>> 32) & mask;
    }

    private void closeGap(int from) {
        int mask = values.length - 1;
        int gap = from;
        for (int slot = (gap + 1) & mask; values[slot] != null; slot = (slot + 1) & mask) {
            int distanceFromHome = (slot - home(keys[slot], mask)) & mask;
            int distanceFromGap = (slot - gap) & mask;
            if (distanceFromHome >= distanceFromGap) {
                keys[gap] = keys[slot];
                values[gap] = values[slot];
                gap = slot;
            }
        }
        values[gap] = null;
    }

    private void resize(int slots) {
        // Both before either is replaced: without memory for one of them the map stays as it is.
        long[] newKeys = new long[slots];
        Object[] newValues = new Object[slots];
        long[] oldKeys = keys;
        Object[] oldValues = values;
        keys = newKeys;
        values = newValues;
        for (int i = 0; i < oldValues.length; i++) {
            if (oldValues[i] != null) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    @SuppressWarnings("unchecked")
    private V value(int slot) {
        return (V) values[slot];
    }
}
