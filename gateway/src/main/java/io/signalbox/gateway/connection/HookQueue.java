package io.signalbox.gateway.connection;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionItem.HookOverflow;
import io.signalbox.gateway.connection.ConnectionItem.HookQueueItem;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.transport.LogEpisode;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events of one connection that wait for their hooks, and the thread that tells the hooks one event after the other. The thread is
 * virtual, and exists only while events wait.
 *
 * <p>Events are bounded in bytes. Under {@link HookOverflow#PAUSE} the sockets are not read while the queue is full, and an event whose
 * hook nobody serves waits for its hook. Otherwise such an event is over, as is any event whose call has failed: the callee may have
 * handled it.
 *
 * <p>Thread-safe. {@link #offer} does not block.
 */
final class HookQueue {
    private static final Logger LOG = LoggerFactory.getLogger(HookQueue.class);
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 5_000;
    private static final int POLICY_VIOLATION = 1008;
    private static final int INTERNAL_ERROR = 1011;

    /** Room beyond the limit for events that are no messages, and for messages that were being read when the sockets were paused. */
    private static final long RESERVE_BYTES = 64 * 1024;

    /** Errors of calls that no callee has got. */
    private static final Set<String> UNSERVED = Set.of(
            WampException.NOT_CONNECTED,
            WampException.TOO_MANY_PENDING,
            WampException.SEND_BUFFER_FULL,
            "wamp.error.no_such_procedure",
            "wamp.error.no_available_callee",
            "wamp.error.unavailable",
            "crossbar.error.max_concurrency_reached");

    /** Connection whose events the queue has. The methods must not block. */
    interface Owner {
        /** Returns the terms, which may change. */
        HookQueueItem terms();

        /** Returns the maximum of the messages that arrive although the sockets are paused. */
        long unpausedBytes();

        CompletableFuture<Optional<CallResult>> tell(Hook hook, HookEvent.Told told);

        void pause();

        void resume();
    }

    private final String name;
    private final Owner owner;
    private final ConnectionCounters counters;
    private final LogEpisode failures = new LogEpisode(System::nanoTime);
    private final LogEpisode drops = new LogEpisode(System::nanoTime);

    private final Object flow = new Object();

    /** Written with the lock of {@code flow}. */
    private volatile boolean isPaused;

    // Guarded by this.
    private final Queue<HookEvent> waiting = new ArrayDeque<>();
    private long heldBytes;
    private boolean isClosed;

    /** Null while no event waits. */
    private Thread teller;

    /** @param name names the connection in log lines */
    HookQueue(String name, Owner owner, ConnectionCounters counters) {
        this.name = name;
        this.owner = owner;
        this.counters = counters;
    }

    /** Adds an event, or drops it as the terms say. */
    void offer(HookEvent event) {
        HookQueueItem terms = owner.terms();
        boolean isAdded;
        synchronized (this) {
            isAdded = !isClosed && hasRoom(event, terms);
            if (isAdded) {
                add(event);
            }
        }
        if (isAdded) {
            pauseOrResume();
        } else {
            dropped(event, terms);
        }
    }

    private boolean hasRoom(HookEvent event, HookQueueItem terms) {
        long limit = !event.isMessage() || terms.overflow() == HookOverflow.PAUSE
                ? terms.maxBytes() + RESERVE_BYTES + owner.unpausedBytes()
                : terms.maxBytes();
        return heldBytes == 0 || heldBytes + event.heldBytes() <= limit;
    }

    private void add(HookEvent event) {
        waiting.add(event);
        heldBytes += event.heldBytes();
        if (teller == null) {
            teller = Thread.ofVirtual().name("hook").start(this::tellAll);
        }
    }

    private void dropped(HookEvent event, HookQueueItem terms) {
        counters.eventsDropped.increment();
        drops.next()
                .ifPresent(unlogged -> LOG.warn(
                        "{} drops events of the server: {} bytes wait for hook={} - speed the hook up, or raise"
                                + " 'hook_queue.max_bytes' ({} more since the last line)",
                        name,
                        heldBytes(),
                        event.hook().uri(),
                        unlogged));
        if (terms.overflow() == HookOverflow.CLOSE && event.isMessage()) {
            event.origin().close(POLICY_VIOLATION, "too many messages wait");
        }
    }

    private void tellAll() {
        for (HookEvent event = first(); event != null; event = next(event)) {
            try {
                tell(event);
            } catch (InterruptedException closed) {
                counters.eventsDropped.increment();
            } catch (Throwable failure) {
                counters.hooksFailed.increment();
                LOG.error(
                        "{} hook={} failed because of a defect of the gateway",
                        name,
                        event.hook().uri(),
                        failure);
            }
        }
    }

    private synchronized HookEvent first() {
        return waiting.peek();
    }

    /** Removes the event that is over. Returns the next one, or null. */
    private HookEvent next(HookEvent over) {
        HookEvent next;
        synchronized (this) {
            waiting.poll();
            heldBytes -= over.heldBytes();
            next = waiting.peek();
            if (next == null) {
                teller = null;
                notifyAll();
            }
        }
        pauseOrResume();
        return next;
    }

    /** Has the sockets not read while the queue is full, and read again when half of the room is free. */
    private void pauseOrResume() {
        HookQueueItem terms = owner.terms();
        if (!isPaused && (terms.overflow() != HookOverflow.PAUSE || heldBytes() < terms.maxBytes())) {
            return;
        }
        // One decision at a time, so that the last one is what the sockets do.
        synchronized (flow) {
            boolean pauses = terms.overflow() == HookOverflow.PAUSE
                    && heldBytes() >= (isPaused ? terms.maxBytes() / 2 : terms.maxBytes());
            if (pauses == isPaused) {
                return;
            }
            isPaused = pauses;
            if (pauses) {
                counters.pauses.increment();
                owner.pause();
            } else {
                owner.resume();
            }
        }
    }

    /** Has a new remote end not read while the queue is full. */
    void pauseIfFull() {
        synchronized (flow) {
            if (isPaused) {
                owner.pause();
            }
        }
    }

    private void tell(HookEvent event) throws InterruptedException {
        Optional<HookEvent.Told> told = event.told().get();
        if (told.isEmpty()) {
            return;
        }
        for (int attempt = 0; ; attempt++) {
            Optional<WampException> failure = call(event, told.get());
            if (failure.isEmpty()) {
                counters.hooksCalled.increment();
                return;
            }
            boolean isUnserved = UNSERVED.contains(failure.get().uri());
            boolean waits = isUnserved && owner.terms().overflow() == HookOverflow.PAUSE;
            log(event, failure.get(), waits);
            if (!waits) {
                counters.hooksFailed.increment();
                if (owner.terms().overflow() == HookOverflow.CLOSE) {
                    event.origin().close(INTERNAL_ERROR, "the hook failed");
                }
                return;
            }
            counters.hooksRepeated.increment();
            TimeUnit.MILLISECONDS.sleep(Math.min(FIRST_DELAY_MILLIS << Math.min(attempt, 10), LONGEST_DELAY_MILLIS));
        }
    }

    /** Returns why the hook could not be told; empty if it was. */
    private Optional<WampException> call(HookEvent event, HookEvent.Told told) throws InterruptedException {
        CompletableFuture<Optional<CallResult>> call;
        try {
            call = owner.tell(event.hook(), told);
        } catch (IllegalArgumentException e) {
            // A tree of JSON that is nested deeper than a message of WAMP may be.
            return Optional.of(new WampException(ConnectionErrors.INVALID_ARGUMENT, e.getMessage()));
        }
        try {
            call.get().ifPresent(event.answered());
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WampException failure) {
                return Optional.of(failure);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            call.cancel(false);
            throw e;
        }
    }

    private void log(HookEvent event, WampException failure, boolean waits) {
        failures.next()
                .ifPresent(unlogged -> LOG.warn(
                        "{} hook={} {}: {} ({} more since the last line)",
                        name,
                        event.hook().uri(),
                        waits ? "is not served, and its event waits" : "has failed",
                        failure.getMessage(),
                        unlogged));
    }

    synchronized long heldBytes() {
        return heldBytes;
    }

    /** Waits until no event is left, for some time at most. */
    synchronized void awaitEmpty(long timeoutMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        for (long left = timeoutMillis; teller != null && left > 0; ) {
            wait(left);
            left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
        }
    }

    /** Drops all events, and each further one. The call of a hook that is under way is canceled. Idempotent. */
    void close() {
        Thread running;
        synchronized (this) {
            isClosed = true;
            running = teller;
            HookEvent current = waiting.poll();
            if (current != null) {
                counters.eventsDropped.add(waiting.size());
                waiting.clear();
                waiting.add(current);
                heldBytes = current.heldBytes();
            }
        }
        if (running != null) {
            running.interrupt();
        }
    }
}
