package io.signalbox.router.container;

import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.process.RestartHistory;
import io.signalbox.router.process.RestartHistory.Next;
import io.signalbox.router.process.RestartPolicy;
import io.signalbox.router.session.Timers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State machine of one component of a container: a {@link HostedComponent} for each start.
 *
 * <pre>
 * NEW -- start --> ACTIVE -- an end that a start follows --> BACKOFF -- the delay is over --> ACTIVE
 *                    |
 *                    +------ an end that no start follows --> OVER
 *
 * NEW, BACKOFF -- stop --> OVER      ACTIVE -- stop --> STOPPING -- the component has ended --> OVER
 * </pre>
 *
 * <p>Thread safety: all methods are thread-safe. None blocks.
 */
public final class ContainedComponent {
    private static final Logger LOG = LoggerFactory.getLogger(ContainedComponent.class);

    private final String id;
    private final Supplier<HostedComponent> starts;
    private final RestartPolicy policy;
    private final RestartHistory history;
    private final Timers timers;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    // Written with the monitor of this object only. The end of another component reads them without it.
    private volatile State state = State.NEW;
    private volatile boolean hasFailed;

    // Guarded by this.
    private HostedComponent current;
    private Timers.Timeout delay = () -> {};

    private enum State {
        NEW,
        ACTIVE,
        BACKOFF,
        STOPPING,
        OVER
    }

    /**
     * @param starts makes the component for the next start
     * @param random the source of jitter
     */
    public ContainedComponent(
            String id, Supplier<HostedComponent> starts, RestartPolicy policy, Timers timers, RandomGenerator random) {
        this.id = id;
        this.starts = starts;
        this.policy = policy;
        this.timers = timers;
        this.history = new RestartHistory(policy, random);
    }

    /** Starts the component. The result is completed when the component runs, has failed or waits for a router. */
    synchronized CompletableFuture<Void> start() {
        if (state == State.NEW) {
            begin();
        }
        return firstStart;
    }

    private void begin() {
        state = State.ACTIVE;
        history.started(timers.nanoTime());
        HostedComponent next = starts.get();
        current = next;
        next.end().thenRun(() -> ended(next));
        next.start().thenRun(() -> firstStart.complete(null));
    }

    private synchronized void ended(HostedComponent which) {
        boolean failure = which.hasFailed();
        current = null;
        if (state == State.STOPPING || !policy.appliesTo(failure)) {
            over(failure);
            return;
        }
        switch (history.ended(timers.nanoTime())) {
            case Next.Restart next -> {
                LOG.warn(
                        "component={} is started again in {} ms, restart {} in a row",
                        id,
                        TimeUnit.NANOSECONDS.toMillis(next.delayNanos()),
                        history.restarts());
                state = State.BACKOFF;
                delay = timers.after(next.delayNanos(), this::delayIsOver);
            }
            case Next.GiveUp giveUp -> {
                LOG.error(
                        "component={} is not started again: {}; mend the failure above, and start the node again",
                        id,
                        giveUp.reason());
                over(true);
            }
        }
    }

    private synchronized void delayIsOver() {
        if (state == State.BACKOFF) {
            begin();
        }
    }

    /** Ends the component for good. The result is completed when the component has ended. */
    synchronized CompletableFuture<Void> stop() {
        switch (state) {
            case NEW, BACKOFF -> {
                delay.cancel();
                over(false);
            }
            case ACTIVE -> {
                state = State.STOPPING;
                current.stop();
            }
            case STOPPING, OVER -> {}
        }
        return end;
    }

    private void over(boolean failure) {
        hasFailed = failure;
        state = State.OVER;
        firstStart.complete(null);
        end.complete(null);
    }

    /** Completed when the component has ended and no start follows. */
    CompletableFuture<Void> end() {
        return end;
    }

    String id() {
        return id;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    /** Returns whether the end was a failure. */
    boolean hasFailed() {
        return hasFailed;
    }
}
