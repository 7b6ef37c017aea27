package io.signalbox.client.value;

/** Names from a peer in texts of errors. Stateless and thread-safe. */
final class Printable {
    private static final int MAX_CHARS = 64;

    private Printable() {}

    /** Returns a short text without control characters. */
    static String of(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints().limit(MAX_CHARS).forEach(c -> text.appendCodePoint(isShown(c) ? c : '?'));
        return name.codePointCount(0, name.length()) > MAX_CHARS ? text + "…" : text.toString();
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
