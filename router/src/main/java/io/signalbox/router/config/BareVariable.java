package io.signalbox.router.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A variable without braces in a string, as shells write it, which stands for itself here. */
record BareVariable(String text, String name) {
    private static final Pattern PATTERN = Pattern.compile("(?<!\\$)\\$([A-Za-z_][A-Za-z0-9_]*)");

    static Optional<BareVariable> in(String text) {
        Matcher matcher = PATTERN.matcher(text);
        return matcher.find() ? Optional.of(new BareVariable(text, matcher.group(1))) : Optional.empty();
    }

    /** The text as it means the variable. */
    String withBraces() {
        return text.replace("$" + name, "${" + name + "}");
    }

    String remedy() {
        return "write " + Quoted.text(withBraces()) + ": a variable is replaced only with braces around its name";
    }
}
