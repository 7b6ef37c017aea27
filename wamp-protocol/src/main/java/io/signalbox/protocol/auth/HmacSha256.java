package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104) and the key derivation PBKDF2 (RFC 8018) with it. Stateless and thread-safe. */
final class HmacSha256 {
    private static final String MAC = "HmacSHA256";
    private static final String DERIVATION = "PBKDF2WithHmacSHA256";

    /** The JDK refuses an empty key. HMAC pads keys with zeros, so this key gives the same codes. */
    private static final byte[] EMPTY_KEY = {0};

    private HmacSha256() {}

    static byte[] code(byte[] key, String text) {
        return code(key, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] code(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(key.length == 0 ? EMPTY_KEY : key, MAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + MAC, e);
        }
    }

    /**
     * Derives a key from a password.
     *
     * @param salt at least one byte
     * @param iterations from 1
     * @param length of the key in bytes, from 1
     */
    static byte[] derivedKey(String password, byte[] salt, int iterations, int length) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, Byte.SIZE * length);
        try {
            return SecretKeyFactory.getInstance(DERIVATION).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + DERIVATION, e);
        } finally {
            spec.clearPassword();
        }
    }
}
