package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Payload;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.BacklogAge;
import io.signalbox.transport.outbox.Outbox;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures against a peer that reads too slowly: drops events or disconnects the peer, and warns, counts and notifies the
 * listener once per episode.
 */
final class Slowness {
    private static final OutboundFrame ABORT = OutboundFrame.single(new Abort(
            Map.of("message", "this client reads too slowly"), "signalbox.error.slow_consumer", Payload.EMPTY));

    private final FramedConnection connection;
    private final Outbox outbox;
    private final TransportCounters counters;

    // Confined to the watch. Null while the outbox is empty at each tick, as nearly all outboxes are.
    private BacklogAge age;

    Slowness(FramedConnection connection, Outbox outbox, TransportCounters counters) {
        this.connection = connection;
        this.outbox = outbox;
        this.counters = counters;
    }

    /** Begins an episode in which the peer loses events. */
    void dropsEvents(String why) {
        counters.dropEpisodes.increment();
        warn(PeerWarnings.Kind.LOSES_EVENTS, why);
        connection.delivery().slow(SlowConsumer.Policy.DROP_EVENTS);
    }

    /** Replaces the backlog by ABORT and closes the connection. */
    void disconnects(String why) {
        if (connection.isClosing()) {
            return;
        }
        new AllSteps()
                .then(() -> warn(PeerWarnings.Kind.TOO_SLOW, why))
                .then(() -> outbox.replaceBacklog(ABORT))
                .then(() -> connection.delivery().slow(SlowConsumer.Policy.DISCONNECT))
                .then(() -> connection.close(CloseReason.policy("too slow")))
                .rethrow();
    }

    /** Checks how long messages have waited. Called four times a second. */
    void tick(long nowNanos) {
        if (outbox.pendingBytes() == 0) {
            age = null;
            return;
        }
        SlowConsumer terms = outbox.terms();
        if (terms.maxPendingTimeMillis() == 0 || connection.isClosing()) {
            return;
        }
        if (age == null) {
            age = new BacklogAge();
        }
        if (age.isOverdue(outbox, nowNanos, TimeUnit.MILLISECONDS.toNanos(terms.maxPendingTimeMillis()))) {
            overdue(terms);
        }
    }

    private void overdue(SlowConsumer terms) {
        String why = "something waited for it for " + terms.maxPendingTimeMillis() + " ms";
        switch (terms.policy()) {
            case DISCONNECT -> {
                counters.tooLate.increment();
                disconnects(why);
            }
            case DROP_EVENTS -> {
                if (outbox.dropUntilEmpty()) {
                    dropsEvents(why);
                }
            }
        }
    }

    private void warn(PeerWarnings.Kind kind, String why) {
        connection.context().warnings().warn(kind, connection.peer(), why);
    }
}
