package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Dialect of SCRAM, which the name of the method in HELLO selects. The dialects differ in nearly all that client and router
 * compute, and agree only in what they prove. Immutable and thread-safe.
 */
public enum ScramDialect {
    /** The specification (spec: Salted Challenge Response Authentication). */
    WAMP_SCRAM("wamp-scram", "argon2id13", "verifier"),

    /**
     * autobahn-python and Crossbar.io: nonces joined as bytes, nothing escaped, no header of a channel binding, passwords
     * as they are typed, and the text of the hash as the key of Argon2.
     */
    SCRAM("scram", "argon2id-13", "scram_server_signature");

    /** Name of PBKDF2 in CHALLENGE and in records, in both dialects. */
    public static final String PBKDF2 = "pbkdf2";

    private final String method;
    private final String argon2;
    private final String signatureKey;

    ScramDialect(String method, String argon2, String signatureKey) {
        this.method = method;
        this.argon2 = argon2;
        this.signatureKey = signatureKey;
    }

    /** Returns the name of the method in HELLO, CHALLENGE and WELCOME. */
    public String method() {
        return method;
    }

    /** Returns the name of Argon2 in CHALLENGE and in records. */
    public String argon2() {
        return argon2;
    }

    /** Returns the key of the router's signature in {@code authextra} of WELCOME. */
    public String signatureKey() {
        return signatureKey;
    }

    /** Returns the name of a key derivation function in CHALLENGE and in records. */
    public String nameOf(ScramKdf kdf) {
        return switch (kdf) {
            case ScramKdf.Pbkdf2 pbkdf2 -> PBKDF2;
            case ScramKdf.Argon2id argon2id -> argon2;
        };
    }

    /**
     * Derives the key of a password. Takes milliseconds to seconds, depending on the costs.
     *
     * @throws IllegalArgumentException if the dialect does not allow a character of the password
     */
    public byte[] saltedPassword(String password, byte[] salt, ScramKdf kdf) {
        byte[] derived = kdf.derive(prepared(password), salt);
        boolean isText = this == SCRAM && kdf instanceof ScramKdf.Argon2id;
        return isText ? Base64.getEncoder().withoutPadding().encode(derived) : derived;
    }

    private String prepared(String password) {
        return switch (this) {
            case SCRAM -> password;
            case WAMP_SCRAM ->
                SaslPrep.prepare(password)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "the password is empty, or has a character that SASLprep (RFC 4013) does not allow"));
        };
    }

    /**
     * Returns the nonce of CHALLENGE, in Base64.
     *
     * @param clientNonce as in HELLO, see {@link #isBase64}
     * @param random the nonce of the router
     */
    public String nonce(String clientNonce, byte[] random) {
        return switch (this) {
            case WAMP_SCRAM -> clientNonce + Base64.getEncoder().encodeToString(random);
            case SCRAM -> {
                byte[] first = Base64.getDecoder().decode(clientNonce);
                byte[] joined = Arrays.copyOf(first, first.length + random.length);
                System.arraycopy(random, 0, joined, first.length, random.length);
                yield Base64.getEncoder().encodeToString(joined);
            }
        };
    }

    /** Returns whether a nonce of CHALLENGE begins with the nonce of the client and goes on. */
    boolean continues(String nonce, String clientNonce) {
        return switch (this) {
            case WAMP_SCRAM -> nonce.length() > clientNonce.length() && nonce.startsWith(clientNonce);
            case SCRAM -> {
                if (!isBase64(nonce)) {
                    yield false;
                }
                byte[] whole = Base64.getDecoder().decode(nonce);
                byte[] first = Base64.getDecoder().decode(clientNonce);
                yield whole.length > first.length && Arrays.equals(whole, 0, first.length, first, 0, first.length);
            }
        };
    }

    /** Returns the form of an authid in the message that both sides sign. */
    String name(String authid) {
        return switch (this) {
            case WAMP_SCRAM -> authid.replace("=", "=3D").replace(",", "=2C");
            case SCRAM -> authid;
        };
    }

    /** Returns the header and the data of the channel binding in the message that both sides sign. */
    String header(Optional<ScramBinding> binding) {
        return switch (this) {
            case WAMP_SCRAM -> Base64.getEncoder().encodeToString(ScramBinding.input(binding));
            case SCRAM -> "";
        };
    }

    /** Returns whether a text is the canonical Base64 of at least one byte (spec: Base64 encoding). */
    public static boolean isBase64(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8));
            return bytes.length > 0 && Base64.getEncoder().encodeToString(bytes).equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
