package io.signalbox.router.link;

import io.signalbox.client.WampClientBuilder;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.Timers;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * State machine of one link. Opens a {@link LinkSession}, and a further one when the last one has ended.
 *
 * <pre>
 * NEW -- start --> CONNECTING -- both sessions have joined --> UP
 *                    ^    |                                     |
 *                    |    +------ an end, a failure ------------+--> WAITING -- the delay is over --> CONNECTING
 *                    |                                          |
 *                    +------------------------------------------+--> FAILED   by the limit of 'reconnect'
 *
 * STOPPED   from every state
 * </pre>
 *
 * <p>Thread-safe. No method blocks.
 */
public final class RouterLink implements LinkSession.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RouterLink.class);
    private static final int MAX_ERROR_CHARS = 1_000;

    /** Time after which a link that is up has mirrored what there is, usually. */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private enum State {
        NEW,
        CONNECTING,
        UP,
        WAITING,
        FAILED,
        STOPPED
    }

    private final LinkConfig config;
    private final String realm;
    private final String node;
    private final Supplier<WampClientBuilder> local;
    private final Supplier<WampClientBuilder> remote;
    private final Timers timers;
    private final RandomGenerator random;
    private final LinkCounters counters = new LinkCounters();

    // Guarded by this.
    private State state = State.NEW;
    private LinkSession session;
    private Timers.Timeout delay = () -> {};
    private long sinceMillis;
    private int failures;
    private boolean hasBeenUp;
    private String remoteNode = "";
    private String lastError = "";

    /**
     * @param realm the realm of this node, for log lines
     * @param node the id of this node
     * @param local makes clients in the realm of this node, with the role of the link
     * @param remote makes clients in the realm of the other router
     */
    public RouterLink(
            LinkConfig config,
            String realm,
            String node,
            Supplier<WampClientBuilder> local,
            Supplier<WampClientBuilder> remote,
            Timers timers,
            RandomGenerator random) {
        this.config = config;
        this.realm = realm;
        this.node = node;
        this.local = local;
        this.remote = remote;
        this.timers = timers;
        this.random = random;
        sinceMillis = timers.epochMillis();
    }

    /** Begins to connect. */
    public synchronized void start() {
        if (state == State.NEW) {
            connect();
        }
    }

    private synchronized void connectAgain() {
        if (state == State.WAITING) {
            connect();
        }
    }

    private void connect() {
        become(State.CONNECTING);
        try {
            LinkSession fresh = new LinkSession(config, local.get(), remote.get(), node, counters, timers, this);
            session = fresh;
            onVirtualThread(fresh::open);
        } catch (RuntimeException unusable) {
            ended(unusable.toString());
        }
    }

    private void become(State next) {
        state = next;
        sinceMillis = timers.epochMillis();
    }

    @Override
    public synchronized void up(LinkSession opened, String otherNode) {
        if (opened != session) {
            return;
        }
        become(State.UP);
        failures = 0;
        remoteNode = otherNode;
        if (hasBeenUp) {
            counters.reconnects.increment();
        }
        hasBeenUp = true;
        LOG.info(
                "link={} realm={} is up: remote realm={} node={} reconnects={}",
                config.id(),
                realm,
                config.realm(),
                otherNode.isEmpty() ? "unknown" : otherNode,
                counters.reconnects.sum());
        delay = timers.after(SETTLING_NANOS, () -> logStatus(opened));
    }

    private synchronized void logStatus(LinkSession settled) {
        if (settled == session) {
            LOG.info(
                    "link={} realm={} {} last_error='{}'",
                    config.id(),
                    realm,
                    upSince(),
                    lastError.isEmpty() ? "none" : lastError);
        }
    }

    private String upSince() {
        return "up since " + Instant.ofEpochMilli(sinceMillis) + ": reconnects=" + counters.reconnects.sum()
                + " mirrored=" + session.mirrored();
    }

    @Override
    public synchronized void over(LinkSession opened, String why) {
        if (opened == session) {
            ended(why);
        }
    }

    private void ended(String reason) {
        // The reason contains texts of the other router.
        String why = PrintableText.of(reason, MAX_ERROR_CHARS);
        boolean wasUp = state == State.UP;
        String past = wasUp ? "; the link was " + upSince() : "";
        delay.cancel();
        session = null;
        lastError = why;
        failures++;
        OptionalLong delayMillis = config.transport().reconnect().delayMillis(failures, random);
        if (delayMillis.isEmpty()) {
            become(State.FAILED);
            LOG.error(
                    "link={} realm={} has failed: {} - {} for further attempts{}",
                    config.id(),
                    realm,
                    why,
                    config.transport().reconnect().remedy(),
                    past);
            return;
        }
        become(State.WAITING);
        LOG.warn(
                "link={} realm={} {}: {}; next attempt in {} ms{}",
                config.id(),
                realm,
                wasUp ? "is lost" : "is not up",
                why,
                delayMillis.getAsLong(),
                past);
        delay = timers.after(
                TimeUnit.MILLISECONDS.toNanos(delayMillis.getAsLong()), () -> onVirtualThread(this::connectAgain));
    }

    /** A timer must not wait for files of credentials. */
    private void onVirtualThread(Runnable task) {
        Thread.ofVirtual().name("link-" + config.id()).start(task);
    }

    @Override
    public synchronized void problem(String text) {
        lastError = PrintableText.of(text, MAX_ERROR_CHARS);
        LOG.warn("link={} realm={} {}", config.id(), realm, lastError);
    }

    /** Ends the link. Idempotent. */
    public void stop() {
        LinkSession last;
        synchronized (this) {
            state = State.STOPPED;
            delay.cancel();
            last = session;
            session = null;
        }
        if (last != null) {
            last.end("the node stops");
        }
    }

    /** Returns the status for {@code signalbox.link.list}. */
    synchronized Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("id", config.id());
        status.put("remote_realm", config.realm());
        status.put("remote_node", remoteNode.isEmpty() ? null : remoteNode);
        status.put("state", state.name().toLowerCase(Locale.ROOT));
        status.put("since", Instant.ofEpochMilli(sinceMillis).toString());
        status.put("reconnects", counters.reconnects.sum());
        status.put("last_error", lastError.isEmpty() ? null : lastError);
        status.put("mirrored", session == null ? Map.of() : session.mirrored());
        status.put("refused", session == null ? List.of() : session.refused());
        status.put("pending_calls", session == null ? 0 : session.pendingCalls());
        status.put("counters", counters.values());
        return status;
    }

    /** Returns the counters, and the numbers of mirrored items and of pending calls. */
    public synchronized Map<String, Long> counters() {
        Map<String, Long> values = counters.values();
        values.put("up", state == State.UP ? 1L : 0L);
        if (session != null) {
            values.putAll(session.mirrored());
            values.put("pendingCalls", (long) session.pendingCalls());
        }
        return values;
    }
}
