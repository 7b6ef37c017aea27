package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.WampConnection;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connection that is opened again after each failure and each loss, as far as a {@link ReconnectPolicy} permits.
 *
 * <pre>
 * CONNECTING -- the attempt succeeds -----> OPEN -- the connection is lost --> WAITING
 *     ^   |                                                                     |  |
 *     |   +------- the attempt fails -------------------------------------------+  |
 *     |                        (or FAILED, if the policy permits no attempt)       |
 *     +---------------------------- the delay is over -----------------------------+
 * STOPPED from every state but FAILED
 * </pre>
 *
 * <p>A connection that is lost sooner than after the next delay counts as a failed attempt. Otherwise the delay would not grow
 * for a router that accepts each connection and closes it at once.
 *
 * <p>Thread-safe. The observer is called for one state at a time, in order, on any thread, and must not block.
 */
public final class Reconnection {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);

    /** Source of delayed tasks. */
    public interface Timer {

        /** Runs a task after a delay. Returns a task that cancels the run. */
        Runnable after(long millis, Runnable task);
    }

    private final Connector connector;
    private final ReconnectPolicy policy;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final Consumer<ReconnectState> observer;

    // Guarded by this.
    private boolean isStarted;
    private ReconnectState state;
    private int failedAttempts;
    private long openSinceNanos;
    private CompletableFuture<WampConnection> attempt;
    private Runnable cancelDelay = () -> {};
    private LostEarly lostEarly;
    private final Queue<ReconnectState> unseen = new ArrayDeque<>();
    private boolean isObserving;

    /** Connection that was lost before its attempt has ended. */
    private record LostEarly(WampConnection connection, String why) {}

    /**
     * Creates a reconnection that is not started.
     *
     * @param connector opens the connections; its acceptor calls {@link #lost} from
     *     {@link io.signalbox.protocol.connection.ConnectionListener#onClosed}
     * @param nanoClock replacement of {@link System#nanoTime}
     */
    public Reconnection(
            Connector connector,
            ReconnectPolicy policy,
            Timer timer,
            LongSupplier nanoClock,
            RandomGenerator random,
            Consumer<ReconnectState> observer) {
        this.connector = connector;
        this.policy = policy;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.random = random;
        this.observer = observer;
    }

    /**
     * Begins the first attempt. Without effect after {@link #stop}.
     *
     * @throws IllegalStateException if the reconnection has been started before
     */
    public void start() {
        synchronized (this) {
            if (isStarted) {
                throw new IllegalStateException("a reconnection is started once");
            }
            isStarted = true;
        }
        connect();
    }

    private void connect() {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            become(new ReconnectState.Connecting(failedAttempts + 1));
        }
        // Before the attempt: a connection within the process may be in use when the connector returns.
        observe();
        CompletableFuture<WampConnection> begun;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            begun = connector.connect();
            attempt = begun;
        }
        begun.whenComplete((connection, failure) -> {
            if (connection == null) {
                failed(begun, failure);
            } else {
                opened(begun, connection);
            }
        });
    }

    private void opened(CompletableFuture<WampConnection> ended, WampConnection connection) {
        boolean isUnwanted;
        synchronized (this) {
            isUnwanted = ended != attempt || isOver();
            if (!isUnwanted) {
                attempt = null;
                openSinceNanos = nanoClock.getAsLong();
                become(new ReconnectState.Open(connection));
                if (lostEarly != null && lostEarly.connection() == connection) {
                    lose(lostEarly.why());
                }
                lostEarly = null;
            }
        }
        if (isUnwanted) {
            connection.close(CloseReason.NORMAL);
        }
        observe();
    }

    private void failed(CompletableFuture<WampConnection> ended, Throwable failure) {
        synchronized (this) {
            if (ended != attempt || isOver()) {
                return;
            }
            attempt = null;
            retry(failure);
        }
        observe();
    }

    /** Reports the end of a connection. A connection that is not the current one is ignored. */
    public void lost(WampConnection connection, String why) {
        synchronized (this) {
            if (state instanceof ReconnectState.Open open && open.connection() == connection) {
                lose(why);
            } else if (state instanceof ReconnectState.Connecting) {
                lostEarly = new LostEarly(connection, why);
            }
        }
        observe();
    }

    private void lose(String why) {
        long openMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - openSinceNanos);
        if (openMillis >= policy.longestDelayMillis(failedAttempts + 1)) {
            failedAttempts = 0;
        }
        retry(new ConnectionLost(connector.address(), why));
    }

    /** Waits for the next attempt, or gives up. Called with the lock. */
    private void retry(Throwable why) {
        failedAttempts++;
        OptionalLong delay = policy.delayMillis(failedAttempts, random);
        if (delay.isEmpty()) {
            become(new ReconnectState.Failed(why, failedAttempts));
            return;
        }
        become(new ReconnectState.Waiting(why, failedAttempts, delay.getAsLong()));
        cancelDelay = timer.after(delay.getAsLong(), this::connect);
    }

    /** Ends the attempt or the connection. No attempt follows. Idempotent. */
    public void stop() {
        CompletableFuture<WampConnection> running;
        WampConnection connection;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            connection = state instanceof ReconnectState.Open open ? open.connection() : null;
            running = attempt;
            attempt = null;
            cancelDelay.run();
            become(new ReconnectState.Stopped());
        }
        if (running != null) {
            running.cancel(false);
        }
        if (connection != null) {
            connection.close(CloseReason.NORMAL);
        }
        observe();
    }

    /** Returns the state; null before the start. */
    public synchronized ReconnectState state() {
        return state;
    }

    private boolean isOver() {
        return state instanceof ReconnectState.Stopped || state instanceof ReconnectState.Failed;
    }

    private void become(ReconnectState next) {
        state = next;
        unseen.add(next);
    }

    /** Calls the observer without the lock, unless another thread does. */
    private void observe() {
        while (true) {
            ReconnectState next;
            synchronized (this) {
                if (isObserving || unseen.isEmpty()) {
                    return;
                }
                isObserving = true;
                next = unseen.poll();
            }
            try {
                observer.accept(next);
            } catch (Throwable failure) {
                LOG.error("connector={} the observer of its connection failed", connector.id(), failure);
            } finally {
                synchronized (this) {
                    isObserving = false;
                }
            }
        }
    }
}
