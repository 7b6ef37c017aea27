package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Values under patterns whose hashes the caller knows: open addressing with linear probing, and removal that moves
 * entries back.
 *
 * <p>It is made for few waits for memory, each of which takes as long as some hundred instructions. The tags, one byte for
 * each slot, tell of nearly every pattern that is not there. Only for one that is there the pattern itself is looked at.
 */
final class PatternTable<T> {
    private static final int MIN_SLOTS = 8;

    /** Seven bits of the hash and one for a slot that is taken; zero for a free one. */
    private byte[] tags = new byte[MIN_SLOTS];

    /** Where entries would like to stand, for when they have to move. */
    private int[] homes = new int[MIN_SLOTS];

    /** The pattern and the value of each slot beside each other: one place in memory to wait for. */
    private Object[] entries = new Object[MIN_SLOTS * 2];

    private int size;

    int size() {
        return size;
    }

    /**
     * Zero only when no pattern of this hash is there: then the slot where it would like to stand is free. Asked of several
     * tables before one of them is searched, it makes them wait for all their memory at the same time; therefore it looks
     * at the entry, although the tag would tell.
     */
    int home(long hash) {
        int slot = (int) hash & tags.length - 1;
        return tags[slot] | (entries[slot * 2] == null ? 0 : 1);
    }

    /** The first slot that may have a pattern of this hash, or -1: the pattern itself has to be compared. */
    int first(long hash) {
        return search((int) hash & tags.length - 1, tag(hash));
    }

    /** The next such slot behind this one, or -1. */
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

    /** The slot with this pattern, or -1. */
    int find(long hash, String pattern) {
        int slot = first(hash);
        while (slot >= 0 && !pattern(slot).equals(pattern)) {
            slot = next(slot, hash);
        }
        return slot;
    }

    /** Adds a pattern that is not there. */
    void add(long hash, String pattern, T value) {
        // A third free at least: more would cost cache, less would make searches long.
        if ((size + 1) * 3 > tags.length * 2) {
            resize(tags.length * 2);
        }
        size++;
        insert((int) hash, tag(hash), pattern, value);
    }

    T remove(int slot) {
        T removed = value(slot);
        closeGap(slot);
        size--;
        if (tags.length > MIN_SLOTS && size * 6 < tags.length) {
            resize(tags.length / 2);
        }
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        for (int slot = 0; slot < tags.length; slot++) {
            if (tags[slot] != 0) {
                action.accept(value(slot));
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

    private void insert(int home, byte tag, String pattern, Object value) {
        int mask = tags.length - 1;
        int slot = home & mask;
        while (tags[slot] != 0) {
            slot = slot + 1 & mask;
        }
        set(slot, home, tag, pattern, value);
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

    private void resize(int slots) {
        // All before one is replaced: without memory for one of them the table stays as it is.
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
