package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/** Keys and signatures of WAMP-CRA (spec: Challenge Response Authentication). Stateless and thread-safe. */
public final class WampCra {
    /** Longest derived key. PBKDF2 computes each 32 bytes with all iterations. */
    public static final int MAX_KEYLEN = 1024;

    private WampCra() {}

    /**
     * Parameters with which a client derives the key from the secret.
     *
     * @param salt not empty; its UTF-8 bytes are the salt of PBKDF2
     * @param iterations from 1
     * @param keylen bytes of the derived key, from 1
     */
    public record Salting(String salt, int iterations, int keylen) {
        public Salting {
            if (salt.isEmpty() || iterations < 1 || keylen < 1 || keylen > MAX_KEYLEN) {
                throw new IllegalArgumentException("salt must not be empty, iterations must be at least 1, and keylen"
                        + " must be between 1 and " + MAX_KEYLEN);
            }
        }
    }

    /** Returns the key of a secret without salt: its bytes in UTF-8. */
    public static byte[] key(String secret) {
        return secret.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Derives the key of a salted secret. The key of the signature is the text of the derived bytes in Base64, as in all
     * common clients; the specification does not say. May take seconds, depending on the iterations.
     */
    public static byte[] key(String secret, Salting salting) {
        byte[] salt = salting.salt().getBytes(StandardCharsets.UTF_8);
        byte[] derived = HmacSha256.derivedKey(secret, salt, salting.iterations(), salting.keylen());
        return Base64.getEncoder().encode(derived);
    }

    /** Returns whether a text has the form of a derived key: Base64, with padding, of {@code keylen} bytes. */
    public static boolean isDerivedKey(String text, int keylen) {
        try {
            return text.length() == (keylen + 2) / 3 * 4 && Base64.getDecoder().decode(text).length == keylen;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns the signature of AUTHENTICATE: the HMAC of the challenge as it was sent, in Base64. */
    public static String signature(byte[] key, String challenge) {
        return Base64.getEncoder().encodeToString(HmacSha256.code(key, challenge));
    }

    /** Returns whether a signature is valid. The time does not depend on the number of correct characters. */
    public static boolean isValid(String signature, byte[] key, String challenge) {
        byte[] expected = signature(key, challenge).getBytes(StandardCharsets.ISO_8859_1);
        return MessageDigest.isEqual(signature.getBytes(StandardCharsets.UTF_8), expected);
    }
}
