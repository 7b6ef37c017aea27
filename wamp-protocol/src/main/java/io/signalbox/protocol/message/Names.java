package io.signalbox.protocol.message;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * List of names such as authids, each once, in the order of their first occurrence. Keeps the UTF-8 of all names in one
 * array with a hash table over the names, which takes at most about five times the bytes of the names in a message. Strings
 * in a set take up to thirty times as many.
 *
 * <p>Immutable and thread-safe.
 */
public final class Names extends AbstractList<String> implements RandomAccess {
    /** No names. */
    public static final Names NONE = new Names(new byte[0], new int[0], new int[1]);

    /** Heap bytes of the list and of its array headers. */
    private static final int LIST_BYTES = 80;

    /** Start and multiplier of the hash. Random, because clients could otherwise choose names that collide. */
    private static final long[] HASH_KEY = new SecureRandom().longs(2).toArray();

    private final byte[] utf8;
    private final int[] ends;

    /** Open addressing: the number of a name, counted from 1, or 0 for an empty slot. The length is a power of two. */
    private final int[] slots;

    private Names(byte[] utf8, int[] ends, int[] slots) {
        this.utf8 = utf8;
        this.ends = ends;
        this.slots = slots;
    }

    @Override
    public String get(int index) {
        Objects.checkIndex(index, ends.length);
        int begin = begin(ends, index);
        return new String(utf8, begin, ends[index] - begin, StandardCharsets.UTF_8);
    }

    @Override
    public int size() {
        return ends.length;
    }

    @Override
    public boolean contains(Object name) {
        return name instanceof String text && contains(text);
    }

    /** Returns whether the list contains a name. */
    public boolean contains(String name) {
        if (ends.length == 0) {
            return false;
        }
        String bytes = utf8AsLatin1(name);
        for (int i = slot(hash(bytes)); slots[i] != 0; i = i + 1 & slots.length - 1) {
            if (isAt(slots[i] - 1, bytes)) {
                return true;
            }
        }
        return false;
    }

    private int slot(int hash) {
        return hash & slots.length - 1;
    }

    /** Returns the approximate heap bytes of the list. */
    public long sizeBytes() {
        return LIST_BYTES + utf8.length + (long) Integer.BYTES * (ends.length + slots.length);
    }

    private boolean isAt(int index, String bytes) {
        int begin = begin(ends, index);
        if (ends[index] - begin != bytes.length()) {
            return false;
        }
        for (int i = 0; i < bytes.length(); i++) {
            if (utf8[begin + i] != (byte) bytes.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int begin(int[] ends, int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /** Returns a string with one character for each byte of the UTF-8, which is the name itself if the name is ASCII. */
    private static String utf8AsLatin1(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7F) {
                return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return name;
    }

    private static int hash(String bytes) {
        long state = HASH_KEY[0];
        for (int i = 0; i < bytes.length(); i++) {
            state = next(state, bytes.charAt(i));
        }
        return (int) state;
    }

    private static int hash(byte[] utf8, int begin, int end) {
        long state = HASH_KEY[0];
        for (int i = begin; i < end; i++) {
            state = next(state, utf8[i] & 0xFF);
        }
        return (int) state;
    }

    private static long next(long state, int more) {
        long mixed = (state ^ more) * (HASH_KEY[1] | 1);
        // The lower half of a product depends on the lower half of the factors only.
        return mixed ^ mixed >>> 32;
    }

    /** Collects names. Not thread-safe. */
    public static final class Collector {
        private byte[] utf8 = new byte[64];
        private int[] ends = new int[4];
        private int[] slots = new int[8];
        private int count;

        /** Adds a name unless it was added before. */
        public void add(String name) {
            String bytes = utf8AsLatin1(name);
            int begin = begin(ends, count);
            int end = Math.addExact(begin, bytes.length());
            if (end > utf8.length) {
                utf8 = Arrays.copyOf(utf8, grown(utf8.length, end));
            }
            for (int i = begin; i < end; i++) {
                utf8[i] = (byte) bytes.charAt(i - begin);
            }
            int slot = freeSlot(begin, end);
            if (slot < 0) {
                return;
            }
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, grown(count, count + 1));
            }
            ends[count] = end;
            slots[slot] = ++count;
            if (count > slots.length / 4 * 3) {
                growTable();
            }
        }

        private static int grown(int length, int atLeast) {
            return Math.max(atLeast, length + (length >> 1));
        }

        /** Returns the slot for the name in these bytes, or -1 if the table has the name. */
        private int freeSlot(int begin, int end) {
            int mask = slots.length - 1;
            int i = hash(utf8, begin, end) & mask;
            while (slots[i] != 0) {
                int known = slots[i] - 1;
                if (Arrays.equals(utf8, begin(ends, known), ends[known], utf8, begin, end)) {
                    return -1;
                }
                i = i + 1 & mask;
            }
            return i;
        }

        private void growTable() {
            slots = new int[2 * slots.length];
            int mask = slots.length - 1;
            for (int name = 0; name < count; name++) {
                int i = hash(utf8, begin(ends, name), ends[name]) & mask;
                while (slots[i] != 0) {
                    i = i + 1 & mask;
                }
                slots[i] = name + 1;
            }
        }

        /** Returns the names that were added. The collector must not be used afterwards. */
        public Names complete() {
            return count == 0
                    ? NONE
                    : new Names(Arrays.copyOf(utf8, begin(ends, count)), Arrays.copyOf(ends, count), slots);
        }
    }
}
