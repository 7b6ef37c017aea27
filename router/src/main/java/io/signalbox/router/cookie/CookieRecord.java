package io.signalbox.router.cookie;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/**
 * Change of a table of cookies, as one line of a file: a CRC-32 in eight hexadecimal digits, a blank, and an object in JSON.
 * The order of the records of a cookie matters: the last one counts. Immutable and thread-safe.
 */
sealed interface CookieRecord {
    /** Longest line that is written or read, in bytes. */
    int MAX_BYTES = 64 << 10;

    ObjectMapper JSON = new ObjectMapper();
    int CRC_CHARS = 8;

    CookieKey key();

    /**
     * The cookie is known.
     *
     * @param expiresMillis time of its end, in milliseconds since the epoch
     * @param login empty for a cookie that only tracks its client
     */
    record Kept(CookieKey key, long expiresMillis, Optional<StoredLogin> login) implements CookieRecord {}

    /** The cookie is no longer known. */
    record Gone(CookieKey key) implements CookieRecord {}

    /** Returns the line, with the line feed at its end. */
    default byte[] line() {
        ObjectNode content = JSON.createObjectNode().put("cookie", key().hex());
        switch (this) {
            case Gone gone -> content.put("gone", true);
            case Kept kept -> {
                content.put("expires", kept.expiresMillis());
                kept.login().ifPresent(login -> {
                    content.put("authid", login.authid())
                            .put("authrole", login.authrole())
                            .put("realm", login.realm())
                            .put("authmethod", login.authmethod())
                            .put("extra", login.extra());
                    login.expiresMillis().ifPresent(millis -> content.put("credentials_expire", millis));
                });
            }
        }
        String text = content.toString();
        return (checksum(text.getBytes(StandardCharsets.UTF_8)) + " " + text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the record of a line without its line feed; empty if the line is damaged or cut. */
    static Optional<CookieRecord> parse(byte[] line) {
        if (line.length <= CRC_CHARS + 1) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOfRange(line, CRC_CHARS + 1, line.length);
        String head = new String(line, 0, CRC_CHARS + 1, StandardCharsets.ISO_8859_1);
        if (!head.equals(checksum(content) + " ")) {
            return Optional.empty();
        }
        try {
            return Optional.of(record(JSON.readTree(new String(content, StandardCharsets.UTF_8))));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static CookieRecord record(JsonNode content) {
        CookieKey key = CookieKey.parse(content.path("cookie").asText());
        if (content.path("gone").asBoolean()) {
            return new Gone(key);
        }
        Optional<StoredLogin> login = content.has("authid")
                ? Optional.of(new StoredLogin(
                        content.path("authid").asText(),
                        content.path("authrole").asText(),
                        content.path("realm").asText(),
                        content.path("authmethod").asText(),
                        content.path("extra").asText(),
                        content.has("credentials_expire")
                                ? OptionalLong.of(
                                        content.path("credentials_expire").asLong())
                                : OptionalLong.empty()))
                : Optional.empty();
        return new Kept(key, content.path("expires").asLong(), login);
    }

    private static String checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
