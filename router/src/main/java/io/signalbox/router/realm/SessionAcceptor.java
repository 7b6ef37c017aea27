package io.signalbox.router.realm;

import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.session.Timers;
import java.util.concurrent.TimeUnit;

/**
 * Acceptor of one listener: creates an {@link InboundGate} for each connection.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class SessionAcceptor implements ConnectionAcceptor {
    private final SessionHandshake handshake;
    private final Quotas quotas;
    private final Timers timers;
    private final Times times;

    /**
     * Time limits of a connection.
     *
     * @param handshakeMillis until HELLO, and until the next HELLO after a GOODBYE
     * @param maxPauseMillis longest pause of reading because of pending calls
     */
    public record Times(long handshakeMillis, long maxPauseMillis) {
        public static final Times DEFAULTS = new Times(5_000, 10_000);

        long handshakeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(handshakeMillis);
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
     * @param waiting budget of the node for messages that wait for their realms
     */
    public record Quotas(SessionQuota listener, SessionQuota node, InboundBudget waiting) {

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

    public SessionAcceptor(RealmDirectory realms, AuthMethods auth, Quotas quotas, Timers timers, Times times) {
        this.handshake = new SessionHandshake(realms, auth);
        this.quotas = quotas;
        this.timers = timers;
        this.times = times;
    }

    @Override
    public ConnectionListener accept(WampConnection connection) {
        InboundGate gate = new InboundGate(connection, handshake, quotas, timers, times);
        gate.awaitHello();
        return gate;
    }
}
