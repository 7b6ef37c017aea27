package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Values under strings, in a trie whose edges carry runs of characters. The root stands for the empty string.
 *
 * <p>Edges of a node differ in their first character and are sorted by it, so there is no hash for a client to collide.
 * Only nodes with a value or with several children exist: at most two per entry.
 */
final class CharTrie<T> {

    final Node<T> root = new Node<>("", null);
    private int size;

    int size() {
        return size;
    }

    T get(String key) {
        Node<T> node = find(key);
        return node == null ? null : node.value;
    }

    /** Puts a value under a key that has none. */
    void put(String key, T value) {
        Node<T> node = root;
        int at = 0;
        while (at < key.length()) {
            Node<T> child = node.child(key.charAt(at));
            if (child == null) {
                child = new Node<>(key.substring(at), node);
                node.add(child);
                at = key.length();
            } else {
                int common = child.commonLength(key, at);
                if (common < child.labelLength()) {
                    child = child.splitAt(common);
                }
                at += common;
            }
            node = child;
        }
        if (node.value != null) {
            throw new IllegalStateException("There is a value under " + key);
        }
        node.value = value;
        size++;
    }

    /** Removes the value under a key; null when there was none. */
    T remove(String key) {
        Node<T> node = find(key);
        if (node == null || node.value == null) {
            return null;
        }
        T removed = node.value;
        node.value = null;
        size--;
        shrink(node);
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        Node<T> node = root;
        while (node != null) {
            if (node.value != null) {
                action.accept(node.value);
            }
            node = node.next();
        }
    }

    /** How many nodes stand below the root. */
    int nodeCount() {
        int count = 0;
        for (Node<T> node = root.next(); node != null; node = node.next()) {
            count++;
        }
        return count;
    }

    private Node<T> find(String key) {
        Node<T> node = root;
        int at = 0;
        while (at < key.length()) {
            node = node.child(key.charAt(at));
            if (node == null || !node.continues(key, at)) {
                return null;
            }
            at += node.labelLength();
        }
        return node;
    }

    private void shrink(Node<T> emptied) {
        Node<T> node = emptied;
        if (node != root && node.childCount() == 0) {
            Node<T> parent = node.parent;
            parent.drop(node);
            node = parent;
        }
        if (node != root && node.value == null && node.childCount() == 1) {
            node.mergeIntoChild();
        }
    }
}
