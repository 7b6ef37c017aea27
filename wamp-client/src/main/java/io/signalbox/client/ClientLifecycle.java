package io.signalbox.client;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.transport.connecting.ReconnectState;
import io.signalbox.transport.connecting.Reconnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections and sessions of a client, one after the other: opens a connection, joins the realm, requests the subscriptions and
 * registrations again, and begins anew when the session ends. {@link ClientState} has the states. Thread-safe.
 */
final class ClientLifecycle implements ConnectionAcceptor {
    private static final Logger LOG = LoggerFactory.getLogger(ClientLifecycle.class);

    private final ClientSettings settings;
    private final ClientContext context;
    private final Subscriptions subscriptions;
    private final Registrations registrations;
    private final ClientListeners listeners;
    private final Flusher flusher = new Flusher("wamp-client-flush");
    private final Connector connector;
    private final Reconnection<WampConnection> reconnection;
    private final Runnable resources;
    private final PendingFuture<Void> firstJoin;
    private final PendingFuture<Void> closed;

    // Guarded by this.
    private ClientState state;
    private RouterConnection current;
    private WampConnection open;
    private int connections;
    private WampException lastEnd;

    /** Why the client leaves its session although it goes on; null if it does not. */
    private WampException leaving;

    private boolean hasJoined;
    private boolean isClosing;

    /** @param resources stops the threads that belong to this client only, when the client is closed */
    ClientLifecycle(
            ClientSettings settings,
            ClientContext context,
            Subscriptions subscriptions,
            Registrations registrations,
            ClientListeners listeners,
            ConnectorFactory connectors,
            RandomGenerator random,
            Runnable resources) {
        this.settings = settings;
        this.context = context;
        this.subscriptions = subscriptions;
        this.registrations = registrations;
        this.listeners = listeners;
        this.resources = resources;
        firstJoin = new PendingFuture<>(context.executor()) {
            @Override
            void abandoned() {
                ClientLifecycle.this.close(CloseUri.NORMAL, Map.of());
            }
        };
        closed = new PendingFuture<>(context.executor());
        connector = connectors.connector(this);
        reconnection = new Reconnection<>(
                Reconnection.source(connector),
                settings.reconnect().policy(),
                this::later,
                System::nanoTime,
                random,
                this::observed);
    }

    private Runnable later(long millis, Runnable task) {
        ScheduledFuture<?> delayed = context.timer().schedule(task, millis, TimeUnit.MILLISECONDS);
        return () -> delayed.cancel(false);
    }

    ClientSettings settings() {
        return settings;
    }

    ClientContext context() {
        return context;
    }

    String address() {
        return connector.address();
    }

    /** Returns the state; null before {@link #open}. */
    synchronized ClientState state() {
        return state;
    }

    /** Begins the first attempt. The future ends when the first session is joined. */
    CompletableFuture<Void> open() {
        reconnection.start();
        flusher.start();
        return firstJoin;
    }

    private void observed(ReconnectState<WampConnection> next) {
        switch (next) {
            case ReconnectState.Connecting<WampConnection> connecting -> connecting(connecting.attempt());
            case ReconnectState.Open<WampConnection> open -> opened(open.connection());
            case ReconnectState.Waiting<WampConnection> waiting -> waiting(waiting);
            case ReconnectState.Failed<WampConnection> failed -> over(new ClientState.Failed(reason(failed.why())));
            case ReconnectState.Stopped<WampConnection> stopped -> over(new ClientState.Closed());
        }
    }

    private void connecting(int attempt) {
        context.session().leave("the client is connecting to " + connector.address());
        become(new ClientState.Connecting(attempt));
    }

    private void waiting(ReconnectState.Waiting<WampConnection> waiting) {
        WampException why = reason(waiting.why());
        boolean isFinal;
        synchronized (this) {
            isFinal = !hasJoined && !settings.reconnect().firstAttempt()
                    || settings.giveUp().after(moment(), why.uri());
        }
        if (isFinal) {
            over(new ClientState.Failed(why));
            reconnection.stop();
            return;
        }
        LOG.warn("client='{}' {}; next attempt in {} ms", settings.agent(), why.getMessage(), waiting.delayMillis());
        context.session().leave(why.getMessage());
        become(new ClientState.Lost(why, Duration.ofMillis(waiting.delayMillis())));
    }

    private GiveUp.Moment moment() {
        if (state instanceof ClientState.Joined) {
            return GiveUp.Moment.SESSION;
        }
        return hasJoined ? GiveUp.Moment.LATER_JOIN : GiveUp.Moment.FIRST_JOIN;
    }

    /** Returns the reason of the router, if the connection was open. */
    private WampException reason(Throwable why) {
        synchronized (this) {
            if (!(why instanceof ConnectFailure) && lastEnd != null) {
                return lastEnd;
            }
        }
        return WampException.local(WampException.NOT_CONNECTED, why.getMessage(), why);
    }

