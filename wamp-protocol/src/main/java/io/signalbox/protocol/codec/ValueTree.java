package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/** Writer of the values of options and payloads, which are trees, and of {@link PayloadPart}s. Stateless and thread-safe. */
final class ValueTree {
    /** Maximum nesting depth. Prevents endless recursion in cyclic trees, and messages that peers refuse. */
    private static final int MAX_DEPTH = Serializers.DEFAULT_MAX_DEPTH;

    private ValueTree() {}

    static void writeDict(Map<String, ?> dict, ValueWriter out) {
        writeDict(dict, out, MAX_DEPTH - 1);
    }

    static void writeList(List<?> list, ValueWriter out) {
        writeList(list, out, MAX_DEPTH - 1);
    }

    private static void writeDict(Map<?, ?> dict, ValueWriter out, int depthLeft) {
        checkDepth(depthLeft);
        int begin = out.beginDict();
        if (!dict.isEmpty()) {
            for (Map.Entry<?, ?> entry : dict.entrySet()) {
                out.key((String) entry.getKey());
                write(entry.getValue(), out, depthLeft - 1);
            }
        }
        out.endDict(begin, dict.size());
    }

    private static void writeList(List<?> list, ValueWriter out, int depthLeft) {
        checkDepth(depthLeft);
        int begin = out.beginList();
        for (Object value : list) {
            write(value, out, depthLeft - 1);
        }
        out.endList(begin, list.size());
    }

    private static void write(Object value, ValueWriter out, int depthLeft) {
        if (value == null) {
            out.nil();
            return;
        }
        switch (value) {
            case String text -> out.text(text);
            case Long number -> out.integer(number);
            case Integer number -> out.integer(number);
            case Boolean bool -> out.bool(bool);
            case Double number -> out.real(number);
            case Map<?, ?> dict -> writeDict(dict, out, depthLeft);
            case List<?> list -> writeList(list, out, depthLeft);
            case byte[] binary -> out.binary(binary, 0, binary.length);
            case PayloadPart part -> Transcoder.copyPart(part, out, depthLeft);
            case BigInteger number -> writeInteger(number, out);
            case Float number -> out.real(number);
            case Short number -> out.integer(number);
            case Byte number -> out.integer(number);
            default ->
                throw new IllegalArgumentException(
                        "no WAMP value can be made of a " + value.getClass().getName());
        }
    }

    static void writeInteger(BigInteger number, ValueWriter out) {
        if (number.bitLength() < Long.SIZE) {
            out.integer(number.longValue());
        } else {
            out.integer(number);
        }
    }

    private static void checkDepth(int depthLeft) {
        if (depthLeft <= 0) {
            throw new IllegalArgumentException("a value is nested deeper than " + MAX_DEPTH);
        }
    }
}
