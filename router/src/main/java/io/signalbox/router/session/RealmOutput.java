package io.signalbox.router.session;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;

/** The realm's way out: appends to outboxes and notes them for whoever drains the loop. Confined to the realm's loop. */
public final class RealmOutput {
    private FlushBatch batch = new FlushBatch();

    /** Set by the drainer of the loop before each slice; it flushes the batch after it has left the loop. */
    public void collectInto(FlushBatch flushes) {
        batch = flushes;
    }

    void send(WampConnection connection, OutboundFrame frame) {
        if (connection.send(frame)) {
            batch.touched(connection);
        }
    }
}
