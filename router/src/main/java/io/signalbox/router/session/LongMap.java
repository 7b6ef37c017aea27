package io.signalbox.router.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Hash map with primitive keys and without an object per entry, for the look-ups of every message. Uses open addressing
 * with linear probing. A removal moves entries back instead of leaving tombstones, which would accumulate as ids come
 * and go. The map shrinks after a burst.
 *
 * <p>A large map consists of parts, selected by the upper bits of the hash. Each part grows and shrinks alone, so that
 * no single change moves more than a fraction of the entries. Confined to the realm's loop.
 *
 * @param <V> never null
 */
public final class LongMap<V> {
    private static final int MIN_SLOTS = 8;
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;
    private static final int PART_BITS = 8;

    /** Largest number of entries of a map without parts. */
    static final int MAX_WHOLE = 4_096;

    /** Smallest number of entries of a map with parts. */
    static final int MIN_SPLIT = 1_024;

    private long[] keys = new long[MIN_SLOTS];
    private Object[] values = new Object[MIN_SLOTS];

    /** Null while the map has no parts. */
    private LongMap<V>[] parts;

    private int size;

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    /** Returns the value of this key, or null. */
    public V get(long key) {
        LongMap<V> part = part(key);
        return part.value(part.slotOf(key));
    }

    /** Puts a value. Returns the previous value of this key, or null. */
    public V put(long key, V value) {
        if (parts == null && size >= MAX_WHOLE) {
            split();
        }
        LongMap<V> part = part(key);
        V before = part.putHere(key, value);
        if (before == null && part != this) {
            size++;
        }
        return before;
    }

    private V putHere(long key, V value) {
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

    /** Removes the value of this key. Returns the value, or null if there was none. */
    public V remove(long key) {
        LongMap<V> part = part(key);
        V removed = part.removeHere(key);
        if (removed != null && part != this) {
            size--;
            if (size < MIN_SPLIT) {
                merge();
            }
        }
        return removed;
    }

    private V removeHere(long key) {
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

    /** Returns a copy of the values, in no particular order. */
    public List<V> values() {
        List<V> copy = new ArrayList<>(size);
        if (parts == null) {
            copyTo(copy);
        } else {
            for (LongMap<V> part : parts) {
                part.copyTo(copy);
            }
        }
        return copy;
    }

    private void copyTo(List<V> copy) {
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != null) {
                copy.add(value(slot));
            }
        }
    }

    /**
     * Returns an iterator for a caller that removes each value after the iterator has returned it, over several tasks.
     * A value that another caller removes may be returned nevertheless, or twice. No value may be put during the
     * iteration.
     */
    public Iterator<V> draining() {
        return new Iterator<>() {
            private Iterator<V> copied = Collections.emptyIterator();
            private int next;

            @Override
            public boolean hasNext() {
                while (!copied.hasNext() && next < 1 << PART_BITS) {
                    copied = copyNext().iterator();
                }
                return copied.hasNext();
            }

            private List<V> copyNext() {
                if (parts != null) {
                    return parts[next++].values();
                }
                next = 1 << PART_BITS;
                return values();
            }

            @Override
            public V next() {
                hasNext();
                return copied.next();
            }
        };
    }

    /** Returns the part that holds this key if the map contains the key. */
    private LongMap<V> part(long key) {
        return parts == null ? this : parts[partOf(key)];
    }

    private static int partOf(long key) {
        return (int) (key * GOLDEN_RATIO >>> Long.SIZE - PART_BITS);
    }

    private void split() {
        // All parts are filled before any field changes, so that the map stays intact if an allocation fails.
        @SuppressWarnings("unchecked")
        LongMap<V>[] filled = (LongMap<V>[]) new LongMap<?>[1 << PART_BITS];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = new LongMap<>();
        }
        LongMap<V> none = new LongMap<>();
        for (int slot = 0; slot < values.length; slot++) {
            if (values[slot] != null) {
                filled[partOf(keys[slot])].putHere(keys[slot], value(slot));
            }
        }
        keys = none.keys;
        values = none.values;
        parts = filled;
    }

    private void merge() {
        LongMap<V> whole = new LongMap<>();
        whole.resize(MIN_SPLIT * 2);
        for (LongMap<V> part : parts) {
            for (int slot = 0; slot < part.values.length; slot++) {
                if (part.values[slot] != null) {
                    whole.putHere(part.keys[slot], part.value(slot));
                }
            }
        }
        keys = whole.keys;
        values = whole.values;
        parts = null;
    }

    /** Returns the slot of the key, or the empty slot at which an insertion places the key. */
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
        // Both arrays are allocated before any field changes, so that the map stays intact if an allocation fails.
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
