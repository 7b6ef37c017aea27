package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * What is kept of a head that is too long and therefore passed over: short strings, and the one option that decides
 * about an answer. Confined to its thread.
 */
final class PassedHead implements EntryReader {
    /** A longer string is passed over like the rest. */
    private static final int MAX_KEPT_BYTES = 4096;

    private final String option;
    private final byte[] encodedOption;
    private final byte encodedTrue;
    private boolean optionIsTrue;
    private int end = -1;

    PassedHead(MessageType type, WireFormat format) {
        option = type == MessageType.PUBLISH ? "acknowledge" : "progress";
        encodedOption = option.getBytes(StandardCharsets.US_ASCII);
        encodedTrue = switch (format) {
            case JSON -> 't';
            case MSGPACK -> (byte) 0xC3;
            case CBOR -> (byte) 0xF5;
        };
    }

    /** The options but for the one that is kept. */
    Map<String, Object> dict(WireReader in) throws ProtocolViolation {
        optionIsTrue = false;
        in.skipDict(this);
        return optionIsTrue ? Map.of(option, true) : Map.of();
    }

    /** A string, or an empty one in the place of what is long. */
    String text(WireReader in) throws ProtocolViolation {
        int begin = in.pos;
        in.skip(1);
        if (in.pos - begin > MAX_KEPT_BYTES) {
            return "";
        }
        in.pos = begin;
        return in.text(KnownUris.NONE);
    }

    @Override
    public boolean reads(WireReader in, byte[] keys, int from, int to, int depth) {
        if (Arrays.equals(keys, from, to, encodedOption, 0, encodedOption.length)) {
            optionIsTrue = in.pos < in.end && in.bytes[in.pos] == encodedTrue;
        }
        return false;
    }

    /** Where the head ends; only the first call counts. */
    void endsAt(int position) {
        if (end < 0) {
            end = position;
        }
    }

    /** The position behind the head. */
    int end() {
        return end;
    }
}
