package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.*;
import java.util.Map;
import java.util.Optional;

/** Decoder of messages in one wire format. Thread-safe. */
final class MessageDecoder {
    /** Maximum of WAMP ids. */
    static final long MAX_ID = 1L << 53;

    private final WireFormat format;
    private final int maxDepth;

    /** Limits of heads; null if all options and details are read, in heads of any length. */
    private final HeadLimits limits;

    private final ThreadLocal<KnownUris> uris;

    /**
     * URIs of the last thread that used this decoder, which is usually the next one as well. Avoids the access to the
     * ThreadLocal, which all threads share: its cache line may contain a field that another thread writes.
     */
    private KnownUris lastUris = KnownUris.NONE;

    MessageDecoder(WireFormat format, int maxDepth, HeadLimits limits, ThreadLocal<KnownUris> uris) {
        this.format = format;
        this.maxDepth = maxDepth;
        this.limits = limits;
        this.uris = uris;
    }

    WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation {
        WireReader in = WireReader.over(format, bytes, offset, length, maxDepth);
        return limits == null || length <= limits.maxHeadBytes()
                ? read(in, open(in))
                : readLong(in, bytes, offset, length);
    }

    /** Decodes a message that is longer than the maximum head. Measures the head only if reading stops in the head. */
    private WampMessage readLong(WireReader in, byte[] bytes, int offset, int length) throws ProtocolViolation {
        in.stopHeadAt(limits.maxHeadBytes());
        try {
            return readBehindHead(in, open(in));
        } catch (ProtocolViolation violation) {
            if (!in.isStoppedInHead()) {
                throw violation;
            }
        }
        WireReader over = WireReader.over(format, bytes, offset, length, maxDepth);
        MessageType type = open(over);
        PassedHead head = new PassedHead(type, format);
        over.passHead(head);
        WampMessage rest = readBehindHead(over, type);
        int headBytes = head.end() - offset;
        if (headBytes > limits.maxHeadBytes()) {
            return new TooLongHead(rest, headBytes, limits.maxHeadBytes());
        }
        // The message itself has the violation, or the end of the head is only visible in the next byte.
        WireReader whole = WireReader.over(format, bytes, offset, length, maxDepth);
        return read(whole, open(whole));
    }

    private MessageType open(WireReader in) throws ProtocolViolation {
        in.openMessage();
        if (!in.next()) {
            throw in.violation("a message must not be empty");
        }
        MessageType type = type(in);
        in.enter(type);
        return type;
    }

    /** Reads a message whose head is measured, and which may be nothing but a head. */
    private WampMessage readBehindHead(WireReader in, MessageType type) throws ProtocolViolation {
        WampMessage message = message(type, in);
        in.endHead();
        return ended(in, message);
    }

    private WampMessage read(WireReader in, MessageType type) throws ProtocolViolation {
        return ended(in, message(type, in));
    }

    private static WampMessage ended(WireReader in, WampMessage message) throws ProtocolViolation {
        if (in.next()) {
            throw in.violation("too many elements");
        }
        in.closeMessage();
        return message;
    }

    /** Relies on Java's order of evaluation: arguments are evaluated from left to right, in the order of the wire. */
    private WampMessage message(MessageType type, WireReader in) throws ProtocolViolation {
        return switch (type) {
            case PUBLISH -> new Publish(id(in), dict(in), uri(in), payload(in));
            case EVENT -> new Event(id(in), id(in), dict(in), payload(in));
            case CALL -> new Call(id(in), dict(in), uri(in), payload(in));
            case RESULT -> new Result(id(in), dict(in), payload(in));
            case INVOCATION -> new Invocation(id(in), id(in), dict(in), payload(in));
            case YIELD -> new Yield(id(in), dict(in), payload(in));
            case ERROR -> new ErrorMessage(requestType(in), id(in), dict(in), uri(in), payload(in));
            case PUBLISHED -> new Published(id(in), id(in));
            case SUBSCRIBE -> new Subscribe(id(in), dict(in), uri(in));
            case SUBSCRIBED -> new Subscribed(id(in), id(in));
            case UNSUBSCRIBE -> new Unsubscribe(id(in), id(in), optionalDict(in));
            case UNSUBSCRIBED -> new Unsubscribed(idOrZero(in), optionalDict(in));
            case REGISTER -> new Register(id(in), dict(in), uri(in));
            case REGISTERED -> new Registered(id(in), id(in));
            case UNREGISTER -> new Unregister(id(in), id(in), optionalDict(in));
            case UNREGISTERED -> new Unregistered(idOrZero(in), optionalDict(in));
            case CANCEL -> new Cancel(id(in), dict(in));
            case INTERRUPT -> new Interrupt(id(in), dict(in));
            case HELLO -> new Hello(realm(in), dict(in));
            case WELCOME -> new Welcome(id(in), dict(in));
            case ABORT -> new Abort(dict(in), uri(in), abortPayload(in));
            case CHALLENGE -> new Challenge(string(in), dict(in));
            case AUTHENTICATE -> new Authenticate(string(in), dict(in));
            case GOODBYE -> new Goodbye(dict(in), uri(in));
        };
    }

    private static void advance(WireReader in) throws ProtocolViolation {
        if (!in.next()) {
            throw in.violation("missing; the message has too few elements");
        }
    }

    private static MessageType requestType(WireReader in) throws ProtocolViolation {
        advance(in);
        return type(in);
    }

    private static MessageType type(WireReader in) throws ProtocolViolation {
        long code = in.integer(false);
        MessageType type = MessageType.find(code);
        if (type == null) {
            throw in.violation("no message type has code " + code);
        }
        return type;
    }

