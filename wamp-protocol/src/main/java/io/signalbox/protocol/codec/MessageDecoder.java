package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.*;
import io.signalbox.protocol.message.MessageType.Field;
import java.util.Map;
import java.util.Optional;

/** Reads a message by the layout of its type; no message has more than two ids, one string and one dictionary. */
final class MessageDecoder {
    /** The greatest id of WAMP, 2^53. */
    static final long MAX_ID = 1L << 53;

    /** {@link MessageType#fields()} by ordinal, as arrays, because the lists are of several classes and slow to call. */
    private static final Field[][] LAYOUTS = layouts();

    private final WireReader in;
    private final WireFormat format;

    private long first;
    private long second;
    private int ids;
    private MessageType requestType;
    private String text;
    private Map<String, Object> dict = Map.of();
    private Payload payload = Payload.EMPTY;

    private MessageDecoder(WireReader in, WireFormat format) {
        this.in = in;
        this.format = format;
    }

    private static Field[][] layouts() {
        MessageType[] types = MessageType.values();
        Field[][] layouts = new Field[types.length][];
        for (MessageType type : types) {
            layouts[type.ordinal()] = type.fields().toArray(new Field[0]);
        }
        return layouts;
    }

    static WampMessage decode(WireReader in, WireFormat format) throws ProtocolViolation {
        return new MessageDecoder(in, format).message();
    }

    private WampMessage message() throws ProtocolViolation {
        in.openMessage();
        if (!in.next()) {
            throw in.violation("a message must not be empty");
        }
        MessageType type = type();
        in.enter(type);
        boolean more = readFields(type);
        if (more && type.hasPayload()) {
            more = readPayload(type);
        }
        if (more) {
            throw in.violation("too many elements");
        }
        in.closeMessage();
        return build(type);
    }

    private MessageType type() throws ProtocolViolation {
        long code = in.integer(false);
        if (!MessageType.exists(code)) {
            throw in.violation("no message type has code " + code);
        }
        return MessageType.of(code);
    }

    /** Answers whether another element follows. */
    private boolean readFields(MessageType type) throws ProtocolViolation {
        for (Field field : LAYOUTS[type.ordinal()]) {
            if (!in.next()) {
                if (field == Field.OPTIONAL_DICT) {
                    return false;
                }
                throw in.violation("missing; the message has too few elements");
            }
            read(field);
        }
        return in.next();
    }

    private void read(Field field) throws ProtocolViolation {
        switch (field) {
            case ID -> id(1);
            case ID_OR_ZERO -> id(0);
            case REQUEST_TYPE -> requestType = type();
            case URI, STRING -> text = in.text();
            case REALM -> text = in.skippedNull() ? null : in.text();
            case DICT, OPTIONAL_DICT -> dict = in.dict();
        }
    }

    private void id(long lowest) throws ProtocolViolation {
        int before = in.pos;
        long id = in.integer(true);
        if (id < lowest || id > MAX_ID) {
            in.pos = before;
            throw in.violation("an id must be an integer from " + lowest + " to 2^53");
        }
        if (ids++ == 0) {
            first = id;
        } else {
            second = id;
        }
    }

    /** Answers whether yet another element follows. */
    private boolean readPayload(MessageType type) throws ProtocolViolation {
        int begin = in.pos;
        if (!in.skippedList()) {
            return readOddPayload(type, begin);
        }
        int end = in.pos;
        int parts = 1;
        boolean more = in.next();
        if (more) {
            if (in.skipDict()) {
                end = in.pos;
                parts = 2;
            }
            more = in.next();
        }
        payload = new Payload(format, in.bytes, begin, end - begin, parts);
        return more;
    }

    /**
     * Go's nexus client writes null for arguments when it has keyword arguments only. Receivers get an empty list
     * instead, because others die of null.
     */
    private boolean readOddPayload(MessageType type, int begin) throws ProtocolViolation {
        if (!in.skippedNull()) {
            return readOpaquePayload(type, begin);
        }
        int end = in.pos;
        if (!in.next()) {
            in.pos = begin;
            throw in.expected("a list");
        }
        boolean any = in.skipDict();
        if (any) {
            byte[] emptyList = emptyListAsLongAsNull();
            System.arraycopy(emptyList, 0, in.bytes, end - emptyList.length, emptyList.length);
            payload = new Payload(format, in.bytes, begin, in.pos - begin, 2);
        }
        return in.next();
    }

    private byte[] emptyListAsLongAsNull() {
        return switch (format) {
            case JSON -> new byte[] {'[', ']', ' ', ' '};
            case MSGPACK -> new byte[] {(byte) 0x90};
            case CBOR -> new byte[] {(byte) 0x80};
        };
    }

    /** Bytes instead of arguments: whether a session may send them is for others to judge. */
    private boolean readOpaquePayload(MessageType type, int begin) throws ProtocolViolation {
        if (type == MessageType.ABORT || !in.skippedBinary()) {
            throw in.expected("a list");
        }
        payload = Payload.opaque(format, in.bytes, begin, in.pos - begin);
        return in.next();
    }

    private WampMessage build(MessageType type) {
        return switch (type) {
            case PUBLISH -> new Publish(first, dict, text, payload);
            case EVENT -> new Event(first, second, dict, payload);
            case CALL -> new Call(first, dict, text, payload);
            case RESULT -> new Result(first, dict, payload);
            case INVOCATION -> new Invocation(first, second, dict, payload);
            case YIELD -> new Yield(first, dict, payload);
            case ERROR -> new ErrorMessage(requestType, first, dict, text, payload);
            case PUBLISHED -> new Published(first, second);
            case SUBSCRIBE -> new Subscribe(first, dict, text);
            case SUBSCRIBED -> new Subscribed(first, second);
            case UNSUBSCRIBE -> new Unsubscribe(first, second, dict);
            case UNSUBSCRIBED -> new Unsubscribed(first, dict);
            case REGISTER -> new Register(first, dict, text);
            case REGISTERED -> new Registered(first, second);
            case UNREGISTER -> new Unregister(first, second, dict);
            case UNREGISTERED -> new Unregistered(first, dict);
            case CANCEL -> new Cancel(first, dict);
            case INTERRUPT -> new Interrupt(first, dict);
            case HELLO -> new Hello(Optional.ofNullable(text), dict);
            case WELCOME -> new Welcome(first, dict);
            case ABORT -> new Abort(dict, text, payload);
            case CHALLENGE -> new Challenge(text, dict);
            case AUTHENTICATE -> new Authenticate(text, dict);
            case GOODBYE -> new Goodbye(dict, text);
        };
    }
}
