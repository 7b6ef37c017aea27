package io.signalbox.protocol.auth;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Private key of WAMP-cryptosign, an Ed25519 seed (RFC 8032 section 5.1.5). Immutable and thread-safe. */
public final class CryptosignKey {
    private static final HexFormat HEX = HexFormat.of();

    private final byte[] seed;
    private final CryptosignPublicKey publicKey;

    private CryptosignKey(byte[] seed) {
        this.seed = seed;
        byte[] point = new byte[Ed25519.PUBLIC_KEY_SIZE];
        Ed25519.generatePublicKey(seed, 0, point, 0);
        publicKey = CryptosignPublicKey.of(point);
    }

    /** Returns a new key. */
    public static CryptosignKey generate(SecureRandom random) {
        byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
        random.nextBytes(seed);
        return new CryptosignKey(seed);
    }

    /** Returns the key of a seed of 32 bytes in hexadecimal digits; empty for any other text. */
    public static Optional<CryptosignKey> of(String hex) {
        return Cryptosign.bytes(hex, Ed25519.SECRET_KEY_SIZE).map(CryptosignKey::new);
    }

    public CryptosignPublicKey publicKey() {
        return publicKey;
    }

    /** Returns the secret seed, in hexadecimal digits. */
    public String hex() {
        return HEX.formatHex(seed);
    }

    /**
     * Signs a challenge.
     *
     * @param message see {@link Cryptosign#message}
     * @return the signature of AUTHENTICATE or CHALLENGE: 64 bytes of signature and the 32 bytes of the message, in
     *     hexadecimal digits
     */
    public String sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
        return HEX.formatHex(signature) + HEX.formatHex(message);
    }

    /** Returns a text without the seed. */
    @Override
    public String toString() {
        return "CryptosignKey[publicKey=" + publicKey.hex() + "]";
    }
}
