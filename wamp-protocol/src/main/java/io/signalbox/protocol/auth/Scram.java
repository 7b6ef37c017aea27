package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Keys, proofs and signatures of WAMP-SCRAM with PBKDF2 as in RFC 5802 (spec: Salted Challenge Response Authentication).
 * Stateless and thread-safe.
 */
public final class Scram {
    private static final int KEY_BYTES = 32;

    private Scram() {}

    /**
     * Exchange of nonces, of which both sides know all parts before the proof.
     *
     * @param clientNonce as in HELLO
     * @param nonce as in CHALLENGE: the nonces of client and router
     * @param salt in Base64, as in CHALLENGE
     * @param channelBinding the header and the data of the channel binding in Base64; {@code biws} without channel binding
     */
    public record Exchange(
            String authid, String clientNonce, String nonce, String salt, int iterations, String channelBinding) {
        String text() {
            return "n=" + authid.replace("=", "=3D").replace(",", "=2C") + ",r=" + clientNonce + ",r=" + nonce + ",s="
                    + salt + ",i=" + iterations + ",c=" + channelBinding + ",r=" + nonce;
        }
    }

    /**
     * Derives the key of a password. May take seconds, depending on the iterations.
     *
     * @param password prepared with SASLprep (RFC 4013)
     * @param salt in Base64
     */
    public static byte[] saltedPassword(String password, String salt, int iterations) {
        return HmacSha256.derivedKey(password, Base64.getDecoder().decode(salt), iterations, KEY_BYTES);
    }

    /** Returns the key whose knowledge the router checks in proofs. It does not give the password. */
    public static byte[] storedKey(byte[] saltedPassword) {
        return sha256(clientKey(saltedPassword));
    }

    /** Returns the key with which the router proves that it knows the user. */
    public static byte[] serverKey(byte[] saltedPassword) {
        return HmacSha256.code(saltedPassword, "Server Key");
    }

    /** Returns the proof of a client, in Base64. */
    public static String clientProof(byte[] saltedPassword, Exchange exchange) {
        byte[] signature = HmacSha256.code(storedKey(saltedPassword), exchange.text());
        return Base64.getEncoder().encodeToString(xor(clientKey(saltedPassword), signature));
    }

    /** Returns whether a proof is valid. */
    public static boolean isValid(String proof, byte[] storedKey, Exchange exchange) {
        byte[] given;
        try {
            given = Base64.getDecoder().decode(proof.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
        byte[] signature = HmacSha256.code(storedKey, exchange.text());
        return given.length == signature.length && MessageDigest.isEqual(sha256(xor(given, signature)), storedKey);
    }

    /** Returns the signature with which a client recognizes the router, in Base64. */
    public static String serverSignature(byte[] serverKey, Exchange exchange) {
        return Base64.getEncoder().encodeToString(HmacSha256.code(serverKey, exchange.text()));
    }

    private static byte[] clientKey(byte[] saltedPassword) {
        return HmacSha256.code(saltedPassword, "Client Key");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = new byte[one.length];
        for (int i = 0; i < one.length; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
    }
}