    private synchronized void become(ClientState next) {
        state = next;
        listeners.states().call(next);
    }

    @Override
    public ConnectionListener accept(WampConnection connection) {
        RouterConnection accepted = new RouterConnection(this, connection, flusher, subscriptions, registrations);
        synchronized (this) {
            connections++;
            current = accepted;
            greetIfOpen();
        }
        return accepted;
    }

    private synchronized void opened(WampConnection connection) {
        open = connection;
        greetIfOpen();
    }

    /** Begins the session when the connection has been accepted, and the states before have been observed. */
    private void greetIfOpen() {
        if (current != null && current.connection() == open) {
            context.executor().execute(current::greet);
        }
    }

    /** Handles WELCOME of a router that has proven what it had to. Runs on a virtual thread. */
    void welcomed(RouterConnection connection, Welcome welcome) {
        JoinedSession session = JoinedSession.of(
                context,
                SessionDetails.of(welcome.session(), settings.realm(), welcome.details()),
                connection.connection().peer().format(),
                connection.requests());
        List<Restorable> items = new ArrayList<>(subscriptions.restorables());
        items.addAll(registrations.restorables());
        new Restoration(context, connection.requests(), items, () -> restored(connection, session)).begin();
    }

    private void restored(RouterConnection connection, JoinedSession session) {
        if (!connection.restored()) {
            return;
        }
        synchronized (this) {
            if (current != connection || isClosing) {
                return;
            }
            hasJoined = true;
            context.session().join(session);
            become(new ClientState.Joined(session.details()));
            listeners.joins().call(session.details());
        }
        firstJoin.arrived(null);
    }

    /** Notes that a session accepts no request any more. */
    void leaves(RouterConnection connection) {
        synchronized (this) {
            if (current == connection) {
                context.session().leave("the connection to " + connector.address() + " is lost");
            }
        }
    }

    /** Handles the end of a session, after all its requests have failed. The connection is being closed. */
    void ended(RouterConnection connection, WampException how) {
        WampException why;
        boolean isLast;
        synchronized (this) {
            why = leaving == null ? how : leaving;
            leaving = null;
            if (current == connection) {
                current = null;
            }
            lastEnd = why;
            isLast = isClosing;
            if (state instanceof ClientState.Joined) {
                listeners.leaves().call(why);
            }
        }
        if (isLast) {
            reconnection.stop();
        } else {
            reconnection.lost(connection.connection(), why.getMessage());
        }
    }

    /** Handles the end of a connection. */
    void closed() {
        boolean isLast;
        synchronized (this) {
            isLast = --connections == 0 && isOver();
        }
        if (isLast) {
            context.executor().execute(this::release);
        }
    }

    private boolean isOver() {
        return state instanceof ClientState.Failed || state instanceof ClientState.Closed;
    }

    /** Leaves the realm, and closes the connection. Idempotent. The future ends when all threads have ended. */
    CompletableFuture<Void> close(String reason, Map<String, Object> details) {
        RouterConnection left;
        synchronized (this) {
            if (isClosing) {
                return closed;
            }
            isClosing = true;
            left = current;
        }
        if (left == null) {
            reconnection.stop();
        } else {
            left.leave(reason, details);
        }
        return closed;
    }

    /** Leaves the session, which another one follows as after a loss. Returns false if there is no session to leave. */
    boolean rejoin(String reason, String message) {
        RouterConnection left;
        synchronized (this) {
            if (isClosing || leaving != null || current == null || !(state instanceof ClientState.Joined)) {
                return false;
            }
            left = current;
            leaving = WampException.local(reason, "the client has left the session: " + message, null);
        }
        left.leave(reason, Map.of("message", message));
        return true;
    }

    /** Handles the last state. Nothing follows. */
    private void over(ClientState last) {
        boolean hasConnection;
        synchronized (this) {
            if (isOver()) {
                return;
            }
            isClosing = true;
            become(last);
            hasConnection = connections > 0;
        }
        WampException why = last instanceof ClientState.Failed failed
                ? failed.why()
                : WampException.local(WampException.NOT_CONNECTED, "the client is closed", null);
        context.session().leave(why.getMessage());
        subscriptions.end();
        registrations.end();
        firstJoin.arrivedFailure(why);
        if (!hasConnection) {
            context.executor().execute(this::release);
        }
    }

    /** Stops all threads. A connection that the router does not close has been ended by its close timeout before. */
    private void release() {
        try {
            connector.stop();
            flusher.stop();
            resources.run();
        } catch (RuntimeException failure) {
            LOG.error("router={} the client cannot be closed in good order", connector.address(), failure);
        }
        closed.arrived(null);
    }
}
