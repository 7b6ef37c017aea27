package io.signalbox.router.shell;

/**
 * Text of a peer on a terminal. A control character could move the cursor, change the title of the window, or show a text
 * backwards. Stateless and thread-safe.
 */
final class ShownText {
    private ShownText() {}

    /** Returns a text whose control and format characters are escape sequences of JSON. */
    static String escaped(String text) {
        if (text.codePoints().allMatch(ShownText::isShown)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isShown(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(escape(c));
            }
        });
        return shown.toString();
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                StringBuilder units = new StringBuilder();
                for (char unit : Character.toChars(codePoint)) {
                    units.append(String.format("\\u%04x", (int) unit));
                }
                yield units.toString();
            }
        };
    }

    private static boolean isShown(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
