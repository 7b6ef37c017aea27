package io.signalbox.router.cookie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Key of a cookie in tables and files: half of the SHA-256 of its value. The value itself is in the browser only, so that
 * neither memory nor a copy of a file is enough to pass for a client.
 */
record CookieKey(long first, long second) {
    private static final int NAME_BYTES = 12;
    private static final int HEX_DIGITS = 32;

    static CookieKey of(String value) {
        ByteBuffer bytes = ByteBuffer.wrap(sha256("key", value));
        return new CookieKey(bytes.getLong(), bytes.getLong());
    }

    /** Reads the text of a key, 32 hexadecimal digits. */
    static CookieKey parse(String hex) {
        if (hex.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("a key has " + HEX_DIGITS + " digits");
        }
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return new CookieKey(bytes.getLong(), bytes.getLong());
    }

    String hex() {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(first) + format.toHexDigits(second);
    }

    /** Returns a name for the owner of a cookie, from which neither the value nor the key can be computed. */
    static String publicName(String value) {
        return HexFormat.of().formatHex(sha256("name", value), 0, NAME_BYTES);
    }

    private static byte[] sha256(String use, String value) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(("signalbox cookie " + use + " " + value).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
