package io.signalbox.router.config;

import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.Quoted;
import io.signalbox.router.document.UnbracedVariables;
import io.signalbox.router.schema.ConfigItem;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replacement of {@code ${NAME}} by environment variables, in all strings. {@code $${} is a literal {@code ${}. */
final class VariableExpansion {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$\\{)|\\$\\{([^}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** Older form of Crossbar.io, for ports and paths of Unix domain sockets only. */
    private static final Pattern BARE_NAME = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

    private static final String ENDPOINT = "/workers/\\d+/transports/\\d+/endpoint/";
    private static final String CONNECTING = "/workers/\\d+/(realms/\\d+/rlinks|components)/\\d+/transport/\\w+/";
    private static final Pattern PORT = Pattern.compile(ENDPOINT + "port(range/\\d)?|" + CONNECTING + "port");
    private static final Pattern SOCKET = Pattern.compile(ENDPOINT + "path");

    private final Map<String, String> environment;

    VariableExpansion(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns whether a text has a variable. A literal <code>$${</code> and a dollar sign alone are none. */
    static boolean hasVariable(String text) {
        Matcher matcher = REFERENCE.matcher(text);
        while (matcher.find()) {
            if (matcher.group(2) != null && NAME.matcher(matcher.group(2)).matches()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Expands the strings of an item in place. An item with a variable that is not set is refused.
     *
     * @return whether a string has a variable
     */
    boolean expand(ConfigItem item) {
        boolean isAny = false;
        for (ConfigItem child : item.children()) {
            isAny |= expand(child);
        }
        String text = item.text();
        if (text.indexOf('$') < 0) {
            return isAny;
        }
        boolean isPort = PORT.matcher(item.place().pointer()).matches();
        Matcher bare = BARE_NAME.matcher(text);
        if (SOCKET.matcher(item.place().pointer()).matches()) {
            text = UnbracedVariables.withBraces(text).orElse(text);
        }
        Optional<String> value = isPort && bare.matches() ? valueOf(bare.group(1), item) : replaced(text, item);
        value.ifPresent(found -> item.set(
                isPort && found.matches("\\d{1,9}")
                        ? ConfigDocument.NODES.numberNode(Long.parseLong(found))
                        : ConfigDocument.NODES.textNode(found)));
        return true;
    }

    private Optional<String> replaced(String text, ConfigItem item) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            Optional<String> value =
                    matcher.group(1) != null ? Optional.of(matcher.group(1)) : valueOf(matcher.group(2), item);
            if (value.isEmpty()) {
                return value;
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value.get()));
        }
        return Optional.of(matcher.appendTail(result).toString());
    }

    private Optional<String> valueOf(String name, ConfigItem item) {
        if (!NAME.matcher(name).matches()) {
            item.error(
                    Quoted.text("${" + name + "}") + " is not the name of an environment variable",
                    "write letters, digits and '_' between the braces, or '$${' for a literal '${'");
            item.dismiss();
            return Optional.empty();
        }
        String value = environment.get(name);
        if (value == null) {
            item.error("the environment variable " + name + " is not set", "set the variable, or write the value");
            item.dismiss();
        }
        return Optional.ofNullable(value);
    }
}
