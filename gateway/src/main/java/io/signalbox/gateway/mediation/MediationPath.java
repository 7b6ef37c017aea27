package io.signalbox.gateway.mediation;

import io.signalbox.gateway.access.RequestGate;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.relay.RelayCounters;
import io.signalbox.gateway.relay.RelayRoute;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.gateway.reverseproxy.BackendConnector;
import io.signalbox.gateway.reverseproxy.BackendFailure;
import io.signalbox.gateway.reverseproxy.HandshakeCheck;
import io.signalbox.gateway.reverseproxy.Refusal;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.router.extension.RequestAuthentication.Admitted;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.io.EndWatch;
import io.signalbox.transport.websocket.ClientHandshake;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import io.signalbox.transport.websocket.Handshake;
import io.signalbox.transport.websocket.OriginCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handler of a mediation: checks each handshake, tells the dispatch hook, connects the backend, and upgrades the connection.
 * Thread-safe.
 */
public final class MediationPath extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = LoggerFactory.getLogger(MediationPath.class);
    private static final String NO_BACKEND = "Error connecting with the backend";

    private final MediationSettings settings;
    private final MediationItem item;
    private final Mediation mediation;
    private final OriginCheck origins;
    private final RequestGate gate;
    private final RelaySessions sessions;
    private final RelayCounters counters;
    private final BackendConnector connector;
    private final AtomicInteger open = new AtomicInteger();
    private final LogEpisode failures = new LogEpisode(System::nanoTime);
    private final LogEpisode full = new LogEpisode(System::nanoTime);

    /** Request of a client, with its answer. */
    private record Exchange(Request request, Response response, Callback callback, Admitted client) {
        void refuse(int status, String text) {
            PlainText.answer(status, text, response, callback);
        }
    }

    /**
     * Client with what is agreed on.
     *
     * @param handshake that with the backend, made of the request, which ends with the handshake of the client
     */
    private record Opening(
            Exchange exchange,
            Agreement agreement,
            Optional<MediationBackend> backend,
            Optional<ClientHandshake.Request> handshake,
            MediatedSession mediated,
            RelaySession session) {

        /** Ends the session after a defect. */
        Void fail(Throwable failure) {
            LOG.error("session={} the session could not begin", session.id(), failure);
            session.abandon();
            mediated.opened();
            exchange.callback().failed(failure);
            return null;
        }
    }

    /**
     * @param hooks the session of the item in its realm
     * @param gate authenticates the clients
     */
    public MediationPath(
            MediationSettings settings,
            HookSession hooks,
            RelaySessions sessions,
            RequestGate gate,
            BackendConnector connector) {
        this.settings = settings;
        this.gate = gate;
        item = settings.item();
        mediation = new Mediation(settings.path(), item, hooks, sessions);
        origins = new OriginCheck(item.allowedOrigins(), item.options().allowNullOrigin());
        this.sessions = sessions;
        counters = sessions.counters();
        this.connector = connector;
        mediation.subscribe();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.SERVER, settings.server());
        Exchange exchange = new Exchange(request, response, callback, Admitted.UNKNOWN);
        if (!item.active()) {
            exchange.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "This service is not active.");
        } else if (isHealthCheck(request)) {
            exchange.refuse(HttpStatus.OK_200, "healthy");
        } else {
            check(exchange);
        }
        return true;
    }

    private boolean isHealthCheck(Request request) {
        String base = settings.path().equals("/") ? "" : settings.path();
        return item.health()
                && HttpMethod.GET.is(request.getMethod())
                && !request.getHeaders().contains(HttpHeader.UPGRADE)
                && request.getHttpURI().getPath().equals(base + "/health");
    }

    private void check(Exchange exchange) {
        Optional<Refusal> refusal =
                HandshakeCheck.refusal(exchange.request(), item.options().externalPort(), origins);
        if (refusal.isPresent()) {
            if (refusal.get().status() == HttpStatus.UPGRADE_REQUIRED_426) {
                Handshake.askForUpgrade(exchange.response());
            }
            refuseHandshake(exchange, refusal.get().status(), refusal.get().text());
        } else if (settings.headers().isLoop(exchange.request())) {
            counters.loopsRefused.increment();
            exchange.refuse(HttpStatus.LOOP_DETECTED_508, "The request has come through too many gateways.");
        } else {
            gate.pass(
                    exchange.request(),
                    exchange.response(),
                    exchange.callback(),
                    client ->
                            route(new Exchange(exchange.request(), exchange.response(), exchange.callback(), client)));
        }
    }

    private void refuseHandshake(Exchange exchange, int status, String text) {
        counters.handshakesRefused.increment();
        exchange.refuse(status, text);
    }

    private void route(Exchange exchange) {
        Request request = exchange.request();
        Optional<MediationRoute> route = settings.find(request.getHttpURI().getPath());
        Optional<List<String>> subprotocols = settings.subprotocols()
                .choose(Subprotocol.offered(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL)));
        if (route.isEmpty()) {
            refuseHandshake(exchange, HttpStatus.NOT_FOUND_404, "There is no service at this path.");
        } else if (subprotocols.isEmpty()) {
            refuseHandshake(exchange, HttpStatus.BAD_REQUEST_400, "None of the subprotocols is allowed on this path.");
        } else if (!hasRoom()) {
            counters.sessionsRefused.increment();
            exchange.refuse(HttpStatus.SERVICE_UNAVAILABLE_503, "This path has no room for more connections.");
        } else {
            open(exchange, route.get(), Agreement.of(item, subprotocols.get()));
        }
    }

    /** Takes room for a session, which its end gives back. */
    private boolean hasRoom() {
        if (open.incrementAndGet() <= item.options().maxConnections()) {
            return true;
        }
        open.decrementAndGet();
        full.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} refuses clients, {} sessions are open: raise 'max_connections' if they are meant to be"
                                + " ({} more refused since the last line)",
                        settings.path(),
                        item.options().maxConnections(),
                        unlogged));
        return false;
    }

    private void open(Exchange exchange, MediationRoute route, Agreement agreement) {
        MediatedClient client =
                MediatedClient.of(exchange.request(), item.exposeCredentials(), exchange.client(), settings.headers());
        MediatedSession mediated = new MediatedSession(mediation, route, client, agreement);
        RelaySession session = sessions.open(
                route.terms(),
                new RelayRoute(settings.path(), client.address(), client.path()),
                mediated,
                open::decrementAndGet);
        try {
            boolean isAccepted = route.backend().isEmpty() || item.acceptsBefore();
            session.messages().holdClient();
            if (route.backend().isEmpty()) {
                session.beAlone();
            }
            Opening opening = new Opening(
                    exchange,
                    agreement,
                    route.backend(),
                    route.backend()
                            .map(backend -> backend.handshake(
                                    exchange.request(), exchange.client().credentials(), agreement.forBackend())),
                    mediated,
                    session);
            if (isAccepted) {
                upgrade(opening, agreement.subprotocol());
                mediated.open().thenAccept(refused -> begin(opening, refused)).exceptionally(opening::fail);
            } else {
                // The procedure and the time to connect have limits of their own.
                exchange.request().addIdleTimeoutListener(expired -> false);
                mediated.open()
                        .thenAccept(refused -> connectFirst(opening, refused))
                        .exceptionally(opening::fail);
            }
        } catch (Throwable failure) {
            session.abandon();
            throw failure;
        }
    }

    /** Connects the backend of a client that is connected. */
    private void begin(Opening opening, Optional<CloseFrame> refused) {
        MediatedSession mediated = opening.mediated();
        if (refused.isPresent()) {
            opening.session().close(refused.get().code(), refused.get().text());
        } else if (opening.backend().isPresent() && !mediated.isClosing()) {
            CompletableFuture<String> connecting = connect(opening);
            connecting.whenComplete((chosen, failure) -> {
                if (failure != null && !connecting.isCancelled()) {
                    mediated.connectFailed(told(failed(opening, failure)), failure);
                }
            });
        }
        mediated.opened();
    }

    /** Connects the backend, and then the client. */
    private void connectFirst(Opening opening, Optional<CloseFrame> refused) {
        if (refused.isPresent()) {
            opening.session().abandon();
            opening.mediated().opened();
            refuseHandshake(
                    opening.exchange(),
                    HttpStatus.FORBIDDEN_403,
                    "The client is refused. " + refused.get().text());
            return;
        }
        CompletableFuture<String> connecting = connect(opening);
        ConnectionMetaData client = opening.exchange().request().getConnectionMetaData();
        EndWatch watch = EndWatch.begin(
                client.getConnection().getEndPoint(),
                client.getConnector().getExecutor(),
                () -> connecting.cancel(false));
        connecting
                .handle((chosen, failure) -> {
                    watch.end();
                    if (failure == null) {
                        String subprotocol =
                                chosen.isEmpty() ? opening.agreement().subprotocol() : chosen;
                        opening.mediated().agree(subprotocol);
                        upgrade(opening, subprotocol);
                        opening.mediated().opened();
                        return (Void) null;
                    }
                    // A client that leaves, or a node that stops, is no fault of the backend.
                    boolean isCancelled = connecting.isCancelled();
                    BackendFailure failed = isCancelled ? BackendFailure.SHUTDOWN : failed(opening, failure);
                    if (!isCancelled) {
                        opening.mediated().connectFailed(told(failed), failure);
                    }
                    opening.session().abandon();
                    opening.mediated().opened();
                    opening.exchange().refuse(failed.status(), failed.text() + ".");
                    return null;
                })
                .exceptionally(opening::fail);
    }

    private CompletableFuture<String> connect(Opening opening) {
        MediationBackend backend = opening.backend().orElseThrow();
        opening.session().serviceUrl(backend.shown());
        CompletableFuture<String> connecting =
                connector.connect(backend.server(), opening.handshake().orElseThrow(), opening.session());
        opening.session().onLeaving(() -> connecting.cancel(false));
        return connecting;
    }

    private static CloseFrame told(BackendFailure failure) {
        boolean isOwn = failure.code() == CloseCode.PROTOCOL_ERROR
                || failure.equals(BackendFailure.SHUTDOWN)
                || failure.equals(BackendFailure.DEFECT);
        return isOwn
                ? new CloseFrame(failure.code(), failure.text())
                : new CloseFrame(CloseCode.BAD_GATEWAY, NO_BACKEND);
    }

    private static void upgrade(Opening opening, String subprotocol) {
        Request request = opening.exchange().request();
        Response response = opening.exchange().response();
        if (!subprotocol.isEmpty()) {
            response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, subprotocol);
        }
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        Connection upgraded = opening.session()
                .toClient(
                        endPoint, request.getConnectionMetaData().getConnector().getExecutor());
        Callback callback = opening.exchange().callback();
        // A connection whose handshake cannot be written never begins.
        Callback ending = Callback.from(callback.getInvocationType(), callback::succeeded, failure -> {
            opening.session().abandon();
            callback.failed(failure);
        });
        Handshake.accept(request, response, ending, upgraded);
    }

    private BackendFailure failed(Opening opening, Throwable failure) {
        counters.backendsFailed.increment();
        RelaySession session = opening.session();
        failures.next()
                .ifPresent(unlogged -> LOG.warn(
                        "path={} peer={} session {} gets no backend: {} ({} more since the last line)",
                        settings.path(),
                        session.route().clientAddress(),
                        session.id(),
                        BackendFailure.logged(failure, session.serviceUrl()),
                        unlogged));
        return BackendFailure.of(failure, false);
    }
}
