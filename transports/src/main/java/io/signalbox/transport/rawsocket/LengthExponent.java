package io.signalbox.transport.rawsocket;

/**
 * Maximum length of the messages to one side, as the handshake encodes the maximum: a power of two from 2^9 to 2^24 bytes.
 *
 * @param nibble the exponent less 9, 0 to 15
 */
record LengthExponent(int nibble) {
    static final int MAX_BYTES = 1 << 24;

    private static final int LEAST = 9;

    /** Returns the smallest maximum that permits messages of a length from 1 to 2^24 bytes. */
    static LengthExponent atLeast(int bytes) {
        int exponent = Integer.SIZE - Integer.numberOfLeadingZeros(bytes - 1);
        return new LengthExponent(Math.max(exponent, LEAST) - LEAST);
    }

    int bytes() {
        return 1 << nibble + LEAST;
    }
}
