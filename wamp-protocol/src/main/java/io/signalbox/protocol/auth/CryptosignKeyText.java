package io.signalbox.protocol.auth;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Content of a file with a private key, in the format of Crossbar.io: a line of text, an empty line, and lines {@code tag:
 * value}. Stateless and thread-safe.
 */
public final class CryptosignKeyText {
    /** Tag of the private key. */
    public static final String PRIVATE_KEY = "private-key-ed25519";

    /** Tag of the public key. */
    public static final String PUBLIC_KEY = "public-key-ed25519";

    private CryptosignKeyText() {}

    /**
     * Returns the private key of a file.
     *
     * @throws IllegalArgumentException if the text has no key, or the public key is that of another private key. The message
     *     is a predicate of the file, and contains no part of the text
     */
    public static CryptosignKey parse(String text) {
        Map<String, String> tags = tags(text);
        CryptosignKey key = CryptosignKey.of(tags.getOrDefault(PRIVATE_KEY, ""))
                .orElseThrow(() ->
                        new IllegalArgumentException("has no line '" + PRIVATE_KEY + "' with 64 hexadecimal digits"));
        String publicKey = tags.getOrDefault(PUBLIC_KEY, key.publicKey().hex());
        if (!publicKey.equalsIgnoreCase(key.publicKey().hex())) {
            throw new IllegalArgumentException(
                    "has a '" + PUBLIC_KEY + "' that is not the public key of its private key");
        }
        return key;
    }

    private static Map<String, String> tags(String text) {
        Map<String, String> tags = new HashMap<>();
        text.lines()
                .dropWhile(line -> !line.isBlank())
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> tags.put(parts[0].strip().toLowerCase(Locale.ROOT), parts[1].strip()));
        return tags;
    }
}
