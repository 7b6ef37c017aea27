package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelayCounters;
import io.signalbox.gateway.relay.RelayRoute;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.AcceptMode;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.RelayOptions;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.websocket.ClientHandshake;
import io.signalbox.transport.websocket.Handshake;
import io.signalbox.transport.websocket.OriginCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Handler of a reverse proxy: checks each handshake, connects a backend, and upgrades the connection. Thread-safe. */
public final class ReverseProxyPath extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(ReverseProxyPath.class);

    private final String path;
    private final RelayOptions options;
    private final boolean acceptsBefore;
    private final BackendTarget backend;
    private final RelayTerms terms;
    private final ForwardedHeaders headers;
    private final OriginCheck origins;
    private final String server;
    private final RelaySessions sessions;
    private final RelayCounters counters;
    private final BackendConnector connector;
    private final AtomicInteger open = new AtomicInteger();
    private final LogEpisode failures = new LogEpisode(System::nanoTime);
    private final LogEpisode full = new LogEpisode(System::nanoTime);

    /**
     * @param path the path of the item
     * @param terms the terms of its sessions
     * @param server the value of the header Server
     */
    public ReverseProxyPath(
            String path,
            ReverseProxyItem item,
            RelayTerms terms,
            ForwardedHeaders headers,
            String server,
            RelaySessions sessions,
            BackendConnector connector) {
        this.path = path;
        this.options = item.options();
        this.acceptsBefore = item.accept().orElse(AcceptMode.AFTER_BACKEND) == AcceptMode.BEFORE_BACKEND;
        this.backend = BackendTarget.of(item.id(), item.backend().orElseThrow(), item.connectTimeoutMillis());
        this.terms = terms;
        this.headers = headers;
        this.origins = new OriginCheck(options.allowedOrigins(), options.allowNullOrigin());
        this.server = server;
        this.sessions = sessions;
        this.counters = sessions.counters();
        this.connector = connector;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.SERVER, server);
        Optional<Refusal> refusal = HandshakeCheck.refusal(request, options, origins);
        if (refusal.isPresent()) {
            counters.handshakesRefused.increment();
            if (refusal.get().status() == HttpStatus.UPGRADE_REQUIRED_426) {
                Handshake.askForUpgrade(response);
            }
            refuse(refusal.get(), response, callback);
        } else if (headers.isLoop(request)) {
            counters.loopsRefused.increment();
            refuse(
                    new Refusal(HttpStatus.LOOP_DETECTED_508, "The request has come through too many gateways."),
                    response,
                    callback);
        } else if (!hasRoom()) {
            counters.sessionsRefused.increment();
            refuse(
                    new Refusal(HttpStatus.SERVICE_UNAVAILABLE_503, "This path has no room for more connections."),
                    response,
                    callback);
        } else {
            connect(request, response, callback);
        }
        return true;
    }

    private static void refuse(Refusal refusal, Response response, Callback callback) {
        PlainText.answer(refusal.status(), refusal.text(), response, callback);
    }

    /** Takes room for a session, which its end gives back. */
    private boolean hasRoom() {
        if (open.incrementAndGet() <= options.maxConnections()) {
            return true;
        }
        open.decrementAndGet();
        full.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} refuses clients, {} sessions are open: raise 'max_connections' if they are meant to be"
                                + " ({} more refused since the last line)",
                        path,
                        options.maxConnections(),
                        unlogged));
        return false;
    }

    private void connect(Request request, Response response, Callback callback) {
        RelayRoute route = new RelayRoute(
                path,
                PeerAddress.text(request.getConnectionMetaData().getRemoteSocketAddress()),
                request.getHttpURI().getPath(),
                backend.shown());
        RelaySession session = sessions.open(terms, route, open::decrementAndGet);
        List<String> offered =
                Subprotocol.offered(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL));
        try {
            if (acceptsBefore) {
                acceptBefore(request, response, callback, session, offered);
            } else {
                acceptAfter(request, response, callback, session, offered);
            }
        } catch (Throwable failure) {
            session.abandon();
            throw failure;
        }
    }

    private CompletableFuture<String> connect(Request request, RelaySession session, List<String> offered) {
        return connector.connect(
                backend.target(), new ClientHandshake.Request(backend.uri(), offered, headers.of(request)), session);
    }

    private void acceptBefore(
            Request request, Response response, Callback callback, RelaySession session, List<String> offered) {
        // Only one, because the client learns of the choice before the backend has made one.
        List<String> chosen = offered.stream().limit(1).toList();
        CompletableFuture<String> connecting = connect(request, session, chosen);
        session.onLeaving(() -> connecting.cancel(false));
        connecting.whenComplete((subprotocol, failure) -> {
            if (failure != null && !connecting.isCancelled()) {
                BackendFailure told = failed(session, failure);
                session.refuse(told.code(), told.text());
            }
        });
        upgrade(request, response, callback, session, chosen.isEmpty() ? "" : chosen.getFirst());
    }

    private void acceptAfter(
            Request request, Response response, Callback callback, RelaySession session, List<String> offered) {
        // The time to connect has a limit of its own.
        request.addIdleTimeoutListener(expired -> false);
        CompletableFuture<String> connecting = connect(request, session, offered);
        session.onLeaving(() -> connecting.cancel(false));
        connecting.whenComplete((subprotocol, failure) -> {
            if (failure == null) {
                upgrade(request, response, callback, session, subprotocol);
                return;
            }
            BackendFailure told = connecting.isCancelled() ? BackendFailure.SHUTDOWN : failed(session, failure);
            session.abandon();
            refuse(new Refusal(told.status(), told.text() + "."), response, callback);
        });
    }

    private void upgrade(
            Request request, Response response, Callback callback, RelaySession session, String subprotocol) {
        if (!subprotocol.isEmpty()) {
            response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, subprotocol);
        }
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Connection upgraded = session.toClient(
                endPoint, request.getConnectionMetaData().getConnector().getExecutor());
        // A connection whose handshake cannot be written never begins.
        Callback ending = Callback.from(callback.getInvocationType(), callback::succeeded, failure -> {
            session.abandon();
            callback.failed(failure);
        });
        Handshake.accept(request, response, ending, upgraded);
    }

    private BackendFailure failed(RelaySession session, Throwable failure) {
        counters.backendsFailed.increment();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        failures.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} peer={} session {} gets no backend: {} ({} more since the last line)",
                        path,
                        session.route().clientAddress(),
                        session.id(),
                        cause.getMessage(),
                        unlogged));
        return BackendFailure.of(cause, false);
    }
}
