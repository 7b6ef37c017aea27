package io.signalbox.router.session;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import java.util.function.BiConsumer;

/** The realm's way out: appends to outboxes and notes them for whoever drains the loop. Confined to the realm's loop. */
public final class RealmOutput {
    private FlushBatch batch = new FlushBatch();

    /** Takes sessions whose connection threw, and what it threw. */
    private BiConsumer<RouterSession, Throwable> failures = (session, failure) -> AllSteps.rethrow(failure);

    /**
     * Hands over the sessions whose connection throws, so that a receiver's fault does not reach the session that is
     * served. Set before the first session joins; without it the fault is thrown on.
     */
    public void failuresTo(BiConsumer<RouterSession, Throwable> taker) {
        failures = taker;
    }

    void failed(RouterSession session, Throwable failure) {
        failures.accept(session, failure);
    }

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
