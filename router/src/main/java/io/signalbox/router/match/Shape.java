package io.signalbox.router.match;

import java.util.Arrays;

/** Shape of wildcard patterns: the positions of the wildcards among the components, and the number of such patterns. */
final class Shape implements Comparable<Shape> {
    private final boolean[] wild;
    int patterns;

    private Shape(boolean[] wild) {
        this.wild = wild;
    }

    static Shape of(String pattern) {
        boolean[] wild = new boolean[pattern.length() + 1];
        int components = 0;
        int start = 0;
        for (int at = 0; at <= pattern.length(); at++) {
            if (at == pattern.length() || pattern.charAt(at) == '.') {
                wild[components++] = at == start;
                start = at + 1;
            }
        }
        return new Shape(Arrays.copyOf(wild, components));
    }

    int components() {
        return wild.length;
    }

    boolean isWild(int component) {
        return wild[component];
    }

    /** Returns whether a pattern has this shape and matches the URI, which has the same number of components. */
    boolean fits(String pattern, String uri) {
        int at = 0;
        int inUri = 0;
        for (boolean isWild : wild) {
            int end = end(uri, inUri);
            int length = isWild ? 0 : end - inUri;
            boolean hasLiteral = isWild || length > 0;
            if (!hasLiteral || !uri.regionMatches(inUri, pattern, at, length) || end(pattern, at) != at + length) {
                return false;
            }
            at += length + 1;
            inUri = end + 1;
        }
        // The pattern has no further component.
        return at == pattern.length() + 1;
    }

    private static int end(String text, int start) {
        int dot = text.indexOf('.', start);
        return dot < 0 ? text.length() : dot;
    }

    /** Orders by precedence: at the first difference, the literal precedes the wildcard. */
    @Override
    public int compareTo(Shape other) {
        return Arrays.compare(wild, other.wild);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(wild, shape.wild);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wild);
    }
}
