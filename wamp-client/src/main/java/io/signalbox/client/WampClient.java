package io.signalbox.client;

import io.signalbox.protocol.message.CloseUri;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Client of a WAMP router. A client has one session at a time, and opens lost connections again. Thread-safe.
 *
 * <pre>{@code
 * try (WampClient example = WampClient.builder("wss://router.example.com/ws", "realm1")
 *         .authentication(Authentication.wampcra("joe", "secret"))
 *         .reconnect(Reconnect.DEFAULTS)
 *         .build()) {
 *     WampSession joined = example.connect();
 *     joined.onJoin(details -> System.out.println("session " + details.sessionId()));
 * }
 * }</pre>
 */
public final class WampClient implements AutoCloseable {
    private final ClientLifecycle lifecycle;
    private final WampSession session;
    private final ClientListeners listeners;

    WampClient(ClientLifecycle lifecycle, WampSession session, ClientListeners listeners) {
        this.lifecycle = lifecycle;
        this.session = session;
        this.listeners = listeners;
    }

    /**
     * Returns a builder of a client that connects to a URL:
     *
     * <ul>
     *   <li>{@code ws://host:port/path}, {@code wss://host:port/path}: WebSocket
     *   <li>{@code rs://host:port}, {@code rss://host:port}: RawSocket
     *   <li>{@code ws+unix:/folder/socket:/path}, {@code rs+unix:/folder/socket}: over a Unix domain socket
     * </ul>
     *
     * @throws IllegalArgumentException if the URL has another form; the message has the remedy
     */
    public static WampClientBuilder builder(String url, String realm) {
        return WampClientBuilder.of(url, realm);
    }

    /** Returns a builder of a client over connections that are not opened by URL, as within a process. */
    public static WampClientBuilder builder(ConnectorFactory connectors, String realm) {
        return WampClientBuilder.of(connectors, realm);
    }

    /**
     * Connects and joins the realm. Called once.
     *
     * @return the session. The future fails with a {@link WampException}, whose message says why in one sentence; the client is
     *     then closed
     * @throws IllegalStateException if the client has been opened before
     */
    public CompletableFuture<WampSession> open() {
        CompletableFuture<Void> opened = lifecycle.open();
        return opened.thenApply(joined -> session);
    }

    /**
     * Connects, joins the realm and waits for the session. Called once.
     *
     * @throws WampException if the client cannot join; the message says why in one sentence
     */
    public WampSession connect() {
        Blocking.await(lifecycle.open());
        return session;
    }

    /** Returns the session, which may be used when the client has joined. */
    public WampSession session() {
        return session;
    }

    /** Returns the state. */
    public ClientState state() {
        return lifecycle.state();
    }

    /** Adds a listener of later states, which is called on a virtual thread, in order. */
    public void onState(Consumer<ClientState> listener) {
        listeners.states().add(listener);
    }

    /**
     * Leaves the session with GOODBYE. Another session follows as after a loss of the connection, with all subscriptions and
     * registrations.
     *
     * @param reason the URI of the reason, which is also that of {@link ClientState.Lost}
     * @param message an explanation
     * @return false if the client has no session to leave
     */
    public boolean rejoin(String reason, String message) {
        return lifecycle.rejoin(reason, message);
    }

    /**
     * Leaves the realm, closes the connection and waits for the end of all threads of the client, for a few seconds at most. Running
     * invocations are interrupted. Idempotent.
     */
    @Override
    public void close() {
        closeAsync().join();
    }

    /** Leaves the realm and closes the connection, as {@link #close} does. */
    public CompletableFuture<Void> closeAsync() {
        return closeAsync(CloseUri.NORMAL, "");
    }

    /**
     * Leaves the realm for a reason, and closes the connection.
     *
     * @param reason the URI of the reason, such as {@code wamp.close.logout}
     * @param message an explanation; may be empty
     */
    public CompletableFuture<Void> closeAsync(String reason, String message) {
        return lifecycle
                .close(reason, message.isEmpty() ? Map.of() : Map.of("message", message))
                .copy();
    }
}
