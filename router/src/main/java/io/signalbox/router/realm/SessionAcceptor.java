package io.signalbox.router.realm;

import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.Timers;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acceptor of one listener: creates an {@link InboundGate} for each connection.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class SessionAcceptor implements ConnectionAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(SessionAcceptor.class);

    private final SessionHandshake handshake;
    private final Quotas quotas;
    private final Times times;
    private final Resources resources;
    private final SessionIds ids;
    private final LongAdder failedAuthentications = new LongAdder();
    private final LogEpisode episode;

    /**
     * Time limits of a connection.
     *
     * @param helloMillis until HELLO, and until the next HELLO after a GOODBYE
     * @param authenticateMillis from CHALLENGE to AUTHENTICATE
     * @param authenticatorMillis until an authentication method answers HELLO or AUTHENTICATE
     * @param maxPauseMillis longest pause of reading because of pending calls
     */
    public record Times(long helloMillis, long authenticateMillis, long authenticatorMillis, long maxPauseMillis) {
        public static final Times DEFAULTS = new Times(5_000, 10_000, 10_000, 10_000);

        long helloNanos() {
            return TimeUnit.MILLISECONDS.toNanos(helloMillis);
        }

        long authenticateNanos() {
            return TimeUnit.MILLISECONDS.toNanos(authenticateMillis);
        }

        long authenticatorNanos() {
            return TimeUnit.MILLISECONDS.toNanos(authenticatorMillis);
        }

        long maxPauseNanos() {
            return TimeUnit.MILLISECONDS.toNanos(maxPauseMillis);
        }
    }

    /**
     * Quotas of sessions.
     *
     * @param listener limit of the listener's sessions
     * @param node limit of the node's sessions
     * @param authentications limit of the node's authentications that await a client or an authenticator
     * @param waiting budget of the node for messages that wait for their realms
     */
    public record Quotas(
            SessionQuota listener, SessionQuota node, SessionQuota authentications, InboundBudget waiting) {

        /**
         * Counts a session against both limits. Returns the name of the exhausted limit, or null if the session was
         * counted.
         */
        String take() {
            if (!listener.tryTake()) {
                return "listener";
            }
            if (!node.tryTake()) {
                listener.giveBack();
                return "node";
            }
            return null;
        }

        void giveBack() {
            listener.giveBack();
            node.giveBack();
        }
    }

    /**
     * Means of the node that connections share.
     *
     * @param workers run the tasks that do not come from an inbound read; tasks are short and never block
     * @param random thread-safe source of session ids
     */
    public record Resources(Timers timers, Executor workers, RandomGenerator random) {}

    public SessionAcceptor(RealmDirectory realms, AuthMethods auth, Quotas quotas, Times times, Resources resources) {
        this.handshake = new SessionHandshake(realms, auth);
        this.quotas = quotas;
        this.times = times;
        this.resources = resources;
        ids = new SessionIds(resources.random());
        episode = new LogEpisode(
                resources.timers(),
                leftOut -> LOG.error(
                        "{} further clients refused because their authenticators failed since the last log line",
                        leftOut));
    }

    @Override
    public ConnectionListener accept(WampConnection connection) {
        return new InboundGate(connection, this);
    }

    /** Returns the number of clients that were refused because an authenticator threw an exception, did not answer in time, or gave an
     * invalid answer. */
    public long failedAuthentications() {
        return failedAuthentications.sum();
    }

    /** Counts a client that is refused because of its authenticator. Returns whether the caller logs the reason. */
    boolean authenticatorFails() {
        failedAuthentications.increment();
        return episode.begins();
    }

    SessionHandshake handshake() {
        return handshake;
    }

    Quotas quotas() {
        return quotas;
    }

    Times times() {
        return times;
    }

    Timers timers() {
        return resources.timers();
    }

    Executor workers() {
        return resources.workers();
    }

    SessionIds ids() {
        return ids;
    }
}
