package io.signalbox.router.match;

import java.util.function.Predicate;

/** Finds the prefixes of a URI, compared by characters (spec: Prefix Matching). */
final class PrefixSearch {

    private PrefixSearch() {}

    /** The value of the longest prefix that {@code takes} accepts; shorter ones are offered until then. */
    static <T> T longest(CharTrie<T> trie, String uri, Predicate<? super T> takes) {
        Node<T> node = deepest(trie.root, uri);
        while (node != null) {
            if (node.value != null && takes.test(node.value)) {
                return node.value;
            }
            node = node.parent;
        }
        return null;
    }

    private static <T> Node<T> deepest(Node<T> root, String uri) {
        Node<T> node = root;
        int at = 0;
        while (at < uri.length()) {
            Node<T> child = node.child(uri.charAt(at));
            if (child == null || !child.continues(uri, at)) {
                return node;
            }
            at += child.labelLength();
            node = child;
        }
        return node;
    }
}
