package io.signalbox.gateway.connection;

import io.signalbox.client.CallResult;
import io.signalbox.client.Event;
import io.signalbox.client.Invocation;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionItem.HookQueueItem;
import io.signalbox.gateway.connection.ConnectionItem.Remote;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealms;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outgoing connection with a name: its session in a realm of the node, its remote end, and the hooks in between.
 *
 * <pre>
 * INACTIVE (the item is not active)
 * STOPPED -- start --> RUNNING: the states of the remote end -- stop --> STOPPED
 * </pre>
 *
 * <p>The session and its procedures exist in all states until {@link #close}, so that callers are told the state. Thread-safe.
 */
public final class NamedConnection {
    private static final Logger LOG = LoggerFactory.getLogger(NamedConnection.class);

    /** Time for the hooks to learn of the end of a connection. */
    private static final long LAST_HOOKS_MILLIS = 2_000;

    private final LocalRealms realms;
    private final SharedByConnections resources;
    private final Predicate<InetAddress> permitted;
    private final String name;
    private final HookQueue queue;
    private final ConnectionEvents events;
    private volatile ConnectionItem item;

    // Written with the lock.
    private volatile ConnectionSession session;

    /** Null while the connection does not run. */
    private volatile RemoteEnd remote;

    // Guarded by this.
    private State idleState;
    private long idleSinceMillis;
    private Optional<String> idleError = Optional.empty();
    private long earlierReconnects;
    private boolean isClosed;

    /** @param permitted the addresses that the connection may connect to */
    NamedConnection(
            LocalRealms realms, ConnectionItem item, Predicate<InetAddress> permitted, SharedByConnections resources) {
        this.realms = realms;
        this.item = item;
        this.permitted = permitted;
        this.resources = resources;
        name = "connection=" + item.id();
        queue = new HookQueue(name, new Hooks(), resources.counters());
        events = new ConnectionEvents(name, () -> this.item, queue, resources);
        idle(item.active() ? State.STOPPED : State.INACTIVE);
        session = newSession(item);
    }

    private ConnectionSession newSession(ConnectionItem of) {
        HookSession joining = new HookSession(
                realms, new LocalMember(of.id(), of.role(), "connection"), of.realm(), resources.clients());
        return new ConnectionSession(
                name, joining, of, new ConnectionSession.Handlers(this::send, this::invoke, this::sendEvent));
    }

    public ConnectionItem item() {
        return item;
    }

    /** Joins the realm, and connects unless the item is not active. Called once. */
    public void open() {
        synchronized (this) {
            session.start();
        }
        if (item.active()) {
            start();
        }
    }

    /**
     * Connects. Without effect on a connection that is connected, or that tries to be.
     *
     * @throws WampException {@code signalbox.error.connection_inactive} if the item is not active
     */
    public synchronized void start() {
        if (!item.active()) {
            throw new WampException(
                    ConnectionErrors.INACTIVE, "the connection " + item.id() + " is not active: set 'active' to true");
        }
        if (isClosed || remote != null && remote.status().state() != State.FAILED) {
            return;
        }
        release(1000, "");
        try {
            remote = remote(item);
            queue.pauseIfFull();
            remote.start();
        } catch (IllegalStateException e) {
            LOG.error("{} cannot be started: {}", name, e.getMessage());
            idle(State.FAILED);
            idleError = Optional.of(e.getMessage());
        }
    }

    private RemoteEnd remote(ConnectionItem of) {
        RemoteTerms terms = new RemoteTerms(of, resources.pacing(), permitted);
        return of.remote() == Remote.WEBSOCKET
                ? new SocketPool(of.poolSize(), events, (slot, listener) -> resources
                        .sockets()
                        .socket(terms.socket(slot), listener))
                : new RemoteSession(
                        name,
                        terms.client(resources),
                        of.subscriptions(),
                        events,
                        resources.clock(),
                        of.connectTimeoutMillis());
    }

    /** Closes the remote end, with a close code for a WebSocket server. Idempotent. */
    public synchronized void stop(int code, String reason) {
        release(code, reason);
        idle(item.active() ? State.STOPPED : State.INACTIVE);
    }

    private void release(int code, String reason) {
        if (remote != null) {
            earlierReconnects += remote.status().reconnects();
            remote.stop(code, reason);
            remote = null;
        }
    }

    private void idle(State state) {
        if (idleState != state) {
            idleSinceMillis = resources.clock().millis();
        }
        idleState = state;
        idleError = Optional.empty();
    }

    /** Replaces the item by another one with the same id and realm. Connects anew only if the remote end has other keys. */
    public synchronized void change(ConnectionItem next) {
        ConnectionItem before = item;
        boolean wasRunning = remote != null;
        item = next;
        if (!before.sessionKeys().equals(next.sessionKeys())) {
            session.stop();
            session = newSession(next);
            session.start();
        }
        if (!next.active() || !before.remoteKeys().equals(next.remoteKeys())) {
            stop(1000, "");
        }
        if (next.active() && remote == null && (wasRunning || !before.active())) {
            start();
        }
    }

    /** Ends the connection for good: the remote end first, then its session, when the hooks have been told. May block. */
    public void close(int code, String reason) throws InterruptedException {
        RemoteEnd last;
        synchronized (this) {
            isClosed = true;
            last = remote;
            stop(code, reason);
        }
        if (last != null) {
            last.awaitEnd(LAST_HOOKS_MILLIS);
        }
        queue.awaitEmpty(LAST_HOOKS_MILLIS);
        end();
    }

    /** Ends what is left at once. Idempotent. */
    void end() {
        ConnectionSession last;
        synchronized (this) {
            isClosed = true;
            release(1001, "shutdown");
            last = session;
        }
        queue.close();
        last.stop();
    }

    /** Returns the state. */
    public synchronized ConnectionStatus status() {
        ConnectionStatus status = remote == null
                ? new ConnectionStatus(idleState, idleSinceMillis, 0, idleError, 0, 0, List.of())
                : remote.status();
        ConnectionStatus complete = status.withReconnects(earlierReconnects);
        return session.refusal().map(complete::withError).orElse(complete);
    }

    /** @throws WampException {@code signalbox.error.connection_inactive} if the connection does not run */
    private RemoteEnd running() {
        RemoteEnd end = remote;
        if (end != null) {
            return end;
        }
        throw new WampException(
                ConnectionErrors.INACTIVE,
                "the connection " + item.id() + " is " + (item.active() ? "stopped: start it" : "not active"));
    }

    private Object send(Invocation invocation) throws InterruptedException {
        RemoteEnd end = running();
        return switch (end) {
            case SocketPool pool -> {
                ConnectionItem now = item;
                WebSocketMessage message =
                        SentData.of(invocation.arguments(), now.dataFormat(), now.maxMessageSizeBytes());
                yield Map.of("slot", pool.send(message, now.sendWaitMillis()));
            }
            case RemoteSession remoteSession -> call(remoteSession, invocation);
        };
    }

    private Object invoke(Invocation invocation) throws InterruptedException {
        if (running() instanceof RemoteSession remoteSession) {
            return call(remoteSession, invocation);
        }
        throw new WampException(ConnectionErrors.INACTIVE, "the remote end of " + item.id() + " is no WAMP router");
    }

    private CallResult call(RemoteSession router, Invocation invocation) throws InterruptedException {
        ConnectionItem now = item;
        RemoteCall call = RemoteCall.of(invocation.arguments(), now.invoke().timeoutMillis());
        resources.counters().invocations.increment();
        return router.call(call, now.sendWaitMillis());
    }

    private void sendEvent(Event event) throws InterruptedException {
        ConnectionItem now = item;
        try {
            if (running() instanceof SocketPool pool) {
                pool.send(
                        SentData.of(event.arguments(), now.dataFormat(), now.maxMessageSizeBytes()),
                        now.sendWaitMillis());
            }
        } catch (WampException e) {
            events.unsent(e.getMessage());
        }
    }

    /** The side of the hooks. */
    private final class Hooks implements HookQueue.Owner {
        @Override
        public HookQueueItem terms() {
            return item.hookQueue();
        }

        @Override
        public long unpausedBytes() {
            return (long) item.poolSize() * item.maxMessageSizeBytes();
        }

        @Override
        public CompletableFuture<Optional<CallResult>> tell(Hook hook, HookEvent.Told told) {
            return session.hooks().tell(hook, told.args(), told.kwargs());
        }

        @Override
        public void pause() {
            current().ifPresent(RemoteEnd::pause);
        }

        @Override
        public void resume() {
            current().ifPresent(RemoteEnd::resume);
        }

        private Optional<RemoteEnd> current() {
            return Optional.ofNullable(remote);
        }
    }
}
