package io.signalbox.protocol.auth;

import java.util.HexFormat;
import java.util.Optional;

/** Messages of WAMP-cryptosign (spec: Cryptosign-based Authentication). Stateless and thread-safe. */
public final class Cryptosign {
    /** Length of challenges, channel ids and signed messages. */
    public static final int MESSAGE_BYTES = 32;

    private Cryptosign() {}

    /**
     * Returns the message that the peer signs (spec: TLS Channel Binding).
     *
     * @param challenge 32 bytes
     * @param channelId 32 bytes of the TLS connection
     * @return the exclusive or of both
     */
    public static byte[] message(byte[] challenge, byte[] channelId) {
        if (challenge.length != MESSAGE_BYTES || channelId.length != MESSAGE_BYTES) {
            throw new IllegalArgumentException("a challenge and a channel id have " + MESSAGE_BYTES + " bytes, not "
                    + challenge.length + " and " + channelId.length);
        }
        byte[] message = new byte[MESSAGE_BYTES];
        for (int i = 0; i < MESSAGE_BYTES; i++) {
            message[i] = (byte) (challenge[i] ^ channelId[i]);
        }
        return message;
    }

    /** Returns the challenge of a text; empty for a text that is not 32 bytes in hexadecimal digits. */
    public static Optional<byte[]> challenge(String hex) {
        return bytes(hex, MESSAGE_BYTES);
    }

    static Optional<byte[]> bytes(String hex, int length) {
        if (hex.length() != 2 * length || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(HexFormat.of().parseHex(hex));
    }
}
