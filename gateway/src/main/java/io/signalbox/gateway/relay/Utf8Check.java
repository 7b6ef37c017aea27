package io.signalbox.gateway.relay;

import java.nio.ByteBuffer;

/**
 * Check of the UTF-8 of one text message (RFC 6455 section 8.1, Handling of Errors in UTF-8-Encoded Data), which arrives in pieces
 * and possibly masked. Neither changes nor copies the bytes.
 *
 * <p>Confined to the thread that reads the connection.
 */
public final class Utf8Check {
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int KEY_BYTES = 4;

    /** Continuation bytes that complete the current character. */
    private int toCome;

    /** Range of the next continuation byte, which is smaller than usual behind some first bytes. */
    private int least;

    private int most;

    /** Begins a message. */
    public void begin() {
        toCome = 0;
    }

    /** Returns whether the bytes so far end with a complete character. */
    public boolean isComplete() {
        return toCome == 0;
    }

    /**
     * Checks the next bytes of a message.
     *
     * @param key the masking key of the first byte, big-endian; 0 for bytes that are not masked
     * @return whether the bytes are well-formed so far
     */
    public boolean accepts(ByteBuffer bytes, int from, int length, int key) {
        long keys = (long) key << Integer.SIZE | key & 0xFFFF_FFFFL;
        int to = from + length;
        int i = from;
        while (i < to) {
            // Eight bytes leave the phase of the key as it is.
            if (toCome == 0 && (i - from) % KEY_BYTES == 0) {
                while (i <= to - Long.BYTES && ((bytes.getLong(i) ^ keys) & HIGH_BITS) == 0) {
                    i += Long.BYTES;
                }
                if (i == to) {
                    return true;
                }
            }
            int octet = (bytes.get(i) ^ key >>> (KEY_BYTES - 1 - (i - from) % KEY_BYTES) * Byte.SIZE) & 0xFF;
            if (!accepts(octet)) {
                return false;
            }
            i++;
        }
        return true;
    }

    /** RFC 3629 section 4, Syntax of UTF-8 Byte Sequences. */
    private boolean accepts(int octet) {
        if (toCome > 0) {
            if (octet < least || octet > most) {
                return false;
            }
            least = 0x80;
            most = 0xBF;
            toCome--;
            return true;
        }
        if (octet < 0x80) {
            return true;
        }
        if (octet < 0xC2 || octet > 0xF4) {
            return false;
        }
        toCome = octet < 0xE0 ? 1 : octet < 0xF0 ? 2 : 3;
        least = switch (octet) {
            case 0xE0 -> 0xA0;
            case 0xF0 -> 0x90;
            default -> 0x80;
        };
        most = switch (octet) {
            case 0xED -> 0x9F;
            case 0xF4 -> 0x8F;
            default -> 0xBF;
        };
        return true;
    }
}
