package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.HeadLimits;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;

/**
 * Encoding of the messages of one connection.
 *
 * @param batching the framing of batched messages; null if messages are not batched
 */
public record MessageFormat(Serializer serializer, BatchFraming batching) {

    /** Returns the encoding for a connection whose peer is a client. */
    public static MessageFormat withClient(Subprotocol subprotocol, ConnectionContext context) {
        ConnectionSettings settings = context.settings();
        HeadLimits limits = new HeadLimits(settings.maxHeadBytes(), settings.maxHandshakeBytes());
        return of(subprotocol, context.resources().serializers().forClient(subprotocol.format(), limits));
    }

    /** Returns the encoding for a connection whose peer is a router. */
    public static MessageFormat withRouter(Subprotocol subprotocol, ConnectionContext context) {
        return of(subprotocol, context.resources().serializers().of(subprotocol.format()));
    }

    private static MessageFormat of(Subprotocol subprotocol, Serializer serializer) {
        return new MessageFormat(serializer, subprotocol.batched() ? new BatchFraming(subprotocol.format()) : null);
    }
}
