package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.router.auth.ScramSettings.ScramEntry;
import io.signalbox.router.auth.WampcraSettings.WampcraUser;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Answer of an {@link ExternalAuthenticator}: a role, or a dictionary. The accessors throw {@link
 * IllegalArgumentException} for a value of a wrong type; the text contains the key and never the value. Immutable and
 * thread-safe.
 */
record ExternalAnswer(Map<?, ?> fields) {

    static ExternalAnswer of(Object answer) {
        return switch (answer) {
            case String role -> new ExternalAnswer(Map.of("role", role));
            case Map<?, ?> fields -> new ExternalAnswer(fields);
            case null -> throw new IllegalArgumentException("the answer is neither a role nor a dictionary, but null");
            default ->
                throw new IllegalArgumentException("the answer is neither a role nor a dictionary, but a "
                        + answer.getClass().getSimpleName());
        };
    }

    /** @param authid the authid for an answer that names none */
    Grant grant(Optional<String> authid, Optional<String> defaultRole) {
        Optional<String> named = text("authid").or(() -> authid);
        Optional<String> role = text("role").or(() -> defaultRole);
        return new Grant(
                named.orElseThrow(() -> new IllegalArgumentException("neither HELLO nor the answer has an authid")),
                role.orElseThrow(() -> new IllegalArgumentException("the answer has no role")),
                text("realm"),
                extra());
    }

    private Map<String, Object> extra() {
        Object extra = fields.get("extra");
        if (extra == null) {
            return Map.of();
        }
        if (!(extra instanceof Map<?, ?> dict) || !dict.keySet().stream().allMatch(String.class::isInstance)) {
            throw wrong("extra", "a dictionary");
        }
        Map<String, Object> checked = new LinkedHashMap<>();
        dict.forEach((key, value) -> checked.put((String) key, value));
        return Collections.unmodifiableMap(checked);
    }

    /** Returns the user of the method {@code wampcra}. */
    WampcraUser user() {
        Optional<String> salt = text("salt");
        OptionalInt iterations = number("iterations");
        OptionalInt keylen = number("keylen");
        boolean isSalted = salt.isPresent();
        if (isSalted != iterations.isPresent() || isSalted != keylen.isPresent()) {
            throw new IllegalArgumentException("the answer has some of salt, iterations and keylen, but not all");
        }
        Object isDerived = fields.get("secret-is-derived");
        if (isDerived != null && !(isDerived instanceof Boolean)) {
            throw wrong("secret-is-derived", "a boolean");
        }
        return new WampcraUser(
                required("secret"),
                Optional.empty(),
                Optional.empty(),
                salt,
                iterations,
                keylen,
                Optional.ofNullable((Boolean) isDerived));
    }

    /** Returns the keys of a client of SCRAM, which clients of the dialect derive. */
    ScramEntry scram(ScramDialect dialect) {
        ScramEntry entry = new ScramEntry(
                required("kdf"),
                number("iterations").orElseThrow(() -> lacks("iterations")),
                // The value has no meaning for PBKDF2, and Crossbar.io requires one.
                dialect.argon2().equals(fields.get("kdf")) ? number("memory") : OptionalInt.empty(),
                hex("salt", ScramEntry.MIN_SALT_BYTES, ScramEntry.MAX_SALT_BYTES),
                hex("stored-key", ScramKdf.KEY_BYTES, ScramKdf.KEY_BYTES),
                hex("server-key", ScramKdf.KEY_BYTES, ScramKdf.KEY_BYTES),
                Optional.empty(),
                Optional.empty());
        if (!entry.serves(dialect)) {
            throw new IllegalArgumentException("kdf in the answer is neither '" + ScramDialect.PBKDF2 + "' nor '"
                    + dialect.argon2() + "', which the client has to derive for the method '" + dialect.method() + "'");
        }
        return entry;
    }

    /** Returns the keys of the method {@code cryptosign}. */
    Set<CryptosignPublicKey> keys() {
        Object named = fields.get("pubkey");
        Collection<?> texts =
                named instanceof Collection<?> several ? several : named == null ? List.of() : List.of(named);
        Set<CryptosignPublicKey> keys = new HashSet<>();
        for (Object text : texts) {
            Optional<CryptosignPublicKey> key =
                    text instanceof String hex ? CryptosignPublicKey.of(hex) : Optional.empty();
            keys.add(key.orElseThrow(() -> wrong("pubkey", "an Ed25519 public key in 64 hexadecimal digits")));
        }
        if (keys.isEmpty()) {
            throw lacks("pubkey");
        }
        return keys;
    }

    private Optional<String> text(String key) {
        Object value = fields.get(key);
        if (value != null && !(value instanceof String text && !text.isEmpty())) {
            throw wrong(key, "a string that is not empty");
        }
        return Optional.ofNullable((String) value);
    }

    private String required(String key) {
        return text(key).orElseThrow(() -> lacks(key));
    }

    private String hex(String key, int minBytes, int maxBytes) {
        String text = required(key);
        boolean isHex = text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit);
        if (!isHex || text.length() < 2 * minBytes || text.length() > 2 * maxBytes) {
            throw wrong(
                    key, (minBytes == maxBytes ? "" : minBytes + " to ") + maxBytes + " bytes in hexadecimal digits");
        }
        return text;
    }

    private OptionalInt number(String key) {
        Object value = fields.get(key);
        if (value == null) {
            return OptionalInt.empty();
        }
        if (value instanceof Number number && isWhole(number.doubleValue())) {
            return OptionalInt.of(number.intValue());
        }
        throw wrong(key, "a whole number from 1 to 10000000");
    }

    /** Some clients encode all numbers as floats. */
    private static boolean isWhole(double number) {
        return number == Math.rint(number) && number >= 1 && number <= 10_000_000;
    }

    private static IllegalArgumentException lacks(String key) {
        return new IllegalArgumentException("the answer has no " + key);
    }

    private static IllegalArgumentException wrong(String key, String expected) {
        return new IllegalArgumentException(key + " in the answer is not " + expected);
    }
}
