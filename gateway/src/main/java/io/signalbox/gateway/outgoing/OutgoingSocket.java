package io.signalbox.gateway.outgoing;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import io.signalbox.gateway.outgoing.SocketClose.Cause;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.connecting.ConnectAttempt;
import io.signalbox.transport.connecting.ReconnectState;
import io.signalbox.transport.connecting.Reconnection;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.websocket.ClientHandshake;
import io.signalbox.transport.websocket.CloseCode;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSocket from this node to a server: one connection at a time, which is opened again after each loss as far as the policy permits.
 * Messages to the server wait in a bounded outbox, and those of the server are delivered as a whole.
 *
 * <pre>
 * INACTIVE -- start --> CONNECTING -- success --> OPEN -- the connection is lost --> WAITING
 *                         ^    +---- the attempt fails ------------------------------^  |
 *                         +----------------------- the delay is over ------------------+
 * STOPPED from every state, FAILED if the policy permits no further attempt
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class OutgoingSocket {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingSocket.class);

    /** What became of an offered message. */
    public enum Offer {
        /** The message waits in the outbox. It is written, or {@link OutgoingListener#undelivered} follows. */
        TAKEN,
        /** The outbox has no room. */
        FULL,
        NOT_CONNECTED
    }

    private final OutgoingSettings settings;
    private final OutgoingSockets sockets;
    private final OutgoingListener listener;
    private final OutgoingCounters counters;
    private final SocketOutbox outbox;
    private final Reconnection<OutgoingConnection> reconnection;
    private final Object starting = new Object();
    private final LogEpisode failures = new LogEpisode(System::nanoTime);

    private volatile boolean isStarted;

    // Guarded by this.
    private State state = State.INACTIVE;
    private long sinceMillis;
    private long connections;
    private Optional<String> lastError = Optional.empty();
    private long retryMillis;
    private boolean isPaused;
    private SocketClose stop = new SocketClose(CloseCode.NORMAL, "", Cause.STOP);

    /** The open connection, or the one that is closing because of a stop; null if there is none. */
    private OutgoingConnection current;

    /** Connection that was over before it was current. */
    private OutgoingConnection lostEarly;

    OutgoingSocket(OutgoingSettings settings, OutgoingSockets sockets, OutgoingListener listener) {
        this.settings = settings;
        this.sockets = sockets;
        this.listener = listener;
        counters = sockets.counters();
        outbox = new SocketOutbox(settings.outbox());
        sinceMillis = sockets.nowMillis();
        reconnection = new Reconnection<>(
                new Connections(),
                settings.reconnect(),
                sockets.selectors().reconnectTimer(),
                System::nanoTime,
                new Random(),
                this::observed);
    }

    /**
     * Begins to connect. When the method returns, the first attempt is under way. Without effect after the first call, and after a
     * stop.
     */
    public void start() {
        if (isStarted) {
            return;
        }
        synchronized (starting) {
            if (!isStarted) {
                sockets.add(this);
                reconnection.start();
                isStarted = true;
            }
        }
    }

    /**
     * Stops the socket: the messages in the outbox are written, then CLOSE. The socket cannot be started again. Idempotent.
     *
     * @param code a code that a CLOSE frame may carry
     */
    public void stop(int code, String reason) {
        synchronized (this) {
            stop = new SocketClose(code, reason, Cause.STOP);
        }
        outbox.end();
        reconnection.stop();
        sockets.remove(this);
    }

    /** Offers a message to the outbox. */
    public Offer offer(WebSocketMessage message) {
        SocketOutbox.Answer answer = outbox.offer(message);
        undelivered(answer.dropped(), "newer messages have taken its place in the buffer");
        if (answer.offer() == Offer.FULL) {
            counters.refused.increment();
        } else if (answer.offer() == Offer.TAKEN) {
            OutgoingConnection open = current();
            if (open != null) {
                open.flush();
            }
        }
        return answer.offer();
    }

    /** Delivers no message of the server from the next one on, whatever the connection, so that the server stops sending. */
    public void pause() {
        OutgoingConnection open;
        synchronized (this) {
            isPaused = true;
            open = current;
        }
        if (open != null) {
            open.pause();
        }
    }

    /** Delivers messages of the server again. */
    public void resume() {
        OutgoingConnection open;
        synchronized (this) {
            isPaused = false;
            open = current;
        }
        if (open != null) {
            open.resume();
        }
    }

    public synchronized OutgoingStatus status() {
        return new OutgoingStatus(
                state,
                sinceMillis,
                Math.max(0, connections - 1),
                lastError,
                current == null ? "" : current.subprotocol(),
                retryMillis,
                outbox.chargedBytes());
    }

    private synchronized OutgoingConnection current() {
        return current;
    }

    private void observed(ReconnectState<OutgoingConnection> next) {
        switch (next) {
            case ReconnectState.Connecting<OutgoingConnection> connecting -> {
                if (connecting.attempt() == 1 && settings.outbox().takesEarly()) {
                    outbox.open();
                }
                become(State.CONNECTING, 0);
            }
            case ReconnectState.Open<OutgoingConnection> open -> opened(open.connection());
            case ReconnectState.Waiting<OutgoingConnection> waiting -> {
                String why = waiting.why().getMessage();
                failures.next()
                        .ifPresent(unlogged -> LOG.warn(
                                "{} {}; next attempt in {} ms ({} more failures since the last line)",
                                settings.name(),
                                why,
                                waiting.delayMillis(),
                                unlogged));
                isDown(State.WAITING, why, waiting.delayMillis());
            }
            case ReconnectState.Failed<OutgoingConnection> failed -> {
                String why = failed.why().getMessage();
                LOG.warn("{} {}; no attempt follows", settings.name(), why);
                isDown(State.FAILED, why, 0);
            }
            case ReconnectState.Stopped<OutgoingConnection> stopped -> {
                if (current() == null) {
                    withdraw("the socket was stopped");
                }
                become(State.STOPPED, 0);
            }
        }
    }

    private void isDown(State next, String why, long delayMillis) {
        synchronized (this) {
            // Before the outbox refuses messages: whoever is refused may ask for the reason.
            lastError = Optional.of(why);
        }
        withdraw(why);
        become(next, delayMillis);
    }

    private void opened(OutgoingConnection connection) {
        synchronized (this) {
            if (lostEarly == connection) {
                return;
            }
            current = connection;
            connections++;
            if (isPaused) {
                connection.pause();
            }
        }
        counters.opened.increment();
        LOG.info("{} is connected to {}", settings.name(), settings.target().address());
        outbox.open();
        listener.opened(connection);
        become(State.OPEN, 0);
        connection.begin();
    }

    private void become(State next, long delayMillis) {
        OutgoingStatus status;
        synchronized (this) {
            state = next;
            sinceMillis = sockets.nowMillis();
            retryMillis = delayMillis;
            status = status();
        }
        listener.changed(status);
    }

    /** Refuses further messages, and gives back those in the outbox. */
    private void withdraw(String why) {
        outbox.refuse();
        undelivered(outbox.drain(), why);
    }

    private void undelivered(List<WebSocketMessage> messages, String why) {
        for (WebSocketMessage message : messages) {
            counters.undelivered.increment();
            listener.undelivered(message, why);
        }
    }

    /** Source of the connections, and owner of each. */
    private final class Connections implements Reconnection.Source<OutgoingConnection>, OutgoingConnection.Owner {
        @Override
        public String id() {
            return settings.name();
        }

        @Override
        public String address() {
            return settings.target().address();
        }

        @Override
        public CompletableFuture<OutgoingConnection> connect() {
            ConnectAttempt<OutgoingConnection> attempt = new ConnectAttempt<>(
                    settings.target(), List.of(new Protocol()), ConnectingTls::read, sockets.selectors());
            attempt.result().whenComplete((connection, failure) -> {
                if (failure != null) {
                    counters.failed.increment();
                }
            });
            attempt.begin();
            return attempt.result();
        }

        @Override
        public void close(OutgoingConnection connection) {
            SocketClose with;
            synchronized (OutgoingSocket.this) {
                with = stop;
            }
            connection.close(with.code(), with.reason());
        }

        @Override
        public void received(OutgoingConnection connection, WebSocketMessage message) {
            counters.received.increment();
            listener.received(message);
        }

        @Override
        public void messagesWritten(int messages) {
            counters.sent.add(messages);
        }

        @Override
        public void over(OutgoingConnection connection, SocketClose close) {
            boolean wasCurrent;
            synchronized (OutgoingSocket.this) {
                wasCurrent = current == connection;
                if (wasCurrent) {
                    current = null;
                } else {
                    lostEarly = connection;
                }
            }
            undelivered(connection.detach(), "the connection was closed: " + close);
            if (close.cause() != Cause.STOP) {
                counters.lost.increment();
            }
            if (wasCurrent) {
                listener.closed(close);
            }
            if (close.cause() == Cause.STOP) {
                withdraw("the socket was stopped");
            } else {
                reconnection.lost(connection, close.toString());
            }
        }

        @Override
        public void ended(OutgoingConnection connection) {
            sockets.ended(connection);
        }

        @Override
        public void failed(Throwable failure) {
            LOG.error("{} the connection failed because of a defect; it is closed", settings.name(), failure);
        }
    }

    private final class Protocol implements ClientProtocol<OutgoingConnection> {
        @Override
        public Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<OutgoingConnection> opening) {
            return new ClientHandshake<>(
                            settings.request(),
                            opening,
                            (upgraded, answer) -> opened(upgraded, executor, answer.subprotocol()))
                    .over(endPoint, executor);
        }

        private ClientOpening.Opened<OutgoingConnection> opened(
                EndPoint endPoint, Executor executor, String subprotocol) {
            Connections owner = new Connections();
            OutgoingConnection connection = new OutgoingConnection(
                    endPoint, executor, subprotocol, settings, outbox, sockets.assembly(), owner);
            sockets.began(connection);
            return connection.opened(() -> owner.close(connection));
        }

        @Override
        public String awaited() {
            return "the answer to the WebSocket handshake";
        }
    }
}
