package io.signalbox.transport;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/** Takes any bytes for the payload of a PUBLISH, except those that begin with an exclamation mark. */
public record PlainSerializer(WireFormat format) implements Serializer {

    @Override
    public WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation {
        if (length == 0 || bytes[offset] == '!') {
            throw new ProtocolViolation("not a message");
        }
        return new Publish(1, Map.of(), "topic", new Payload(format, bytes, offset, length, 1));
    }

    @Override
    public void encode(WampMessage message, ByteSink out) {
        Payload payload =
                switch (message) {
                    case Event event -> event.payload();
                    case Result result -> result.payload();
                    case Publish publish -> publish.payload();
                    default -> throw new IllegalArgumentException(message.type().name());
                };
        out.write(payload.array(), payload.offset(), payload.length());
    }

    @Override
    public List<Object> arguments(Payload payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> keywordArguments(Payload payload) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Payload payload(List<?> arguments, Map<String, ?> keywordArguments) {
        throw new UnsupportedOperationException();
    }
}
