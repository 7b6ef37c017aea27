package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Serializers of all wire formats with a common limit of the nesting depth. Thread-safe. */
public final class Serializers {
    /** Default limit of the nesting depth. The message itself counts as one level. */
    public static final int DEFAULT_MAX_DEPTH = 128;

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

    /** Returns a serializer that reads all options and details of any length. Its peer must be trusted, as a router is. */
    public Serializer of(WireFormat format) {
        return serializer(format, null);
    }

    /**
     * Returns the serializer of a router for one connection of a client. Decoding creates objects for the {@linkplain
     * KnownOptions known options} only.
     *
     * <p>Threads that share a serializer slow each other down, because its fields share a cache line with fields that are
     * written for each message.
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
