package io.signalbox.router.document;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of variables without braces, as shells accept them. A configuration takes them literally. */
public final class UnbracedVariables {
    private static final Pattern NAME = Pattern.compile("(?<!\\$)\\$([A-Za-z_][A-Za-z0-9_]*)");

    private UnbracedVariables() {}

    /** Returns a text with braces around the names of variables; empty if the text has no name without braces. */
    public static Optional<String> withBraces(String text) {
        Matcher matcher = NAME.matcher(text);
        return matcher.find() ? Optional.of(matcher.replaceAll("\\${$1}")) : Optional.empty();
    }
}
