package io.signalbox.router.match;

import java.util.Arrays;

/** One node of a {@link CharTrie}, and the characters of the edge that leads to it. */
final class Node<T> {

    private static final Node<?>[] NO_NODES = {};
    private static final char[] NO_CHARS = {};

    private String label;

    /** Of the label, here so that a walk past labels of one character, which are many, need not look at them. */
    private int labelLength;

    Node<T> parent;
    T value;

    /** Sorted by the first character of the label. */
    private Node<T>[] children;

    /** The first characters of the children, in one array: a search that looked into each child would miss the cache. */
    private char[] firsts = NO_CHARS;

    Node(String label, Node<T> parent) {
        this.label = label;
        this.labelLength = label.length();
        this.parent = parent;
        this.children = none();
    }

    int childCount() {
        return children.length;
    }

    /** The child whose label starts with this character, or null. */
    Node<T> child(char first) {
        int index = indexOf(first);
        return index < 0 ? null : children[index];
    }

    String label() {
        return label;
    }

    int labelLength() {
        return labelLength;
    }

    /** Whether the rest of the label stands in the text behind its first character, which stands at this place. */
    boolean continues(String text, int at) {
        return labelLength == 1 || text.startsWith(label, at);
    }

    /** How many characters of the label stand in the text at this place. */
    int commonLength(String text, int at) {
        int limit = Math.min(label.length(), text.length() - at);
        int length = 0;
        while (length < limit && label.charAt(length) == text.charAt(at + length)) {
            length++;
        }
        return length;
    }

    void add(Node<T> child) {
        int index = -indexOf(child.first()) - 1;
        int after = children.length - index;
        Node<T>[] grown = Arrays.copyOf(children, children.length + 1);
        char[] grownFirsts = Arrays.copyOf(firsts, grown.length);
        System.arraycopy(children, index, grown, index + 1, after);
        System.arraycopy(firsts, index, grownFirsts, index + 1, after);
        grown[index] = child;
        grownFirsts[index] = child.first();
        children = grown;
        firsts = grownFirsts;
    }

    void drop(Node<T> child) {
        if (children.length == 1) {
            children = none();
            firsts = NO_CHARS;
            return;
        }
        int index = indexOf(child.first());
        Node<T>[] shrunk = Arrays.copyOf(children, children.length - 1);
        char[] shrunkFirsts = Arrays.copyOf(firsts, shrunk.length);
        System.arraycopy(children, index + 1, shrunk, index, shrunk.length - index);
        System.arraycopy(firsts, index + 1, shrunkFirsts, index, shrunk.length - index);
        children = shrunk;
        firsts = shrunkFirsts;
    }

    /** Puts a node without a value in the middle of the edge to this node, and answers it. */
    Node<T> splitAt(int length) {
        Node<T> upper = new Node<>(label.substring(0, length), parent);
        parent.replace(upper);
        relabel(label.substring(length));
        parent = upper;
        upper.add(this);
        return upper;
    }

    /** Takes this node, which has no value and one child, out of the edge to that child. */
    void mergeIntoChild() {
        Node<T> child = children[0];
        child.relabel(label + child.label);
        child.parent = parent;
        parent.replace(child);
    }

    /** The next node of a walk over the whole trie, parents first; null after the last. */
    Node<T> next() {
        if (children.length > 0) {
            return children[0];
        }
        Node<T> node = this;
        while (node.parent != null) {
            Node<T>[] siblings = node.parent.children;
            int index = node.parent.indexOf(node.first()) + 1;
            if (index < siblings.length) {
                return siblings[index];
            }
            node = node.parent;
        }
        return null;
    }

    private void relabel(String newLabel) {
        label = newLabel;
        labelLength = newLabel.length();
    }

    private void replace(Node<T> child) {
        children[indexOf(child.first())] = child;
    }

    private char first() {
        return label.charAt(0);
    }

    private int indexOf(char first) {
        return Arrays.binarySearch(firsts, first);
    }

    // An empty array holds nothing of the wrong type, and 100,000 leaves share it.
    @SuppressWarnings("unchecked")
    private static <T> Node<T>[] none() {
        return (Node<T>[]) NO_NODES;
    }
}
