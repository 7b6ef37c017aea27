package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Reads the options or details of one message to a router. Creates objects for the {@linkplain KnownOptions known options}
 * only; the values of all others are checked and passed over. Confined to its thread.
 */
final class OptionReader implements EntryReader {
    /**
     * List in the place of a value that is not of its option's kind. The value itself is passed over. Readers of the option
     * refuse the list as they refuse the value.
     */
    private static final List<Object> OF_WRONG_KIND = Collections.singletonList(null);

    private final KnownOptions known;
    private final TreeBuilder tree;
    private int count;

    OptionReader(KnownOptions known, TreeBuilder tree) {
        this.known = known;
        this.tree = tree;
    }

    /** Writes the known options in the dictionary that stands next to the tree. */
    void read(WireReader in) throws ProtocolViolation {
        int begin = tree.beginDict();
        in.skipDict(this);
        tree.endDict(begin, count);
    }

    @Override
    public boolean reads(WireReader in, byte[] keys, int from, int to, int depth) throws ProtocolViolation {
        KnownOptions.Option option = known.find(keys, from, to);
        if (option == null) {
            return false;
        }
        tree.key(option.key());
        switch (option.kind()) {
            case SCALAR -> readScalar(in, depth);
            case SESSION_IDS, TEXTS -> readList(in, option.kind(), depth);
            case DICT -> in.copy(tree, depth);
            case HOPS -> readHops(in, depth);
        }
        count++;
        return true;
    }

    private void readScalar(WireReader in, int depth) throws ProtocolViolation {
        if (in.isAtContainer()) {
            in.skip(depth);
            tree.value(OF_WRONG_KIND);
        } else {
            in.copy(tree, depth);
        }
    }

    private void readList(WireReader in, KnownOptions.Kind kind, int depth) throws ProtocolViolation {
        if (!in.isAtContainer()) {
            readScalar(in, depth);
            return;
        }
        long list = in.enterList();
        if (list == WireReader.NO_LIST) {
            in.skip(depth);
            tree.value(Map.of());
            return;
        }
        int inner = in.nested(depth);
        ListElements elements = new ListElements(kind, in.mergesFloats());
        for (int i = 0; in.hasNextIn(list, i); i++) {
            if (elements.areWrong() || in.isAtContainer()) {
                elements.takeWrong();
                in.skip(inner);
            } else {
                in.copy(elements, inner);
            }
        }
        tree.value(elements.areWrong() ? OF_WRONG_KIND : elements.complete());
    }

    private void readHops(WireReader in, int depth) throws ProtocolViolation {
        if (!in.isAtContainer()) {
            readScalar(in, depth);
            return;
        }
        long list = in.enterList();
        if (list == WireReader.NO_LIST) {
            in.skip(depth);
            tree.value(Map.of());
            return;
        }
        int inner = in.nested(depth);
        HopElements hops = new HopElements(in.mergesFloats());
        for (int i = 0; in.hasNextIn(list, i); i++) {
            if (hops.areWrong() || !in.isAtContainer()) {
                hops.takeWrong();
                in.skip(inner);
            } else {
                in.copy(hops, inner);
            }
        }
        tree.value(hops.areWrong() ? OF_WRONG_KIND : hops.complete());
    }
}
