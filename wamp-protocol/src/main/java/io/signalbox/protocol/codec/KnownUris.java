package io.signalbox.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cache of the latest URIs by their bytes. A URI that is used repeatedly is one instance, which maps find by identity and by its
 * cached hash code.
 *
 * <p>Confined to its thread. A shared cache would write to the cache lines of other cores for each unknown URI.
 */
final class KnownUris {
    /** Cache that is always empty, for strings that are not URIs, such as secrets. */
    static final KnownUris NONE = new KnownUris(null, 0, -1);

    private static final int SLOTS = 1024;

    /** Maximum length of a cached URI. Limits the cache to a few hundred KiB. */
    private static final int MAX_BYTES = 128;

    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final Thread owner;
    private final int maxBytes;
    private final Known[] slots;

    /** Hash of the URI in each slot. Rejects nearly all unknown URIs without an access to the URI in the slot. */
    private final int[] hashes;

    /** Hash of the last miss in each slot. Only the second miss replaces the URI, so that a URI that occurs once replaces none. */
    private final int[] missed;

    KnownUris() {
        this(Thread.currentThread(), SLOTS, MAX_BYTES);
    }

    /** @param slots a power of two */
    private KnownUris(Thread owner, int slots, int maxBytes) {
        this.owner = owner;
        this.maxBytes = maxBytes;
        this.slots = new Known[slots];
        this.hashes = new int[slots];
        this.missed = new int[slots];
    }

    /** Returns whether the cache belongs to the current thread. */
    boolean isOwn() {
        return owner == Thread.currentThread();
    }

    /** Returns the ASCII characters in {@code from..to} as a string. */
    String text(byte[] bytes, int from, int to) {
        if (to - from > maxBytes) {
            return made(bytes, from, to);
        }
        int hash = hash(bytes, from, to);
        int slot = hash & (slots.length - 1);
        if (hashes[slot] == hash) {
            Known known = slots[slot];
            if (known != null && isSame(known.bytes, bytes, from, to)) {
                return known.text;
            }
        }
        String text = made(bytes, from, to);
        if (missed[slot] == hash) {
            slots[slot] = new Known(Arrays.copyOfRange(bytes, from, to), text);
            hashes[slot] = hash;
        } else {
            missed[slot] = hash;
        }
        return text;
    }

    /** Compares as {@link #hash} reads: eight bytes at once, without a rest. */
    private static boolean isSame(byte[] known, byte[] bytes, int from, int to) {
        int length = to - from;
        if (known.length != length || length < Long.BYTES) {
            return Arrays.equals(known, 0, known.length, bytes, from, to);
        }
        for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
            if ((long) Utf8.EIGHT.get(known, i) != (long) Utf8.EIGHT.get(bytes, from + i)) {
                return false;
            }
        }
        return (long) Utf8.EIGHT.get(known, length - Long.BYTES) == (long) Utf8.EIGHT.get(bytes, to - Long.BYTES);
    }

    private static String made(byte[] bytes, int from, int to) {
        return from == to ? "" : new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private static int hash(byte[] bytes, int from, int to) {
        long hash = to - from;
        if (hash < Long.BYTES) {
            for (int i = from; i < to; i++) {
                hash = (hash ^ bytes[i]) * MIXER;
            }
        } else {
            for (int i = from; i < to - Long.BYTES; i += Long.BYTES) {
                hash = (hash ^ (long) Utf8.EIGHT.get(bytes, i)) * MIXER;
                hash ^= hash >>> 32;
            }
            // The last eight bytes overlap the bytes before, so that none remains.
            hash = (hash ^ (long) Utf8.EIGHT.get(bytes, to - Long.BYTES)) * MIXER;
        }
        // So far the last character has only changed the highest bits.
        hash = (hash ^ hash >>> 32) * MIXER;
        return (int) (hash >>> 32);
    }

    private record Known(byte[] bytes, String text) {}
}
