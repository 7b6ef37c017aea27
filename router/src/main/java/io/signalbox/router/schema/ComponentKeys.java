package io.signalbox.router.schema;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys of a configuration to which the components of a record belong. Stateless. */
public final class ComponentKeys {
    private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern UNIT = Pattern.compile("_(millis|seconds|bytes|address|place)$");

    private static final Pattern BY_KEY = Pattern.compile("by[A-Z]\\w*");

    private ComponentKeys() {}

    /** Returns the key of a component; empty if the object does not have the key. */
    public static Optional<String> keyOf(String component, Collection<String> keys) {
        String exact = WORD.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
        return find(exact, keys).or(() -> find(UNIT.matcher(exact).replaceFirst(""), keys));
    }

    private static Optional<String> find(String name, Collection<String> keys) {
        for (String key : keys) {
            if (key.length() == name.length() && key.replace('-', '_').equals(name)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /** Returns whether a component is a map of the members that no other component has. */
    public static boolean isNamedAfterKeys(RecordComponent component) {
        return component.getType() == Map.class
                && BY_KEY.matcher(component.getName()).matches();
    }
}
