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
 * One end of a connection within this process. Messages pass as objects, without being encoded; otherwise it keeps the
 * contract of every other connection: each end has a bounded outbox, and hears its peer's messages one at a time on
 * the executor, never from within a call to {@link #send} or {@link #flush}.
 */
public final class LocalConnection implements WampConnection {
    /** How many messages one task delivers, before others get their turn on the executor. */
    private static final int TURN_MESSAGES = 64;

    private final PeerInfo peerInfo;
    private final SlowConsumer terms;
    private final Executor executor;
    private final FlushBatch flushes = new FlushBatch();
    private final AtomicInteger wakes = new AtomicInteger();

    // Set before either end is handed to anyone.
    private LocalConnection other;
    private ConnectionListener listener;

    // Guarded by this.
    private final ArrayDeque<OutboundFrame> outbox = new ArrayDeque<>();
    private final BacklogGauge gauge;
    private boolean flushOwed;
    private boolean refusing;
    private long pendingBytes;

    /** The newest frames, which no flush has left behind yet. */
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
     * Connects two parts of this process.
     *
     * @param peerInfo who the ends are to each other; its transport is {@code local}
     * @param maxPendingBytes what may wait in either direction, estimated; beyond it the connection is closed
     * @param executor runs the deliveries of both ends; must not run them within {@code execute}
     * @param router takes the router's end
     * @param client takes the client's end
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
        // What either acceptor sends already must find a listener at the other end.
        routerEnd.wakes.set(1);
        clientEnd.wakes.set(1);
        routerEnd.listener = router.accept(routerEnd);
        try {
            clientEnd.listener = client.accept(clientEnd);
        } catch (Throwable failure) {
            // Nobody else tells the router that its peer is not there.
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

    /** Bytes and policy count; how long something waits is up to the executor here and never watched. */
    @Override
    public synchronized void overrideSlowConsumer(SlowConsumerOverride role) {
        gauge.terms(role.over(terms));
    }

    private void wake() {
        if (wakes.getAndIncrement() == 0) {
            schedule();
        }
    }

    /** Has the next turn run; called by whoever has raised the wakes from zero. */
    private void schedule() {
        try {
            executor.execute(this::deliver);
        } catch (Throwable refusal) {
            // Nothing is delivered any more, and the end is told on this thread: no other one will.
            CloseReason reason = CloseReason.internalError("no thread takes the deliveries");
            new AllSteps()
                    .then(() -> close(reason))
                    .then(() -> announce(closed))
                    .rethrow();
        }
    }

    /** One turn of this end: hears what the other one has sent. Serial, since only the first wake schedules it. */
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
        // What a flush throws is the fault of another connection, which is closed for it.
        rest.then(flushes::flush);
        if (more || wakes.addAndGet(-seen) != 0) {
            rest.then(this::schedule);
        }
        AllSteps.rethrow(AllSteps.first(failure, rest.failure()));
    }

    /** Whether it left off with messages waiting. */
    private boolean deliverTurn() {
        for (int i = 0; i < TURN_MESSAGES; i++) {
            if (closed != null) {
                announce(closed);
                return false;
            }
            if (paused) {
                return false;
            }
            // Asked before polling: the other end appends nothing more once it is closed.
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
