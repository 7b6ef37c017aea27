package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.websocket.CloseFrame;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All sessions of the gateway of a node, with one timer for all of them. Thread-safe. */
public final class RelaySessions {
    private static final Logger LOG = LoggerFactory.getLogger(RelaySessions.class);

    /** The logger of lines about single peers, which has a queue of its own. */
    private static final Logger ACCESS = LoggerFactory.getLogger("signalbox.access");

    private static final long TICK_MILLIS = 250;

    private final RelayCounters counters = new RelayCounters();
    private final AssemblyBudget budget;
    private final Random keys = new SecureRandom();
    private final LongSupplier nanoClock;
    private final LogEpisode warnings;
    private final ThreadLocal<PassageScratch> scratches = ThreadLocal.withInitial(PassageScratch::new);
    private final AtomicLong numbers = new AtomicLong();

    /** The sessions, with the task that follows the end of each. */
    private final Map<RelaySession, Runnable> sessions = new ConcurrentHashMap<>();

    private ScheduledFuture<?> ticks;

    /**
     * @param nanoClock replacement of {@link System#nanoTime}
     * @param budget what incomplete messages are charged to
     */
    public RelaySessions(LongSupplier nanoClock, AssemblyBudget budget) {
        this.nanoClock = nanoClock;
        this.budget = budget;
        warnings = new LogEpisode(nanoClock);
    }

    /** Starts the timer. */
    public void start(ScheduledExecutorService timers) {
        ticks = timers.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Begins a session, whose legs are not connected.
     *
     * @param ended runs once, at the end of the session
     */
    public RelaySession open(RelayTerms terms, RelayRoute route, Runnable ended) {
        return open(terms, route, Mediator.NONE, ended);
    }

    /** Begins a session with a mediator. */
    public RelaySession open(RelayTerms terms, RelayRoute route, Mediator mediator, Runnable ended) {
        RelaySession session = new RelaySession(this, terms, route, mediator, numbers.incrementAndGet());
        mediator.begins(session);
        sessions.put(session, ended);
        counters.opened.increment();
        return session;
    }

    public RelayCounters counters() {
        return counters;
    }

    /** Returns the oldest open sessions, in the order of their begins. */
    public List<RelaySession> open(int limit) {
        return sessions.keySet().stream()
                .filter(RelaySession::isOpen)
                .sorted(Comparator.comparingLong(RelaySession::number))
                .limit(limit)
                .toList();
    }

    /** Returns the number of sessions. */
    public int size() {
        return sessions.size();
    }

    /**
     * Closes all sessions as their terms say for the stop of the node.
     *
     * @param timeoutMillis the time for which the method waits for their ends
     */
    public void shutDown(long timeoutMillis) throws InterruptedException {
        sessions.keySet().forEach(RelaySessions::shutDown);
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        synchronized (sessions) {
            while (!sessions.isEmpty()) {
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                if (leftMillis <= 0) {
                    return;
                }
                sessions.wait(leftMillis);
            }
        }
    }

    private static void shutDown(RelaySession session) {
        CloseFrame told = session.terms().mediation().shutdown();
        session.close(told.code(), told.text());
    }

    /** Ends all sessions, and the timer. Idempotent. */
    public void stop() {
        if (ticks != null) {
            ticks.cancel(false);
        }
        AllSteps steps = new AllSteps();
        sessions.keySet().forEach(session -> steps.then(session::abandon));
        steps.rethrow();
    }

    /** Checks the timers of all sessions. */
    void tick() {
        for (RelaySession session : sessions.keySet()) {
            try {
                session.tick(nanoClock.getAsLong());
            } catch (Throwable failure) {
                LOG.error("session={} its timers failed; it is ended", session.id(), failure);
                session.abandon();
            }
        }
    }

    long nanoTime() {
        return nanoClock.getAsLong();
    }

    /** Returns the frame of a message for several clients. */
    public SharedFrame share(WebSocketMessage message) {
        return new SharedFrame(message, budget);
    }

    /** Returns what incomplete messages of all sessions are charged to. */
    AssemblyBudget budget() {
        return budget;
    }

    Random keys() {
        return keys;
    }

    ThreadLocal<PassageScratch> scratches() {
        return scratches;
    }

    void warn(RelaySession session, String why) {
        warnings.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} peer={} backend={} session {} is closed: {} ({} more since the last line)",
                        session.route().item(),
                        session.route().clientAddress(),
                        session.serviceUrl(),
                        session.id(),
                        why,
                        unlogged));
    }

    void ended(RelaySession session) {
        Runnable ended = sessions.remove(session);
        counters.closed.increment();
        if (ACCESS.isInfoEnabled()) {
            ACCESS.info(
                    "relay path={} session={} peer={} request={} backend={} {}",
                    session.route().item(),
                    session.id(),
                    session.route().clientAddress(),
                    session.route().gatewayPath(),
                    session.serviceUrl(),
                    session.traffic().text(nanoTime()));
        }
        synchronized (sessions) {
            sessions.notifyAll();
        }
        ended.run();
    }
}
