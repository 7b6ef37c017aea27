package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Values under patterns whose hashes the caller knows: open addressing with linear probing, and removal that moves
 * entries back. A look-up waits for memory about twice, once for the table and once for what is found there, and a trie
 * of 100,000 patterns made it wait ten times.
 */
final class PatternTable<T> {
    private static final int MIN_SLOTS = 8;

    // Side by side, so that the three are fetched at the same time.
    private int[] codes = new int[MIN_SLOTS];
    private String[] patterns = new String[MIN_SLOTS];
    private Object[] values = new Object[MIN_SLOTS];
    private int size;

    int size() {
        return size;
    }

    /** The first slot with a pattern of this hash, or -1. */
    int first(long hash) {
        return search(code(hash) & codes.length - 1, code(hash));
    }

    /** The next slot behind this one with a pattern of this hash, or -1. */
    int next(int slot, long hash) {
        return search(slot + 1 & codes.length - 1, code(hash));
    }

    String pattern(int slot) {
        return patterns[slot];
    }

    @SuppressWarnings("unchecked")
    T value(int slot) {
        return (T) values[slot];
    }

    /** The slot with this pattern, or -1. */
    int find(long hash, String pattern) {
        int slot = first(hash);
        while (slot >= 0 && !patterns[slot].equals(pattern)) {
            slot = next(slot, hash);
        }
        return slot;
    }

    /** Adds a pattern that is not there. */
    void add(long hash, String pattern, T value) {
        size++;
        // A third free at least: more would cost cache, less would make searches long.
        if (size * 3 > codes.length * 2) {
            resize(codes.length * 2);
        }
        insert(code(hash), pattern, value);
    }

    T remove(int slot) {
        T removed = value(slot);
        closeGap(slot);
        size--;
        if (codes.length > MIN_SLOTS && size * 6 < codes.length) {
            resize(codes.length / 2);
        }
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        for (int slot = 0; slot < codes.length; slot++) {
            if (codes[slot] != 0) {
                action.accept(value(slot));
            }
        }
    }

    /** Zero is a free slot. */
    private static int code(long hash) {
        int code = (int) hash;
        return code == 0 ? 1 : code;
    }

    private int search(int from, int code) {
        int mask = codes.length - 1;
        int slot = from;
        while (codes[slot] != 0) {
            if (codes[slot] == code) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return -1;
    }

    private void insert(int code, String pattern, Object value) {
        int mask = codes.length - 1;
        int slot = code & mask;
        while (codes[slot] != 0) {
            slot = slot + 1 & mask;
        }
        codes[slot] = code;
        patterns[slot] = pattern;
        values[slot] = value;
    }

    private void closeGap(int from) {
        int mask = codes.length - 1;
        int gap = from;
        for (int slot = gap + 1 & mask; codes[slot] != 0; slot = slot + 1 & mask) {
            int distanceFromHome = slot - codes[slot] & mask;
            int distanceFromGap = slot - gap & mask;
            if (distanceFromHome >= distanceFromGap) {
                codes[gap] = codes[slot];
                patterns[gap] = patterns[slot];
                values[gap] = values[slot];
                gap = slot;
            }
        }
        codes[gap] = 0;
        patterns[gap] = null;
        values[gap] = null;
    }

    private void resize(int slots) {
        int[] oldCodes = codes;
        String[] oldPatterns = patterns;
        Object[] oldValues = values;
        codes = new int[slots];
        patterns = new String[slots];
        values = new Object[slots];
        for (int i = 0; i < oldCodes.length; i++) {
            if (oldCodes[i] != 0) {
                insert(oldCodes[i], oldPatterns[i], oldValues[i]);
            }
        }
    }
}
