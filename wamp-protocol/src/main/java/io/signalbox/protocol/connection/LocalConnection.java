package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.WampMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One end of a connection within this process. Messages are passed as objects, without encoding. As with every connection,
 * each end has a bounded outbox, and the messages of its peer are delivered one at a time on the executor, never within
 * {@link #send} or {@link #flush}. Thread-safe.
 */
public final class LocalConnection implements WampConnection {
    /** Maximum number of messages that one task on the executor delivers. */
    private static final int TURN_MESSAGES = 64;

    private final PeerInfo peerInfo;
    private final SlowConsumer terms;
    private final Executor executor;
    private final FlushBatch flushes = new FlushBatch();
    private final AtomicInteger wakes = new AtomicInteger();

    // Set before either end is published.
    private LocalConnection other;
    private ConnectionListener listener;

    // Guarded by this.
    private final ArrayDeque<OutboundFrame> outbox = new ArrayDeque<>();
    private final BacklogGauge gauge;
    private boolean flushOwed;
    private boolean refusing;
    private long pendingBytes;

    /** Number of the newest frames in the outbox that no flush has detached from shared buffers yet. */
    private int freshFrames;

    private volatile boolean paused;
    private volatile CloseReason closed;
    private boolean announced;

    private LocalConnection(PeerInfo peerInfo, long maxPendingBytes, Executor executor) {
        this.peerInfo = peerInfo;
        this.terms = new SlowConsumer(maxPendingBytes, 0, SlowConsumer.Policy.DISCONNECT);
        this.gauge = new BacklogGauge(terms);
        this.executor = executor;
    }

    /**
     * Opens a connection between two parts of this process.
     *
     * @param peerInfo the peer of both ends, with the transport {@code local}
     * @param maxPendingBytes the maximum estimated backlog of either direction; beyond it the connection is closed
     * @param executor executor of the deliveries of both ends; must not run a task within {@code execute}
     * @param router acceptor of the router's end
     * @param client acceptor of the client's end
     * @return the client's end
     */
    public static LocalConnection open(
            PeerInfo peerInfo,
            long maxPendingBytes,
            Executor executor,
            ConnectionAcceptor router,
            ConnectionAcceptor client) {
        LocalConnection routerEnd = new LocalConnection(peerInfo, maxPendingBytes, executor);
        LocalConnection clientEnd = new LocalConnection(peerInfo, maxPendingBytes, executor);
        routerEnd.other = clientEnd;
        clientEnd.other = routerEnd;
        // Messages sent by an acceptor are delivered only when the other end has a listener.
        routerEnd.wakes.set(1);
        clientEnd.wakes.set(1);
        routerEnd.listener = router.accept(routerEnd);
        try {
            clientEnd.listener = client.accept(clientEnd);
        } catch (Throwable failure) {
            // The client's end never runs, so the close is reported to the router here.
            routerEnd.announce(CloseReason.internalError("internal error"));
            throw failure;
        }
        routerEnd.schedule();
        clientEnd.schedule();
        return clientEnd;
    }

    /** Sends one message and flushes. */
    public void send(WampMessage message) {
        if (send(OutboundFrame.single(message))) {
            flush();
        }
    }

    @Override
    public PeerInfo peer() {
        return peerInfo;
    }

    @Override
    public boolean send(OutboundFrame frame) {
        BacklogGauge.Verdict verdict;
        synchronized (this) {
            if (refusing) {
                return false;
            }
            verdict = gauge.judge(frame, pendingBytes);
            if (verdict == BacklogGauge.Verdict.TAKE) {
                outbox.add(frame);
                freshFrames++;
                pendingBytes += frame.heldBytes();
                boolean first = !flushOwed;
                flushOwed = true;
                return first;
            }
            if (verdict == BacklogGauge.Verdict.GIVE_UP) {
                outbox.clear();
                freshFrames = 0;
                pendingBytes = 0;
            }
        }
        notTaken(verdict);
        return false;
    }

    private void notTaken(BacklogGauge.Verdict verdict) {
        switch (verdict) {
            case TAKE, DROP -> {}
            case BEGIN_DROPPING -> listener.onSlow(SlowConsumer.Policy.DROP_EVENTS);
            case GIVE_UP ->
                new AllSteps()
                        .then(() -> listener.onSlow(SlowConsumer.Policy.DISCONNECT))
                        .then(() -> close(CloseReason.policy("too slow")))
                        .rethrow();
        }
    }

    @Override
    public void flush() {
        List<OutboundFrame> leftBehind = List.of();
        synchronized (this) {
            flushOwed = false;
            if (other.paused || outbox.size() > TURN_MESSAGES) {
                leftBehind = newestFrames();
            }
        }
        leftBehind.forEach(OutboundFrame::keep);
        other.wake();
    }

    private List<OutboundFrame> newestFrames() {
        List<OutboundFrame> newest = new ArrayList<>(freshFrames);
        Iterator<OutboundFrame> backwards = outbox.descendingIterator();
        for (; freshFrames > 0; freshFrames--) {
            newest.add(backwards.next());
        }
        return newest;
    }

    @Override
    public void close(CloseReason reason) {
        synchronized (this) {
            if (closed != null) {
                return;
            }
            refusing = true;
            closed = reason;
        }
        new AllSteps().then(this::wake).then(other::wake).rethrow();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
        wake();
    }

    @Override
    public synchronized long backlogBytes() {
        return pendingBytes;
    }

    @Override
    public synchronized boolean isCongested() {
        return refusing || pendingBytes >= gauge.terms().highMarkBytes();
    }

    /** Applies the byte limit and the policy. The waiting time depends on the executor and is not limited. */
    @Override
    public synchronized void overrideSlowConsumer(SlowConsumerOverride role) {
        gauge.terms(role.over(terms));
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            schedule();
        }
    }

    /** Submits the next turn. Called by the thread that has raised {@code wakes} from zero. */
    private void schedule() {
        try {
            executor.execute(this::deliver);
        } catch (Throwable refusal) {
            // No further turn runs, so the close is reported on this thread.
            CloseReason reason = CloseReason.internalError("no thread takes the deliveries");
            new AllSteps()
                    .then(() -> close(reason))
                    .then(() -> announce(closed))
                    .rethrow();
        }
    }

    /** Delivers one turn of messages of the other end. Serial: only the first wake submits a turn. */
    private void deliver() {
        int seen = wakes.get();
        boolean more = true;
        Throwable failure = null;
        try {
            more = deliverTurn();
        } catch (Throwable thrown) {
            failure = thrown;
        }
        AllSteps rest = new AllSteps();
        if (failure != null) {
            rest.then(() -> close(CloseReason.internalError("internal error")));
        }
        // A throwable of a flush belongs to another connection, which the batch closes.
        rest.then(flushes::flush);
        if (more || wakes.addAndGet(-seen) != 0) {
            rest.then(this::schedule);
        }
        AllSteps.rethrow(AllSteps.first(failure, rest.failure()));
    }

    /** Delivers messages up to the limit of a turn and returns whether messages may remain. */
    private boolean deliverTurn() {
        for (int i = 0; i < TURN_MESSAGES; i++) {
            if (closed != null) {
                announce(closed);
                return false;
            }
            if (paused) {
                return false;
            }
            // Read before the poll: the other end appends no frame after its close.
            CloseReason otherClosed = other.closed;
            OutboundFrame frame = other.poll();
            if (frame != null) {
                listener.onMessage(frame.message(), frame.heldBytes(), flushes);
                if (flushes.isDue()) {
                    return true;
                }
            } else if (otherClosed != null) {
                close(otherClosed);
            } else {
                return false;
            }
        }
        return true;
    }

    private synchronized OutboundFrame poll() {
        OutboundFrame frame = outbox.poll();
        if (frame != null) {
            pendingBytes -= frame.heldBytes();
            freshFrames = Math.min(freshFrames, outbox.size());
            gauge.drainedTo(pendingBytes);
        }
        return frame;
    }

    private void announce(CloseReason reason) {
        if (!announced) {
            announced = true;
            listener.onClosed(reason.kind() + " " + reason.text());
        }
    }
}
