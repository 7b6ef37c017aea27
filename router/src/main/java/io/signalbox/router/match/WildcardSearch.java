package io.signalbox.router.match;

import java.util.function.Predicate;

/**
 * Finds the wildcard patterns that match a URI: an empty component matches any one component (spec: Wildcard Matching).
 *
 * <p>A depth-first search over a trie of the patterns as they are written. At the start of each component it goes down
 * the literal first and then the wildcard, which is the order of preference among the matches (checklist C54).
 *
 * <p>Cost: each component of the URI may double the places to look at, but every place is another node of the trie. So a
 * search visits at most min(2^components, distinct pattern beginnings that match the beginning of the URI) places. The
 * worst case are patterns that agree with a URI up to their last component: there a search visits them all. What bounds
 * it are the limits on components per URI, which also bound the stack, and on subscriptions and registrations per session.
 */
final class WildcardSearch<T> {

    private final CharTrie<T> trie;
    private long visits;

    WildcardSearch(CharTrie<T> trie) {
        this.trie = trie;
    }

    /** How many component places all searches together have visited: the cost, apart from any clock. */
    long visits() {
        return visits;
    }

    /** The value of the best pattern that {@code takes} accepts; lesser ones are offered until then. */
    T best(String uri, Predicate<? super T> takes) {
        return component(trie.root, 0, uri, 0, takes);
    }

    /** Looks on from {@code at} characters into the label of a node, where a component starts in the URI and in the trie. */
    private T component(Node<T> node, int at, String uri, int start, Predicate<? super T> takes) {
        visits++;
        int dot = uri.indexOf('.', start);
        int end = dot < 0 ? uri.length() : dot;
        T found = end == start ? null : literal(node, at, uri, start, end, takes);
        return found != null ? found : afterComponent(node, at, uri, end, takes);
    }

    private T literal(Node<T> from, int fromAt, String uri, int start, int end, Predicate<? super T> takes) {
        Node<T> node = from;
        int at = fromAt;
        int next = start;
        while (next < end) {
            if (at == node.labelLength()) {
                node = node.child(uri.charAt(next));
                at = 0;
                if (node == null) {
                    return null;
                }
            }
            int run = Math.min(node.labelLength() - at, end - next);
            // The first character of a label was compared when the child was found.
            if ((at > 0 || run > 1) && !node.label().regionMatches(at, uri, next, run)) {
                return null;
            }
            at += run;
            next += run;
        }
        return afterComponent(node, at, uri, end, takes);
    }

    private T afterComponent(Node<T> node, int at, String uri, int end, Predicate<? super T> takes) {
        boolean atNode = at == node.labelLength();
        if (end == uri.length()) {
            return atNode && node.value != null && takes.test(node.value) ? node.value : null;
        }
        if (!atNode) {
            return node.label().charAt(at) == '.' ? component(node, at + 1, uri, end + 1, takes) : null;
        }
        Node<T> child = node.child('.');
        return child == null ? null : component(child, 1, uri, end + 1, takes);
    }
}
