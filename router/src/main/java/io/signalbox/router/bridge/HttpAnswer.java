package io.signalbox.router.bridge;

import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Response of a server. */
record HttpAnswer(int code, HttpHeaders headers, byte[] body) {
    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]+)", Pattern.CASE_INSENSITIVE);

    /** Names of headers in which more than the first letter of a word is a capital. */
    private static final Map<String, String> CAPITALS = Map.of(
            "Etag", "ETag",
            "Www-Authenticate", "WWW-Authenticate",
            "Content-Md5", "Content-MD5",
            "Dnt", "DNT",
            "Te", "TE",
            "P3p", "P3P",
            "X-Xss-Protection", "X-XSS-Protection");

    /** Returns the body as text: in the charset of the response, otherwise in UTF-8, or in ISO 8859-1 if it is not UTF-8. */
    String text() {
        Matcher named = CHARSET.matcher(headers.firstValue("Content-Type").orElse(""));
        if (named.find()) {
            try {
                return new String(body, Charset.forName(named.group(1)));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                // The server names a charset that Java does not have.
                return textWithoutCharset();
            }
        }
        return textWithoutCharset();
    }

    private String textWithoutCharset() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException e) {
            // Each byte is one character in ISO 8859-1, so that nothing is lost.
            return new String(body, StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns the headers, whose names are written in the same way for all servers. */
    Map<String, List<String>> namedHeaders() {
        Map<String, List<String>> named = new LinkedHashMap<>();
        headers.map().forEach((name, values) -> named.put(canonical(name), values));
        return named;
    }

    private static String canonical(String name) {
        StringBuilder canonical = new StringBuilder(name.toLowerCase(Locale.ROOT));
        for (int i = 0; i < canonical.length(); i++) {
            if (i == 0 || canonical.charAt(i - 1) == '-') {
                canonical.setCharAt(i, Character.toUpperCase(canonical.charAt(i)));
            }
        }
        return CAPITALS.getOrDefault(canonical.toString(), canonical.toString());
    }

    boolean isSuccess() {
        return code / 100 == 2;
    }
}
