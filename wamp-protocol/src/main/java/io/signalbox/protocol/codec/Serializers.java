package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The serializers of all wire formats, with one limit for all of them. Any thread may use it. */
public final class Serializers {
    /** How deep a message may be nested when nothing else is asked for, the message itself counted. */
    public static final int DEFAULT_MAX_DEPTH = 128;

    /**
     * Heap bytes that a decoded head of a client's message takes at most, per byte of the head. Lists of short strings in the options
     * of a PUBLISH and small values in the details of a HELLO come close.
     */
    public static final int MAX_HEAD_EXPANSION = 48;

    private final int maxDepth;
    private final ThreadLocal<KnownUris> uris = ThreadLocal.withInitial(KnownUris::new);

    public Serializers() {
        this(DEFAULT_MAX_DEPTH);
    }

    /**
     * Serializers that refuse messages nested deeper than {@code maxDepth}.
     *
     * @param maxDepth 3 to 1000, the message itself counted; each level takes its share of the thread's stack
     */
    public Serializers(int maxDepth) {
        if (maxDepth < 3 || maxDepth > 1000) {
            throw new IllegalArgumentException("the depth limit must be 3 to 1000, not " + maxDepth);
        }
        this.maxDepth = maxDepth;
    }

    /** A serializer that reads all options and details, of any length: for messages of a router that is trusted. */
    public Serializer of(WireFormat format) {
        return serializer(format, null);
    }

    /**
     * A serializer for one connection of a client to a router. Decoding creates objects for the options and details that a router
     * knows, and for no others ({@link KnownOptions}).
     *
     * <p>Any thread may use it, but threads that share one slow each other down: they read for every message what lies
     * beside something that another core writes.
     */
    public Serializer forClient(WireFormat format, HeadLimits limits) {
        return serializer(format, Objects.requireNonNull(limits));
    }

    private Serializer serializer(WireFormat format, HeadLimits limits) {
        return new WireSerializer(format, new MessageDecoder(format, maxDepth, limits, uris));
    }

    private record WireSerializer(WireFormat format, MessageDecoder decoder) implements Serializer {

        @Override
        public WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation {
            return decoder.decode(bytes, offset, length);
        }

        @Override
        public void encode(WampMessage message, ByteSink out) {
            MessageEncoder.encode(message, WireWriter.into(format, out));
        }

        @Override
        public List<Object> arguments(Payload payload) {
            return Transcoder.arguments(payload);
        }

        @Override
        public Map<String, Object> keywordArguments(Payload payload) {
            return Transcoder.keywordArguments(payload);
        }

        @Override
        public Payload payload(List<?> arguments, Map<String, ?> keywordArguments) {
            if (arguments.isEmpty() && keywordArguments.isEmpty()) {
                return Payload.EMPTY;
            }
            ByteSink sink = new ByteSink(64);
            WireWriter out = WireWriter.into(format, sink);
            ValueTree.writeList(arguments, out);
            if (!keywordArguments.isEmpty()) {
                ValueTree.writeDict(keywordArguments, out);
            }
            int parts = keywordArguments.isEmpty() ? 1 : 2;
            return new Payload(format, sink.array(), 0, sink.size(), parts).trimmed();
        }
    }
}
