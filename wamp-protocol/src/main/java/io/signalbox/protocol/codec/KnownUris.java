package io.signalbox.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The URIs that were read last, each under its bytes. One in steady use is made once and not for every message, and the
 * maps behind find it by identity and by a hash that it knows already.
 *
 * <p>Confined to its thread: cores that share one write to each other's cache lines for every URI they do not know.
 */
final class KnownUris {
    /** Knows none and remembers none: for strings that are no URIs, secrets among them. */
    static final KnownUris NONE = new KnownUris(null, 0, -1);

    private static final int SLOTS = 1024;

    /** Longer ones are not remembered, which bounds all of them to a few hundred KiB. */
    private static final int MAX_BYTES = 128;

    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final Thread owner;
    private final int maxBytes;
    private final Known[] slots;

    /** The hash of what stands in each slot. It refuses nearly all that is not known without a look at the known one. */
    private final int[] hashes;

    /** The hash that missed each slot last: what comes once only must displace nothing. */
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

    /** Whether they belong to this thread. */
    boolean isOwn() {
        return owner == Thread.currentThread();
    }

    /** The ASCII characters in {@code from..to} as a string. */
    String text(byte[] bytes, int from, int to) {
        if (to - from > maxBytes) {
            return made(bytes, from, to);
        }
        int hash = hash(bytes, from, to);
        int slot = hash & (slots.length - 1);
        if (hashes[slot] == hash) {
            Known known = slots[slot];
            if (known != null && Arrays.equals(known.bytes, 0, known.bytes.length, bytes, from, to)) {
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
            // The last eight overlap those before, so that no byte is left over.
            hash = (hash ^ (long) Utf8.EIGHT.get(bytes, to - Long.BYTES)) * MIXER;
        }
        // The last character has reached the highest bits only.
        hash = (hash ^ hash >>> 32) * MIXER;
        return (int) (hash >>> 32);
    }

    private record Known(byte[] bytes, String text) {}
}
