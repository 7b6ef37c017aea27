package io.signalbox.router.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** Texts of a configuration in the form for messages: one line, at most 80 characters, no control characters. */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** Returns a text in single quotes. */
    public static String text(String text) {
        return "'" + plain(text) + "'";
    }

    /** Returns a value as JSON, a text in single quotes. */
    public static String value(JsonNode value) {
        return value.isTextual() ? text(value.textValue()) : plain(value.toString());
    }

    /** Returns a text without quotes. */
    public static String plain(String text) {
        String shown = escaped(text.length() <= LONGEST ? text : text.substring(0, LONGEST));
        return text.length() <= LONGEST ? shown : shown + "…";
    }

    /** Returns a text with escape sequences of JSON for invisible characters and unpaired surrogates. */
    public static String escaped(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair && isInvisible(c)) {
                shown = shown == null ? new StringBuilder(text.substring(0, i)) : shown;
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else if (shown != null) {
                shown.append(c);
                if (pair) {
                    shown.append(text.charAt(i + 1));
                }
            }
            i += pair ? 1 : 0;
        }
        return shown == null ? text : shown.toString();
    }

    private static boolean isInvisible(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
