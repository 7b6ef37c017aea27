package io.signalbox.protocol.auth;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Public key of WAMP-cryptosign, an Ed25519 point. Immutable and thread-safe.
 *
 * @param hex the 32 bytes in lower-case hexadecimal digits
 */
public record CryptosignPublicKey(String hex) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int SIGNED_BYTES = Ed25519.SIGNATURE_SIZE + Cryptosign.MESSAGE_BYTES;

    /**
     * Returns the key of a text.
     *
     * @return empty for a text that is not 32 bytes in hexadecimal digits, or for bytes that are no public key: anyone could
     *     sign for a point of small order
     */
    public static Optional<CryptosignPublicKey> of(String hex) {
        return Cryptosign.bytes(hex, Ed25519.PUBLIC_KEY_SIZE)
                .filter(point -> Ed25519.validatePublicKeyFull(point, 0))
                .map(CryptosignPublicKey::of);
    }

    static CryptosignPublicKey of(byte[] point) {
        return new CryptosignPublicKey(HEX.formatHex(point));
    }

    /**
     * Returns whether a text is a signature of this key for a message.
     *
     * @param signed 64 bytes of signature and the 32 bytes of the message, in hexadecimal digits. The message has to be the
     *     expected one: a signature for another challenge proves nothing.
     */
    public boolean isSigned(String signed, byte[] expected) {
        Optional<byte[]> bytes = Cryptosign.bytes(signed, SIGNED_BYTES);
        if (bytes.isEmpty()) {
            return false;
        }
        byte[] message = Arrays.copyOfRange(bytes.get(), Ed25519.SIGNATURE_SIZE, SIGNED_BYTES);
        boolean isOfKey = Ed25519.verify(bytes.get(), 0, HEX.parseHex(hex), 0, message, 0, message.length);
        return MessageDigest.isEqual(message, expected) & isOfKey;
    }
}
