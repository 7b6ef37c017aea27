package io.signalbox.protocol.auth;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Keys of a user of SCRAM, which a router stores in place of the password (spec: SCRAM Algorithms). Immutable and
 * thread-safe.
 *
 * @param stored 32 bytes that verify the proofs of the client; not modified
 * @param server 32 bytes with which the router signs; not modified
 */
public record ScramKeys(byte[] stored, byte[] server) {
    public ScramKeys {
        if (stored.length != ScramKdf.KEY_BYTES || server.length != ScramKdf.KEY_BYTES) {
            throw new IllegalArgumentException("a key of SCRAM has " + ScramKdf.KEY_BYTES + " bytes");
        }
    }

    /** @param saltedPassword see {@link ScramDialect#saltedPassword} */
    public static ScramKeys of(byte[] saltedPassword) {
        return new ScramKeys(storedKey(clientKey(saltedPassword)), HmacSha256.code(saltedPassword, "Server Key"));
    }

    /** Returns the key that only a client with the password has. */
    static byte[] clientKey(byte[] saltedPassword) {
        return HmacSha256.code(saltedPassword, "Client Key");
    }

    /** Returns the key that shows whether a client has the client key. */
    static byte[] storedKey(byte[] clientKey) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(clientKey);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }

    /** Returns a text without the keys. */
    @Override
    public String toString() {
        return "ScramKeys[***]";
    }
}