    private static long id(WireReader in) throws ProtocolViolation {
        return id(in, 1);
    }

    private static long idOrZero(WireReader in) throws ProtocolViolation {
        return id(in, 0);
    }

    private static long id(WireReader in, int lowest) throws ProtocolViolation {
        advance(in);
        int before = in.pos;
        long id = in.integer(true);
        if (id < lowest || id > MAX_ID) {
            in.pos = before;
            throw in.violation("an id must be an integer from " + lowest + " to 2^53");
        }
        return id;
    }

    private String uri(WireReader in) throws ProtocolViolation {
        advance(in);
        return in.hasMeasuredHead() ? text(in, ownUris()) : in.text(ownUris());
    }

    private KnownUris ownUris() {
        KnownUris last = lastUris;
        if (!last.isOwn()) {
            last = uris.get();
            lastUris = last;
        }
        return last;
    }

    private static Optional<String> realm(WireReader in) throws ProtocolViolation {
        advance(in);
        return in.skippedNull() ? Optional.empty() : Optional.of(text(in, KnownUris.NONE));
    }

    private static String string(WireReader in) throws ProtocolViolation {
        advance(in);
        return text(in, KnownUris.NONE);
    }

    private static String text(WireReader in, KnownUris known) throws ProtocolViolation {
        return in.passedHead() == null ? in.text(known) : in.passedHead().text(in);
    }

    private Map<String, Object> dict(WireReader in) throws ProtocolViolation {
        advance(in);
        return dictHere(in);
    }

    private Map<String, Object> optionalDict(WireReader in) throws ProtocolViolation {
        return in.next() ? dictHere(in) : Map.of();
    }

    private Map<String, Object> dictHere(WireReader in) throws ProtocolViolation {
        return in.skippedEmptyDict() ? Map.of() : in.dict(known(in));
    }

    /** Returns the options or details of the message that are read; null for all. */
    private KnownOptions known(WireReader in) {
        if (limits == null) {
            return null;
        }
        boolean isOfHandshake = in.type() == MessageType.HELLO || in.type() == MessageType.AUTHENTICATE;
        if (isOfHandshake && in.messageBytes() > limits.maxHandshakeBytes()) {
            // A session is open, and the message violates the protocol.
            return KnownOptions.NONE;
        }
        // Only the authentication method knows what it needs from the extra dictionary.
        return in.type() == MessageType.AUTHENTICATE ? null : KnownOptions.of(in.type());
    }

    /**
     * Reads arguments and keyword arguments, or a binary value in their place, which the realm permits or refuses. A payload
     * with a peculiar encoding is normalised here, once for all receivers.
     */
    private Payload payload(WireReader in) throws ProtocolViolation {
        return payload(in, true);
    }

    private Payload abortPayload(WireReader in) throws ProtocolViolation {
        return payload(in, false);
    }

    private Payload payload(WireReader in, boolean orBinary) throws ProtocolViolation {
        if (in.hasMeasuredHead()) {
            in.endHead();
            if (in.passedHead() != null) {
                payloadHere(in, orBinary);
                return Payload.EMPTY;
            }
        }
        Payload payload = payloadHere(in, orBinary);
        return in.peculiar ? Transcoder.normalised(payload) : payload;
    }

    private Payload payloadHere(WireReader in, boolean orBinary) throws ProtocolViolation {
        if (!in.next()) {
            return Payload.EMPTY;
        }
        in.peculiar = false;
        int begin = in.pos;
        return in.skippedList() ? behindArguments(in, begin) : oddPayload(in, orBinary);
    }

    /** Reads a payload that does not begin with a list. */
    private Payload oddPayload(WireReader in, boolean orBinary) throws ProtocolViolation {
        int begin = in.pos;
        if (orBinary && in.skippedBinary()) {
            return Payload.opaque(format, in.bytes, begin, in.pos - begin);
        }
        if (in.skippedNull()) {
            return behindNull(in, begin);
        }
        throw in.expected("a list");
    }

    /**
     * Reads keyword arguments behind null, as the nexus client of Go writes them. Receivers get an empty list, because some
     * clients fail on null.
     */
    private Payload behindNull(WireReader in, int begin) throws ProtocolViolation {
        int end = in.pos;
        if (!in.next() || skippedNullOfRouter(in) || !in.skipDict(null)) {
            return Payload.EMPTY;
        }
        byte[] emptyList = emptyListAsLongAsNull();
        System.arraycopy(emptyList, 0, in.bytes, end - emptyList.length, emptyList.length);
        return new Payload(format, in.bytes, begin, in.pos - begin, 2);
    }

    private byte[] emptyListAsLongAsNull() {
        return switch (format) {
            case JSON -> new byte[] {'[', ']', ' ', ' '};
            case MSGPACK -> new byte[] {(byte) 0x90};
            case CBOR -> new byte[] {(byte) 0x80};
        };
    }

    private Payload behindArguments(WireReader in, int begin) throws ProtocolViolation {
        int end = in.pos;
        int parts = 1;
        if (in.next() && !skippedNullOfRouter(in) && in.skipDict(null)) {
            end = in.pos;
            parts = 2;
        }
        return new Payload(format, in.bytes, begin, end - begin, parts);
    }

    /**
     * Passes null in place of keyword arguments, as the router fox-wamp writes where there are none. It is no part of the payload. From
     * a client it is a violation.
     */
    private static boolean skippedNullOfRouter(WireReader in) throws ProtocolViolation {
        return switch (in.type()) {
            case EVENT, RESULT, INVOCATION -> in.skippedNull();
            default -> false;
        };
    }
}
