package io.signalbox.transport.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Parser of one header {@code Forwarded} (RFC 7239 section 4). Strict, because in a broken header the text of a client
 * could pass for the text of a proxy. Not thread-safe.
 */
final class ForwardedElements {
    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final String text;
    private int at;

    ForwardedElements(String text) {
        this.text = text;
    }

    /** @throws IllegalArgumentException if the header is broken */
    void addTo(List<ForwardedHop> hops) {
        do {
            Map<String, String> pairs = element();
            // Lists may have empty elements.
            if (!pairs.isEmpty()) {
                hops.add(new ForwardedHop(
                        IpAddress.parseWithPort(pairs.getOrDefault("for", "")), pairs.getOrDefault("proto", "")));
            }
        } while (take(','));
        if (at < text.length()) {
            throw broken();
        }
    }

    private Map<String, String> element() {
        Map<String, String> pairs = new HashMap<>();
        do {
            skipBlanks();
            if (at < text.length() && isToken(text.charAt(at))) {
                String name = token().toLowerCase(Locale.ROOT);
                if (!take('=')) {
                    throw broken();
                }
                String value = at < text.length() && text.charAt(at) == '"' ? quoted() : token();
                if (pairs.put(name, value) != null) {
                    throw broken();
                }
                skipBlanks();
            }
        } while (take(';'));
        return pairs;
    }

    private String token() {
        int begin = at;
        while (at < text.length() && isToken(text.charAt(at))) {
            at++;
        }
        if (at == begin) {
            throw broken();
        }
        return text.substring(begin, at);
    }

    private String quoted() {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next == '"') {
                at++;
                return value.toString();
            }
            if (next == '\\' && ++at < text.length()) {
                next = text.charAt(at);
            }
            value.append(next);
        }
        throw broken();
    }

    private boolean take(char expected) {
        boolean found = at < text.length() && text.charAt(at) == expected;
        at += found ? 1 : 0;
        return found;
    }

    private void skipBlanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private static boolean isToken(char one) {
        return one >= 'a' && one <= 'z'
                || one >= 'A' && one <= 'Z'
                || one >= '0' && one <= '9'
                || TOKEN_MARKS.indexOf(one) >= 0;
    }

    private static IllegalArgumentException broken() {
        return new IllegalArgumentException("the header Forwarded is broken");
    }
}
