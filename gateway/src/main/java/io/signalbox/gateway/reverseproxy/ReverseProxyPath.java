package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.access.RequestGate;
import io.signalbox.gateway.relay.RelayCounters;
import io.signalbox.gateway.relay.RelayRoute;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.gateway.relay.RelayTerms;
import io.signalbox.gateway.relay.Side;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.io.EndWatch;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.Handshake;
import io.signalbox.transport.websocket.OriginCheck;
import io.signalbox.transport.websocket.PerMessageDeflate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
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

    private final ReverseProxySettings settings;
    private final String path;
    private final OriginCheck origins;
    private final RelaySessions sessions;
    private final RelayCounters counters;
    private final RequestGate gate;
    private final BackendConnector connector;
    private final ScheduledExecutorService timers;
    private final AtomicInteger open = new AtomicInteger();
    private final LogEpisode failures = new LogEpisode(System::nanoTime);
    private final LogEpisode full = new LogEpisode(System::nanoTime);

    /** Request of a client, with its answer. */
    private record Exchange(Request request, Response response, Callback callback, Admitted client) {}

    /**
     * @param gate authenticates the clients
     * @param timers runs the delays between attempts to connect
     */
    public ReverseProxyPath(
            ReverseProxySettings settings,
            RelaySessions sessions,
            RequestGate gate,
            BackendConnector connector,
            ScheduledExecutorService timers) {
        this.settings = settings;
        this.path = settings.path();
        this.origins = new OriginCheck(
                settings.options().allowedOrigins(), settings.options().allowNullOrigin());
        this.sessions = sessions;
        this.counters = sessions.counters();
        this.gate = gate;
        this.connector = connector;
        this.timers = timers;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.SERVER, settings.server());
        Optional<Refusal> refusal =
                HandshakeCheck.refusal(request, settings.options().externalPort(), origins);
        if (refusal.isPresent()) {
            counters.handshakesRefused.increment();
            if (refusal.get().status() == HttpStatus.UPGRADE_REQUIRED_426) {
                Handshake.askForUpgrade(response);
            }
            refuse(refusal.get(), response, callback);
        } else if (settings.headers().isLoop(request)) {
            counters.loopsRefused.increment();
            refuse(
                    new Refusal(HttpStatus.LOOP_DETECTED_508, "The request has come through too many gateways."),
                    response,
                    callback);
        } else {
            gate.pass(request, response, callback, client -> route(new Exchange(request, response, callback, client)));
        }
        return true;
    }

    private static void refuse(Refusal refusal, Response response, Callback callback) {
        PlainText.answer(refusal.status(), refusal.text(), response, callback);
    }

    private void refuseHandshake(Exchange exchange, int status, String text) {
        counters.handshakesRefused.increment();
        refuse(new Refusal(status, text), exchange.response(), exchange.callback());
    }

    /** Finds the route and the subprotocols of a handshake, and room for its session. */
    private void route(Exchange exchange) {
        Request request = exchange.request();
        String rawPath = request.getHttpURI().getPath();
        Optional<RouteTable.Found> found = settings.routes().find(rawPath);
        if (found.isEmpty() && !settings.acceptsBefore()) {
            refuseHandshake(exchange, HttpStatus.NOT_FOUND_404, "There is no service at this path.");
            return;
        }
        List<String> offered =
                Subprotocol.offered(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL));
        Optional<List<String>> subprotocols = settings.subprotocols().choose(offered);
        if (subprotocols.isEmpty()) {
            refuseHandshake(exchange, HttpStatus.BAD_REQUEST_400, "None of the subprotocols is allowed on this path.");
        } else if (!hasRoom()) {
            counters.sessionsRefused.increment();
            refuse(
                    new Refusal(HttpStatus.SERVICE_UNAVAILABLE_503, "This path has no room for more connections."),
                    exchange.response(),
                    exchange.callback());
        } else if (found.isEmpty()) {
            refuseByClose(exchange, settings.routes().service(rawPath));
        } else {
            connect(exchange, found.get(), subprotocols.get());
        }
    }

    /** Takes room for a session, which its end gives back. */
    private boolean hasRoom() {
        if (open.incrementAndGet() <= settings.options().maxConnections()) {
            return true;
        }
        open.decrementAndGet();
        full.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} refuses clients, {} sessions are open: raise 'max_connections' if they are meant to be"
                                + " ({} more refused since the last line)",
                        path,
                        settings.options().maxConnections(),
                        unlogged));
        return false;
    }

    private RelaySession session(Request request, RelayTerms terms) {
        RelayRoute route = new RelayRoute(
                path,
                PeerAddress.text(request.getConnectionMetaData().getRemoteSocketAddress()),
                request.getHttpURI().getPath());
        return sessions.open(terms, route, open::decrementAndGet);
    }

    /** Accepts a client whose path leads to no service, and closes the connection. */
    private void refuseByClose(Exchange exchange, String service) {
        RelaySession session = session(exchange.request(), settings.terms());
        session.close(CloseCode.UNSUPPORTED_DATA, "Unknown service " + service);
        upgrade(exchange, session, "");
    }

    private void connect(Exchange exchange, RouteTable.Found found, List<String> subprotocols) {
        Route route = found.route();
        String query = exchange.request().getHttpURI().getQuery();
        if (!route.canForward(found.rest(), query)) {
            open.decrementAndGet();
            refuseHandshake(exchange, HttpStatus.BAD_REQUEST_400, "The path or the query cannot be forwarded.");
            return;
        }
        RelaySession session = session(exchange.request(), route.terms());
        try {
            BackendSearch search = new BackendSearch(
                    connector,
                    timers,
                    route,
                    session,
                    new BackendSearch.Wanted(
                            found.rest(),
                            query,
                            subprotocols,
                            settings.headers()
                                    .of(exchange.request(), exchange.client().credentials())));
            if (settings.acceptsBefore()) {
                acceptBefore(exchange, search, route, session, subprotocols.isEmpty() ? "" : subprotocols.getFirst());
            } else {
                acceptAfter(exchange, search, route, session);
            }
        } catch (Throwable failure) {
            session.abandon();
            throw failure;
        }
    }

    private void acceptBefore(
            Exchange exchange, BackendSearch search, Route route, RelaySession session, String subprotocol) {
        CompletableFuture<String> connecting = search.begin();
        session.onLeaving(() -> connecting.cancel(false));
        connecting.whenComplete((chosen, failure) -> {
            if (failure != null && !connecting.isCancelled()) {
                BackendFailure told = failed(session, route, failure);
                session.close(told.code(), told.text());
            }
        });
        upgrade(exchange, session, subprotocol);
    }

    private void acceptAfter(Exchange exchange, BackendSearch search, Route route, RelaySession session) {
        // The time to connect has a limit of its own.
        exchange.request().addIdleTimeoutListener(expired -> false);
        CompletableFuture<String> connecting = search.begin();
        session.onLeaving(() -> connecting.cancel(false));
        EndWatch watch = EndWatch.begin(
                endPoint(exchange.request()),
                exchange.request().getConnectionMetaData().getConnector().getExecutor(),
                () -> connecting.cancel(false));
        connecting.whenComplete((subprotocol, failure) -> {
            watch.end();
            if (failure == null) {
                upgrade(exchange, session, subprotocol);
                return;
            }
            BackendFailure told = connecting.isCancelled() ? BackendFailure.SHUTDOWN : failed(session, route, failure);
            session.abandon();
            refuse(new Refusal(told.status(), told.text() + "."), exchange.response(), exchange.callback());
        });
    }

    private static void upgrade(Exchange exchange, RelaySession session, String subprotocol) {
        Request request = exchange.request();
        if (!subprotocol.isEmpty()) {
            exchange.response().getHeaders().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, subprotocol);
        }
        session.terms().compression().ifPresent(ofItem -> ofItem.client()
                .flatMap(accepted -> PerMessageDeflate.agree(request, exchange.response(), accepted, ofItem.memory()))
                .ifPresent(agreed -> session.messages().compress(Side.CLIENT, agreed)));
        Connection upgraded = session.toClient(
                endPoint(request),
                request.getConnectionMetaData().getConnector().getExecutor());
        Callback callback = exchange.callback();
        // A connection whose handshake cannot be written never begins.
        Callback ending = Callback.from(callback.getInvocationType(), callback::succeeded, failure -> {
            session.abandon();
            callback.failed(failure);
        });
        Handshake.accept(request, exchange.response(), ending, upgraded);
    }

    private static EndPoint endPoint(Request request) {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }

    private BackendFailure failed(RelaySession session, Route route, Throwable failure) {
        counters.backendsFailed.increment();
        failures.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} peer={} session {} gets no backend: {} ({} more since the last line)",
                        path,
                        session.route().clientAddress(),
                        session.id(),
                        BackendFailure.logged(failure, session.serviceUrl()),
                        unlogged));
        return BackendFailure.of(failure, route.backends().hasSeveral());
    }
}
