package io.signalbox.router.match;

import java.util.Arrays;

/** Which components of a wildcard pattern stand for any component, and how many patterns are like that. */
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

    /** Whether this pattern has this shape, and matches this URI, which has as many components. */
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
        // Behind its last component, not in front of one more.
        return at == pattern.length() + 1;
    }

    private static int end(String text, int start) {
        int dot = text.indexOf('.', start);
        return dot < 0 ? text.length() : dot;
    }

    /** In the order of preference: of two, the one whose first difference is a literal. */
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
