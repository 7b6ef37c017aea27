package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Hash table of values by pattern, with hashes that the caller computes: open addressing with linear probing, and removal
 * by backward shift. A large table is split into parts, so that no single operation moves all entries. Confined to the
 * realm's loop.
 *
 * <p>The layout minimizes cache misses, each of which costs as much as some hundred instructions. One tag byte per slot
 * excludes nearly every absent pattern; the pattern itself is read only for a present one.
 */
final class PatternTable<T> {
    private static final int MIN_SLOTS = 8;
    private static final int PARTS = 256;

    /** Shift to the eight hash bits that neither the tag uses nor the slot, unless a part has more than 16 million slots. */
    private static final int PART_SHIFT = 24;

    /** Number of patterns above which the table is split into parts. */
    static final int MAX_WHOLE = 4_096;

    /** Number of patterns below which the parts are merged. */
    static final int MIN_SPLIT = 1_024;

    /** Tag of each slot: seven bits of the hash and one bit for an occupied slot; zero for a free slot. */
    private byte[] tags = new byte[MIN_SLOTS];

    /** Home slots of the entries, before masking. Needed when entries move. */
    private int[] homes = new int[MIN_SLOTS];

    /** Pattern and value of each slot, adjacent so that both cost one cache miss. */
    private Object[] entries = new Object[MIN_SLOTS * 2];

    /** Null while the table is not split. */
    private PatternTable<T>[] parts;

    private int size;

    int size() {
        return size;
    }

    /** Returns the part for a hash, which is this table while the table is not split. */
    PatternTable<T> part(long hash) {
        return parts == null ? this : parts[(int) hash >>> PART_SHIFT];
    }

    /**
     * Returns zero only when the home slot of the hash is free, so that no pattern has the hash. A caller that asks several
     * tables before it searches one overlaps their cache misses; for that purpose the method reads the entry although the
     * tag suffices.
     */
    int home(long hash) {
        PatternTable<T> part = part(hash);
        int slot = (int) hash & part.tags.length - 1;
        return part.tags[slot] | (part.entries[slot * 2] == null ? 0 : 1);
    }

    /** Returns the first slot of this part whose tag fits the hash, or -1. The caller compares the pattern. */
    int first(long hash) {
        return search((int) hash & tags.length - 1, tag(hash));
    }

    /** Returns the next slot of this part whose tag fits the hash, or -1. */
    int next(int slot, long hash) {
        return search(slot + 1 & tags.length - 1, tag(hash));
    }

    String pattern(int slot) {
        return (String) entries[slot * 2];
    }

    @SuppressWarnings("unchecked")
    T value(int slot) {
        return (T) entries[slot * 2 + 1];
    }

    /** Returns the value for a pattern, or null. */
    T find(long hash, String pattern) {
        PatternTable<T> part = part(hash);
        int slot = part.slotOf(hash, pattern);
        return slot < 0 ? null : part.value(slot);
    }

    private int slotOf(long hash, String pattern) {
        int slot = first(hash);
        while (slot >= 0 && !pattern(slot).equals(pattern)) {
            slot = next(slot, hash);
        }
        return slot;
    }

    /**
     * Adds a pattern that the table does not contain.
     *
     * @return the distance of the entry from its home slot
     */
    int add(long hash, String pattern, T value) {
        if (parts == null && size >= MAX_WHOLE) {
            split();
        }
        PatternTable<T> part = part(hash);
        int distance = part.addHere((int) hash, tag(hash), pattern, value);
        if (part != this) {
            size++;
        }
        return distance;
    }

    private int addHere(int home, byte tag, String pattern, Object value) {
        // Maximum load 2/3: a lower load costs cache, a higher load lengthens searches.
        if ((size + 1) * 3 > tags.length * 2) {
            resize(tags.length * 2);
        }
        size++;
        return insert(home, tag, pattern, value);
    }

