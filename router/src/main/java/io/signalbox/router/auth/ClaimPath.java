package io.signalbox.router.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Path of a claim in the claims of a token: the name of the claim, and in front of it the names of the claims in which it
 * is nested. Immutable and thread-safe.
 *
 * @param names at least one name
 */
record ClaimPath(List<String> names) {
    ClaimPath {
        names = List.copyOf(names);
    }

    /**
     * Parses a path such as {@code realm_access.roles}. A dot separates two names; a backslash in front of a character makes
     * the character part of the name. A text with {@code ://} is one name, such as {@code https://example.com/roles}.
     */
    static ClaimPath of(String text) {
        if (text.contains("://")) {
            return new ClaimPath(List.of(text));
        }
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (next == '.') {
                names.add(name.toString());
                name.setLength(0);
            } else {
                name.append(next == '\\' && i + 1 < text.length() ? text.charAt(++i) : next);
            }
        }
        names.add(name.toString());
        return new ClaimPath(names);
    }

    /** Returns the value of the claim, or null. */
    Object find(Map<String, Object> claims) {
        Object found = claims;
        for (String name : names) {
            found = found instanceof Map<?, ?> nested ? nested.get(name) : null;
        }
        return found;
    }
}
