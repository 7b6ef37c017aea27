package io.signalbox.router.session;

import java.util.regex.Pattern;

/** Texts of peers in log lines. Stateless and thread-safe. */
public final class PrintableText {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u2028\u2029]");
    private static final int MAX_LENGTH = 200;

    private PrintableText() {}

    /**
     * Replaces control characters and truncates a text of a peer, so that the text can neither forge nor flood log
     * lines.
     */
    public static String of(String text) {
        return of(text, MAX_LENGTH);
    }

    /** @param maxLength the number of characters that are left of a longer text */
    public static String of(String text, int maxLength) {
        String shortened = text.substring(0, Math.min(text.length(), maxLength));
        return CONTROL.matcher(shortened).replaceAll("?");
    }
}
