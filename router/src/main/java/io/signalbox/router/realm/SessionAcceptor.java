package io.signalbox.router.realm;

import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.session.Timers;
import java.util.concurrent.TimeUnit;

/** Turns the connections of one listener into sessions. Any thread may use it. */
public final class SessionAcceptor implements ConnectionAcceptor {
    private final SessionHandshake handshake;
    private final Quotas quotas;
    private final Timers timers;
    private final Times times;

    /**
     * How long a connection may keep the router waiting.
     *
     * @param handshakeMillis until HELLO, and until the next HELLO after a GOODBYE
     * @param maxPauseMillis the longest that a session is not read because of its pending calls
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

    /** The bounds that a new session falls under: that of its listener and that of the node. */
    public record Quotas(SessionQuota listener, SessionQuota node) {

        /** The name of the bound that is used up, or null when the session was counted. */
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
