package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;

/**
 * Encoding of the messages of one connection.
 *
 * @param batching how several messages travel together, or null where each travels alone
 */
public record MessageFormat(Serializer serializer, BatchFraming batching) {

    /** Returns what a subprotocol stands for on one path. */
    public static MessageFormat of(Subprotocol subprotocol, ConnectionContext context) {
        return new MessageFormat(
                context.resources()
                        .serializers()
                        .of(subprotocol.format(), context.settings().maxHeadBytes()),
                subprotocol.batched() ? new BatchFraming(subprotocol.format()) : null);
    }
}
