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
 *
 * @param <C> the type of the connection
 */
public final class Reconnection<C> {
    private static final Logger LOG = LoggerFactory.getLogger(Reconnection.class);

    /** Source of delayed tasks. */
    public interface Timer {

        /** Runs a task after a delay. Returns a task that cancels the run. */
        Runnable after(long millis, Runnable task);
    }

    /**
     * Source of connections.
     *
     * @param <C> the type of the connections
     */
    public interface Source<C> {

        /** Returns the id from the configuration. */
        String id();

        /** Returns the URL of the peer, for people. */
        String address();

        /** Begins one attempt to open a connection, as {@link Connector#connect} does. */
        CompletableFuture<C> connect();

        /** Closes a connection of this source. */
        void close(C connection);
    }

    private final Source<C> source;
    private final ReconnectPolicy policy;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final RandomGenerator random;
    private final Consumer<ReconnectState<C>> observer;

    // Guarded by this.
    private boolean isStarted;
    private ReconnectState<C> state;
    private int failedAttempts;
    private long openSinceNanos;
    private CompletableFuture<C> attempt;
    private Runnable cancelDelay = () -> {};
    private LostEarly<C> lostEarly;
    private final Queue<ReconnectState<C>> unseen = new ArrayDeque<>();
    private boolean isObserving;

    /** Connection that was lost before its attempt has ended. */
    private record LostEarly<C>(C connection, String why) {}

    /**
     * Creates a reconnection that is not started.
     *
     * @param source opens the connections, whose ends are reported to {@link #lost}
     * @param nanoClock replacement of {@link System#nanoTime}
     */
    public Reconnection(
            Source<C> source,
            ReconnectPolicy policy,
            Timer timer,
            LongSupplier nanoClock,
            RandomGenerator random,
            Consumer<ReconnectState<C>> observer) {
        this.source = source;
        this.policy = policy;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.random = random;
        this.observer = observer;
    }

    /** Returns a connector as a source. Its acceptor reports the ends of the connections to {@link #lost}. */
    public static Source<WampConnection> source(Connector connector) {
        return new Source<>() {
            @Override
            public String id() {
                return connector.id();
            }

            @Override
            public String address() {
                return connector.address();
            }

            @Override
            public CompletableFuture<WampConnection> connect() {
                return connector.connect();
            }

            @Override
            public void close(WampConnection connection) {
                connection.close(CloseReason.NORMAL);
            }
        };
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
            become(new ReconnectState.Connecting<>(failedAttempts + 1));
        }
        // Before the attempt: a connection within the process may be in use when the connector returns.
        observe();
        CompletableFuture<C> begun;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            begun = source.connect();
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

    private void opened(CompletableFuture<C> ended, C connection) {
        boolean isUnwanted;
        synchronized (this) {
            isUnwanted = ended != attempt || isOver();
            if (!isUnwanted) {
                attempt = null;
                openSinceNanos = nanoClock.getAsLong();
                become(new ReconnectState.Open<>(connection));
                if (lostEarly != null && lostEarly.connection() == connection) {
                    lose(lostEarly.why());
                }
                lostEarly = null;
            }
        }
        if (isUnwanted) {
            source.close(connection);
        }
        observe();
    }

    private void failed(CompletableFuture<C> ended, Throwable failure) {
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
    public void lost(C connection, String why) {
        synchronized (this) {
            if (state instanceof ReconnectState.Open<C> open && open.connection() == connection) {
                lose(why);
            } else if (state instanceof ReconnectState.Connecting<C>) {
                lostEarly = new LostEarly<>(connection, why);
            }
        }
        observe();
    }

    private void lose(String why) {
        long openMillis = TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - openSinceNanos);
        if (openMillis >= policy.longestDelayMillis(failedAttempts + 1)) {
            failedAttempts = 0;
        }
        retry(new ConnectionLost(source.address(), why));
    }

    /** Waits for the next attempt, or gives up. Called with the lock. */
    private void retry(Throwable why) {
        failedAttempts++;
        OptionalLong delay = policy.delayMillis(failedAttempts, random);
        if (delay.isEmpty()) {
            become(new ReconnectState.Failed<>(why, failedAttempts));
            return;
        }
        become(new ReconnectState.Waiting<>(why, failedAttempts, delay.getAsLong()));
        cancelDelay = timer.after(delay.getAsLong(), this::connect);
    }

    /** Ends the attempt or the connection. No attempt follows. Idempotent. */
    public void stop() {
        CompletableFuture<C> running;
        C connection;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            connection = state instanceof ReconnectState.Open<C> open ? open.connection() : null;
            running = attempt;
            attempt = null;
            cancelDelay.run();
            become(new ReconnectState.Stopped<>());
        }
        if (running != null) {
            running.cancel(false);
        }
        if (connection != null) {
            source.close(connection);
        }
        observe();
    }

    /** Returns the state; null before the start. */
    public synchronized ReconnectState<C> state() {
        return state;
    }

    private boolean isOver() {
        return state instanceof ReconnectState.Stopped<C> || state instanceof ReconnectState.Failed<C>;
    }

    private void become(ReconnectState<C> next) {
        state = next;
        unseen.add(next);
    }

    /** Calls the observer without the lock, unless another thread does. */
    private void observe() {
        while (true) {
            ReconnectState<C> next;
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
                LOG.error("connector={} the observer of its connection failed", source.id(), failure);
            } finally {
                synchronized (this) {
                    isObserving = false;
                }
            }
        }
    }
}
