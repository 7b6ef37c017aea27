package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/** Serializer of one wire format. Thread-safe. */
public interface Serializer {

    WireFormat format();

    /**
     * Parses the head of one message (type, ids, options, URI) and checks its payload for structure, depth and UTF-8.
     * The payload stays a slice of {@code bytes}, which the caller hands over and must not change afterwards. It may be
     * {@linkplain Payload#isOpaque() opaque}, which WAMP does not allow: whether that is taken is up to the caller.
     *
     * <p>Where the head may be so long only, a longer one is passed over, and the answer is a {@link
     * io.signalbox.protocol.message.TooLongHead}.
     *
     * @throws ProtocolViolation when the bytes are no WAMP message; nothing else is ever thrown for bad bytes
     */
    WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation;

    /** Appends one message; a payload in another format is translated, once per payload. */
    void encode(WampMessage message, ByteSink out);

    /** The arguments as a tree; empty when there are none. Takes a payload in any format; bytes if it is opaque. */
    List<Object> arguments(Payload payload);

    /** The keyword arguments as a tree; empty when there are none. Takes a payload in any format. */
    Map<String, Object> keywordArguments(Payload payload);

    /** A payload in this format from trees of the values that {@link WampMessage} names, and of {@link PayloadPart}s. */
    Payload payload(List<?> arguments, Map<String, ?> keywordArguments);
}