    /** Removes a pattern and returns its value; null when the table does not contain the pattern. */
    T remove(long hash, String pattern) {
        PatternTable<T> part = part(hash);
        int slot = part.slotOf(hash, pattern);
        if (slot < 0) {
            return null;
        }
        T removed = part.value(slot);
        part.closeGap(slot);
        part.size--;
        if (part.tags.length > MIN_SLOTS && part.size * 6 < part.tags.length) {
            part.resize(part.tags.length / 2);
        }
        if (part != this && --size < MIN_SPLIT) {
            merge();
        }
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        if (parts == null) {
            for (int slot = 0; slot < tags.length; slot++) {
                if (tags[slot] != 0) {
                    action.accept(value(slot));
                }
            }
        } else {
            for (PatternTable<T> part : parts) {
                part.forEach(action);
            }
        }
    }

    private static byte tag(long hash) {
        return (byte) (hash >>> 57 | 0x80);
    }

    private int search(int from, byte tag) {
        int mask = tags.length - 1;
        int slot = from;
        while (tags[slot] != 0) {
            if (tags[slot] == tag) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private int insert(int home, byte tag, String pattern, Object value) {
        int mask = tags.length - 1;
        int slot = home & mask;
        while (tags[slot] != 0) {
            slot = slot + 1 & mask;
        }
        set(slot, home, tag, pattern, value);
        return slot - home & mask;
    }

    private void set(int slot, int home, byte tag, String pattern, Object value) {
        homes[slot] = home;
        tags[slot] = tag;
        entries[slot * 2] = pattern;
        entries[slot * 2 + 1] = value;
    }

    private void closeGap(int from) {
        int mask = tags.length - 1;
        int gap = from;
        for (int slot = gap + 1 & mask; tags[slot] != 0; slot = slot + 1 & mask) {
            int distanceFromHome = slot - homes[slot] & mask;
            int distanceFromGap = slot - gap & mask;
            if (distanceFromHome >= distanceFromGap) {
                set(gap, homes[slot], tags[slot], pattern(slot), value(slot));
                gap = slot;
            }
        }
        set(gap, 0, (byte) 0, null, null);
    }

    private void split() {
        // All parts are filled before the replacement: an OutOfMemoryError leaves the table unchanged.
        @SuppressWarnings("unchecked")
        PatternTable<T>[] filled = (PatternTable<T>[]) new PatternTable<?>[PARTS];
        for (int i = 0; i < PARTS; i++) {
            filled[i] = new PatternTable<>();
        }
        for (int slot = 0; slot < tags.length; slot++) {
            if (tags[slot] != 0) {
                filled[homes[slot] >>> PART_SHIFT].addHere(homes[slot], tags[slot], pattern(slot), value(slot));
            }
        }
        replaceBy(new PatternTable<>());
        parts = filled;
    }

    private void merge() {
        PatternTable<T> whole = new PatternTable<>();
        whole.resize(MIN_SPLIT * 2);
        for (PatternTable<T> part : parts) {
            for (int slot = 0; slot < part.tags.length; slot++) {
                if (part.tags[slot] != 0) {
                    whole.addHere(part.homes[slot], part.tags[slot], part.pattern(slot), part.value(slot));
                }
            }
        }
        replaceBy(whole);
        parts = null;
    }

    private void replaceBy(PatternTable<T> other) {
        tags = other.tags;
        homes = other.homes;
        entries = other.entries;
    }

    private void resize(int slots) {
        // All arrays are allocated before the replacement: an OutOfMemoryError leaves the table unchanged.
        byte[] newTags = new byte[slots];
        int[] newHomes = new int[slots];
        Object[] newEntries = new Object[slots * 2];
        byte[] oldTags = tags;
        int[] oldHomes = homes;
        Object[] oldEntries = entries;
        tags = newTags;
        homes = newHomes;
        entries = newEntries;
        for (int i = 0; i < oldTags.length; i++) {
            if (oldTags[i] != 0) {
                insert(oldHomes[i], oldTags[i], (String) oldEntries[i * 2], oldEntries[i * 2 + 1]);
            }
        }
    }
}
