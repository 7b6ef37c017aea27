package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;

/**
 * A payload within the arguments of another one, such as the event of a testament. Nothing of it is decoded.
 *
 * @param inner the enclosed payload, a slice of the same array
 * @param outer the arguments, with an empty list and an empty dictionary in the place of the enclosed payload
 */
public record EnclosedPayload(Payload inner, Payload outer) {

    /**
     * Returns the payload whose arguments and keyword arguments are two elements of the arguments of another payload.
     *
     * @param index the index of the first of the two elements
     * @return null unless the elements are a list and a dictionary
     */
    public static EnclosedPayload of(Payload payload, int index) {
        if (payload.isEmpty() || payload.isOpaque()) {
            return null;
        }
        WireReader in = Transcoder.reader(payload, Integer.MAX_VALUE);
        try {
            return enclosed(payload, in, index);
        } catch (ProtocolViolation noDictionary) {
            return null;
        }
    }

    private static EnclosedPayload enclosed(Payload payload, WireReader in, int index) throws ProtocolViolation {
        long list = in.enterList();
        if (list == WireReader.NO_LIST) {
            return null;
        }
        for (int passed = 0; passed < index; passed++) {
            if (!in.hasNextIn(list, passed)) {
                return null;
            }
            in.skip(1);
        }
        if (!in.hasNextIn(list, index)) {
            return null;
        }
        int begin = in.pos;
        if (!in.skippedList()) {
            return null;
        }
        int endOfList = in.pos;
        if (!in.hasNextIn(list, index + 1)) {
            return null;
        }
        int parts = in.skipDict(null) ? 2 : 1;
        int end = parts == 2 ? in.pos : endOfList;
        Payload inner = new Payload(payload.format(), payload.array(), begin, end - begin, parts);
        boolean isEmpty = parts == 1 && isEmptyList(inner);
        return new EnclosedPayload(isEmpty ? Payload.EMPTY : inner, without(payload, begin, in.pos));
    }

    private static boolean isEmptyList(Payload list) throws ProtocolViolation {
        WireReader in = Transcoder.reader(list, Integer.MAX_VALUE);
        return !in.hasNextIn(in.enterList(), 0);
    }

    private static Payload without(Payload payload, int from, int to) {
        byte[] nothing =
                switch (payload.format()) {
                    case JSON -> new byte[] {'[', ']', ',', '{', '}'};
                    case MSGPACK -> new byte[] {(byte) 0x90, (byte) 0x80};
                    case CBOR -> new byte[] {(byte) 0x80, (byte) 0xA0};
                };
        int before = from - payload.offset();
        int behind = payload.offset() + payload.length() - to;
        byte[] bytes = new byte[before + nothing.length + behind];
        System.arraycopy(payload.array(), payload.offset(), bytes, 0, before);
        System.arraycopy(nothing, 0, bytes, before, nothing.length);
        System.arraycopy(payload.array(), to, bytes, before + nothing.length, behind);
        return new Payload(payload.format(), bytes, 0, bytes.length, payload.parts());
    }
}
