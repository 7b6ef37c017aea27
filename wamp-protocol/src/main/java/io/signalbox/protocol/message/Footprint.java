package io.signalbox.protocol.message;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Heap bytes kept alive by messages and values: the charge of a queue, store or cache in which they outlive their task.
 * Counts objects in HotSpot's layout, rounded up, and two bytes per character. Stateless and thread-safe.
 */
public final class Footprint {
    /** Message, payload, array header and the reference to the message. */
    private static final int MESSAGE_BYTES = 192;

    private static final int OBJECT_BYTES = 24;
    private static final int TEXT_BYTES = 48;
    private static final int COLLECTION_BYTES = 64;
    private static final int ELEMENT_BYTES = 8;
    private static final int ENTRY_BYTES = 64;

    private Footprint() {}

    /** Returns the bytes kept alive by {@link #retained} of a message. */
    public static long of(WampMessage message) {
        return MESSAGE_BYTES
                + switch (message) {
                    case Event m -> of(m.details(), m.payload());
                    case Result m -> of(m.details(), m.payload());
                    case Invocation m -> of(m.details(), m.payload());
                    case Published m -> 0;
                    case ErrorMessage m -> of(m.details(), m.payload()) + of(m.error());
                    case Publish m -> of(m.options(), m.payload()) + of(m.topic());
                    case Call m -> of(m.options(), m.payload()) + of(m.procedure());
                    case Yield m -> of(m.options(), m.payload());
                    case TooLongHead m -> of(m.rest());
                    case Subscribe m -> of(m.options()) + of(m.topic());
                    case Subscribed m -> 0;
                    case Unsubscribe m -> of(m.options());
                    case Unsubscribed m -> of(m.details());
                    case Register m -> of(m.options()) + of(m.procedure());
                    case Registered m -> 0;
                    case Unregister m -> of(m.options());
                    case Unregistered m -> of(m.details());
                    case Cancel m -> of(m.options());
                    case Interrupt m -> of(m.options());
                    case Hello m -> of(m.details()) + of(m.realm().orElse(""));
                    case Welcome m -> of(m.details());
                    case Abort m -> of(m.details(), m.payload()) + of(m.reason());
                    case Challenge m -> of(m.authMethod()) + of(m.extra());
                    case Authenticate m -> of(m.signature()) + of(m.extra());
                    case Goodbye m -> of(m.details()) + of(m.reason());
                };
    }

    /** Returns the message with a payload that may outlive its task, see {@link Payload#retained}. */
    public static WampMessage retained(WampMessage message) {
        return switch (message) {
            case Event m ->
                new Event(
                        m.subscription(),
                        m.publication(),
                        m.details(),
                        m.payload().retained());
            case Result m -> new Result(m.request(), m.details(), m.payload().retained());
            case Invocation m ->
                new Invocation(
                        m.request(), m.registration(), m.details(), m.payload().retained());
            case ErrorMessage m ->
                new ErrorMessage(
                        m.requestType(),
                        m.request(),
                        m.details(),
                        m.error(),
                        m.payload().retained());
            case Publish m ->
                new Publish(m.request(), m.options(), m.topic(), m.payload().retained());
            case Call m ->
                new Call(m.request(), m.options(), m.procedure(), m.payload().retained());
            case Yield m -> new Yield(m.request(), m.options(), m.payload().retained());
            case Abort m -> new Abort(m.details(), m.reason(), m.payload().retained());
            default -> message;
        };
    }

    private static long of(Map<String, Object> dict, Payload payload) {
        return (dict.isEmpty() ? 0 : of(dict)) + payload.retainedBytes();
    }

    /** Returns the bytes kept alive by a string. */
    public static long of(String text) {
        return TEXT_BYTES + 2L * text.length();
    }

    /** Returns the bytes kept alive by a dictionary of options or details; 0 for an empty one. */
    public static long of(Map<?, ?> dict) {
        if (dict.isEmpty()) {
            return 0;
        }
        long bytes = COLLECTION_BYTES;
        for (Map.Entry<?, ?> entry : dict.entrySet()) {
            bytes += ENTRY_BYTES + ofValue(entry.getKey()) + ofValue(entry.getValue());
        }
        return bytes;
    }

    private static long ofList(List<?> list) {
        long bytes = COLLECTION_BYTES;
        for (Object element : list) {
            bytes += ELEMENT_BYTES + ofValue(element);
        }
        return bytes;
    }

    private static long ofValue(Object value) {
        return switch (value) {
            case null -> 0;
            case String text -> of(text);
            case Map<?, ?> dict -> COLLECTION_BYTES + of(dict);
            case SessionIds ids -> COLLECTION_BYTES + (long) Long.BYTES * ids.size();
            case Names names -> names.sizeBytes();
            case List<?> list -> ofList(list);
            case byte[] binary -> OBJECT_BYTES + binary.length;
            case BigInteger number -> 2L * OBJECT_BYTES + number.bitLength() / Byte.SIZE;
            default -> OBJECT_BYTES;
        };
    }
}
