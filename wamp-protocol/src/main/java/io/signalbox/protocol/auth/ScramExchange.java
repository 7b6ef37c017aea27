package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Exchange of SCRAM, of which both sides know all parts before the proof (spec: AuthMessage). Immutable and thread-safe.
 *
 * @param authid as in HELLO; for {@code scram} prepared with SASLprep
 * @param clientNonce as in HELLO
 * @param nonce as in CHALLENGE
 * @param salt in Base64, as in CHALLENGE
 */
public record ScramExchange(
        ScramDialect dialect,
        String authid,
        String clientNonce,
        String nonce,
        String salt,
        int iterations,
        Optional<ScramBinding> binding) {

    String authMessage() {
        return "n=" + dialect.name(authid) + ",r=" + clientNonce + ",r=" + nonce + ",s=" + salt + ",i=" + iterations
                + ",c=" + dialect.header(binding) + ",r=" + nonce;
    }

    /** Returns the proof of a client that has the password, in Base64. */
    String proof(byte[] saltedPassword) {
        byte[] clientKey = ScramKeys.clientKey(saltedPassword);
        byte[] signature = HmacSha256.code(ScramKeys.storedKey(clientKey), authMessage());
        return Base64.getEncoder().encodeToString(xor(clientKey, signature));
    }

    /** Returns whether a text is the proof of a client that has the password. */
    public boolean isProof(String proof, ScramKeys keys) {
        byte[] signature = HmacSha256.code(keys.stored(), authMessage());
        byte[] given;
        try {
            given = Base64.getDecoder().decode(proof.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
        return given.length == signature.length
                && MessageDigest.isEqual(ScramKeys.storedKey(xor(given, signature)), keys.stored());
    }

    /** Returns the signature of the router, in Base64. */
    public String signature(ScramKeys keys) {
        return Base64.getEncoder().encodeToString(HmacSha256.code(keys.server(), authMessage()));
    }

    private static byte[] xor(byte[] one, byte[] other) {
        byte[] result = new byte[one.length];
        for (int i = 0; i < one.length; i++) {
            result[i] = (byte) (one[i] ^ other[i]);
        }
        return result;
    }
}
