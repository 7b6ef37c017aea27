package io.signalbox.router.session;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import java.util.function.BiConsumer;

/**
 * Output of a realm: collects the connections that have to be flushed, and the sessions whose connections fail. Confined to
 * the realm's loop.
 */
public final class RealmOutput {
    private FlushBatch batch = new FlushBatch();

    /** Takes a session whose connection has thrown, and the exception. */
    private BiConsumer<RouterSession, Throwable> failures = (session, failure) -> AllSteps.rethrow(failure);

    /**
     * Sets the handler for connections that throw, so that the fault of a receiver does not end the session that is
     * being served. Called before the first session joins. Without a handler the exception propagates.
     */
    public void failuresTo(BiConsumer<RouterSession, Throwable> taker) {
        failures = taker;
    }

    void failed(RouterSession session, Throwable failure) {
        failures.accept(session, failure);
    }

    /**
     * Sets the batch that collects the connections to be flushed. Called by the draining thread before each slice. The
     * thread flushes the batch after it has left the loop.
     */
    public void collectInto(FlushBatch flushes) {
        batch = flushes;
    }

    /** Adds a connection whose {@link WampConnection#send} returned true. */
    void touched(WampConnection connection) {
        batch.touched(connection);
    }
}
