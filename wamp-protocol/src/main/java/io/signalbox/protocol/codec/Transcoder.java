package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/**
 * Translation of payloads between wire formats, and normalisation within a format. Each payload that the decoder accepts has a
 * translation. Receivers of all formats get the same value:
 *
 * <ul>
 *   <li>bytes are a JSON string of U+0000 and base64, in both directions; U+0000 with anything else stays a string;
 *   <li>integers stay integers and floats stay floats; an integer beyond 64 bits is a bignum in CBOR and a decimal
 *       string in MessagePack, which has no room for it;
 *   <li>NaN and the infinities are null in JSON;
 *   <li>CBOR's undefined and other simple values are null, and so is undefined as JavaScript writes it in MessagePack;
 *   <li>CBOR bignums are integers; dates and sets keep their tags within CBOR, and are text, seconds and lists elsewhere;
 *       every other tag is dropped and its content kept, so that a typed array is bytes;
 *   <li>MessagePack timestamps are seconds, as in CBOR; other extension types are bytes;
 *   <li>keys that are no strings are text: numbers and literals as JSON writes them, bytes as base64;
 *   <li>CBOR's indefinite lengths are definite.
 * </ul>
 */
final class Transcoder {
    private Transcoder() {}

    /** Returns the payload in another format. Translates once per format, unless threads race. */
    static Payload translate(Payload payload, WireFormat target) {
        if (payload.format() == target || payload.isEmpty()) {
            return payload;
        }
        Payload translation = payload.remembered(target);
        if (translation == null) {
            translation = translated(payload, target);
            payload.remember(translation);
        }
        return translation;
    }

    /** Returns the payload in its own format with the encodings of a translation, which every decoder reads. */
    static Payload normalised(Payload payload) {
        return payload.isEmpty() ? payload : translated(payload, payload.format());
    }

    /** Returns the arguments as a tree. An opaque payload is one binary argument. */
    static List<Object> arguments(Payload payload) {
        if (payload.parts() == 0) {
            return List.of();
        }
        TreeBuilder tree = new TreeBuilder();
        if (payload.isOpaque()) {
            int begin = tree.beginList();
            copyParts(payload, tree, 1);
            tree.endList(begin, 1);
        } else {
            copyParts(payload, tree, 1);
        }
        return tree.list();
    }

    /** Returns the keyword arguments as a tree. */
    static Map<String, Object> keywordArguments(Payload payload) {
        if (payload.parts() < 2) {
            return Map.of();
        }
        TreeBuilder tree = new TreeBuilder();
        copyParts(payload, tree, 2);
        return tree.dict();
    }

    private static Payload translated(Payload payload, WireFormat target) {
        ByteSink sink = new ByteSink(payload.length() + payload.length() / 4 + 16);
        copyParts(payload, WireWriter.into(target, sink), payload.parts());
        Payload translation = payload.isOpaque()
                ? Payload.opaque(target, sink.array(), 0, sink.size())
                : new Payload(target, sink.array(), 0, sink.size(), payload.parts());
        return translation.trimmed();
    }

    /**
     * Writes a part of a payload as one value.
     *
     * @param levels the maximum nesting depth of containers
     * @throws IllegalArgumentException if the part is nested deeper
     */
    static void copyPart(PayloadPart part, ValueWriter out, int levels) {
        Payload payload = part.payload();
        int index = part.kind().ordinal();
        if (index >= payload.parts()) {
            copyNothing(part.kind(), out);
            return;
        }
        // For the reader the message is the first level.
        WireReader in = reader(payload, levels + 1);
        try {
            for (int passed = 0; passed < index; passed++) {
                in.skip(1);
                in.nextPart();
            }
            if (payload.isOpaque()) {
                int begin = out.beginList();
                in.copy(out);
                out.endList(begin, 1);
            } else {
                in.copy(out);
            }
        } catch (ProtocolViolation tooDeep) {
            throw new IllegalArgumentException("a value is nested deeper than its message allows", tooDeep);
        }
    }

    private static void copyNothing(PayloadPart.Kind kind, ValueWriter out) {
        if (kind == PayloadPart.Kind.ARGUMENTS) {
            out.endList(out.beginList(), 0);
        } else {
            out.endDict(out.beginDict(), 0);
        }
    }

    static WireReader reader(Payload payload, int maxDepth) {
        return WireReader.over(payload.format(), payload.array(), payload.offset(), payload.length(), maxDepth);
    }

    private static void copyParts(Payload payload, ValueWriter out, int parts) {
        WireReader in = reader(payload, Integer.MAX_VALUE);
        try {
            for (int part = 0; part < parts; part++) {
                if (part > 0) {
                    in.nextPart();
                }
                in.copy(out);
            }
        } catch (ProtocolViolation e) {
            throw new IllegalStateException("a payload that was never checked: " + e.getMessage(), e);
        }
    }
}
