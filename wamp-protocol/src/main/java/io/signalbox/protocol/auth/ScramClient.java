package io.signalbox.protocol.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One login of a client with SCRAM: the values of HELLO and AUTHENTICATE, and the check of the router's signature in
 * WELCOME. Immutable and thread-safe.
 */
public final class ScramClient {
    private static final int NONCE_BYTES = 16;

    private final ScramDialect dialect;
    private final String authid;
    private final String password;
    private final Optional<ScramBinding> binding;
    private final String nonce;

    /**
     * Creates a login with a nonce of its own.
     *
     * @param binding empty without channel binding; the dialect {@code scram} has none
     * @param random cryptographically secure source of the nonce
     * @throws IllegalArgumentException if SASLprep does not allow a character of the authid
     */
    public ScramClient(
            ScramDialect dialect,
            String authid,
            String password,
            Optional<ScramBinding> binding,
            RandomGenerator random) {
        this(dialect, authid, password, binding, nonce(random));
    }

    /**
     * Creates a login with a nonce that the other dialect may have too, because HELLO has one nonce.
     *
     * @param binding empty without channel binding; the dialect {@code scram} has none
     * @param nonce a new {@link #nonce}
     * @throws IllegalArgumentException if SASLprep does not allow a character of the authid
     */
    public ScramClient(
            ScramDialect dialect, String authid, String password, Optional<ScramBinding> binding, String nonce) {
        if (dialect == ScramDialect.SCRAM && binding.isPresent()) {
            throw new IllegalArgumentException("the method 'scram' has no channel binding; use 'wamp-scram'");
        }
        this.dialect = dialect;
        this.authid = SaslPrep.prepare(authid)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the authid is empty, or has a character that SASLprep (RFC 4013) does not allow"));
        this.password = password;
        this.binding = binding;
        this.nonce = nonce;
    }

    /** Returns a new nonce of a client, in Base64. */
    public static String nonce(RandomGenerator random) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Returns the authid for HELLO. */
    public String authid() {
        return authid;
    }

    /** Returns {@code authextra} for HELLO. */
    public Map<String, Object> authextra() {
        Map<String, Object> extra = new LinkedHashMap<>();
        extra.put("nonce", nonce);
        if (dialect == ScramDialect.WAMP_SCRAM) {
            extra.put("channel_binding", binding.map(ScramBinding::type).orElse(null));
        }
        return extra;
    }

    /**
     * Answers a CHALLENGE. Derives the key of the password, which takes milliseconds to seconds.
     *
     * @param challenge the extra dictionary of CHALLENGE
     * @throws IllegalArgumentException if the challenge does not belong to this login, lacks a value, or asks for costs that
     *     are too high or too low for a router that the client may trust; or if the password has a character that the
     *     dialect does not allow. The message has no secret. The client has to leave with ABORT.
     */
    public Answer answer(Map<String, ?> challenge) {
        String whole = text(challenge, "nonce");
        if (!dialect.continues(whole, nonce)) {
            throw new IllegalArgumentException("the nonce in CHALLENGE does not begin with the nonce in HELLO");
        }
        String salt = text(challenge, "salt");
        if (!ScramDialect.isBase64(salt)) {
            throw new IllegalArgumentException("salt in CHALLENGE is not Base64");
        }
        ScramKdf kdf = kdf(challenge);
        if (kdf.isWeak()) {
            throw new IllegalArgumentException("CHALLENGE asks for costs of the key derivation that are too low");
        }
        byte[] saltedPassword =
                dialect.saltedPassword(password, Base64.getDecoder().decode(salt), kdf);
        ScramExchange exchange = new ScramExchange(dialect, authid, nonce, whole, salt, kdf.iterations(), binding);
        return new Answer(
                exchange.proof(saltedPassword),
                extra(whole),
                dialect.signatureKey(),
                exchange.signature(ScramKeys.of(saltedPassword)));
    }

    private ScramKdf kdf(Map<String, ?> challenge) {
        String name = text(challenge, "kdf");
        int iterations = number(challenge, "iterations");
        if (name.equals(ScramDialect.PBKDF2)) {
            return new ScramKdf.Pbkdf2(iterations);
        }
        if (name.equals(dialect.argon2())) {
            return new ScramKdf.Argon2id(iterations, number(challenge, "memory"));
        }
        throw new IllegalArgumentException(
                "kdf in CHALLENGE is neither '" + ScramDialect.PBKDF2 + "' nor '" + dialect.argon2() + "'");
    }

    private Map<String, Object> extra(String whole) {
        Map<String, Object> extra = new LinkedHashMap<>();
        if (dialect == ScramDialect.WAMP_SCRAM) {
            extra.put("nonce", whole);
            extra.put("channel_binding", binding.map(ScramBinding::type).orElse(null));
            extra.put("cbind_data", binding.map(ScramBinding::base64).orElse(null));
        }
        return extra;
    }

    private static String text(Map<String, ?> challenge, String key) {
        if (challenge.get(key) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(key + " in CHALLENGE is not a string");
    }

    /** Some peers encode all numbers as floats. */
    private static int number(Map<String, ?> challenge, String key) {
        if (challenge.get(key) instanceof Number number && number.doubleValue() == number.intValue()) {
            return number.intValue();
        }
        throw new IllegalArgumentException(key + " in CHALLENGE is not a whole number");
    }

    /**
     * Answer to a CHALLENGE. Immutable and thread-safe.
     *
     * @param signature the signature for AUTHENTICATE
     * @param extra the extra dictionary for AUTHENTICATE
     * @param routerKey the key of the router's signature in {@code authextra} of WELCOME
     * @param routerSignature the signature of a router that has the keys of the user
     */
    public record Answer(String signature, Map<String, Object> extra, String routerKey, String routerSignature) {

        /**
         * Returns whether WELCOME comes from a router that has the keys of the user. Otherwise the client has to leave.
         *
         * @param authextra {@code authextra} of WELCOME
         */
        public boolean isFromRouter(Map<String, ?> authextra) {
            if (!(authextra.get(routerKey) instanceof String given)) {
                return false;
            }
            // The example of the specification has the prefix of RFC 5802, and its text does not.
            String signed = given.startsWith("v=") ? given.substring(2) : given;
            return MessageDigest.isEqual(
                    signed.getBytes(StandardCharsets.UTF_8), routerSignature.getBytes(StandardCharsets.UTF_8));
        }

        /** Returns a text without the signatures. */
        @Override
        public String toString() {
            return "Answer[" + routerKey + "]";
        }
    }
}
