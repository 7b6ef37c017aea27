package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Parts of a head that exceeds the limit: short strings, and the option that decides whether there is an answer. Everything
 * else is skipped. Confined to the thread that decodes the message.
 */
final class PassedHead implements EntryReader {
    /** Maximum length of a string that is kept. */
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

    /** Skips options. Returns the option that is kept if it is true. */
    Map<String, Object> dict(WireReader in) throws ProtocolViolation {
        optionIsTrue = false;
        in.skipDict(this);
        return optionIsTrue ? Map.of(option, true) : Map.of();
    }

    /** Reads a string. Returns an empty string if it is long. */
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

    /** Sets the end of the head. Only the first call has an effect. */
    void endsAt(int position) {
        if (end < 0) {
            end = position;
        }
    }

    /** Returns the position behind the head. */
    int end() {
        return end;
    }
}
