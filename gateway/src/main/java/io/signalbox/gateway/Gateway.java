package io.signalbox.gateway;

import io.signalbox.client.ClientResources;
import io.signalbox.gateway.access.RequestGate;
import io.signalbox.gateway.connection.ConnectPacing;
import io.signalbox.gateway.connection.ConnectionCounters;
import io.signalbox.gateway.connection.SharedByConnections;
import io.signalbox.gateway.connection.management.ConnectionAssembly;
import io.signalbox.gateway.diagnostics.DiagnosticsItem;
import io.signalbox.gateway.diagnostics.DiagnosticsPath;
import io.signalbox.gateway.hook.HookSession;
import io.signalbox.gateway.httpwebsocket.HttpWebSocketAssembly;
import io.signalbox.gateway.httpwebsocket.HttpWebSocketItem;
import io.signalbox.gateway.mediation.MediationItem;
import io.signalbox.gateway.mediation.MediationPath;
import io.signalbox.gateway.mediation.MediationSettings;
import io.signalbox.gateway.outgoing.OutgoingSockets;
import io.signalbox.gateway.relay.RelaySessions;
import io.signalbox.gateway.reverseproxy.BackendConnector;
import io.signalbox.gateway.reverseproxy.ForwardedHeaders;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem;
import io.signalbox.gateway.reverseproxy.ReverseProxyPath;
import io.signalbox.gateway.reverseproxy.ReverseProxySettings;
import io.signalbox.gateway.reverseproxy.SessionTerms;
import io.signalbox.gateway.reverseproxy.Subprotocols;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.extension.ConnectedWorker;
import io.signalbox.router.extension.ExtendedNode;
import io.signalbox.router.extension.RunningExtension;
import io.signalbox.router.extension.ServicePlace;
import io.signalbox.router.local.LocalMember;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.http.HostPath;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Gateway of one node: wires its services. Thread-safe. */
final class Gateway implements RunningExtension {
    /** Cookie of Crossbar.io and of this node, which browsers send to every port of a host. */
    private static final String USUAL_COOKIE = "cbtid";

    /** Time for which the start waits for the sessions of the items, which go on to join afterwards. */
    private static final long JOIN_MILLIS = 5_000;

    private final ExtendedNode node;
    private final GatewayOptions options;
    private final RelaySessions sessions;
    private final ConnectingSelectors selectors =
            new ConnectingSelectors("gateway", Runtime.getRuntime().availableProcessors(), new TransportCounters());
    private final BackendConnector connector = new BackendConnector(selectors);
    private final OutgoingSockets sockets;
    private final HttpWebSocketAssembly httpWebSockets;
    private final List<HookSession> hooks = new ArrayList<>();

    /** Null for a node without outgoing connections. */
    private ConnectionAssembly connections;

    Gateway(ExtendedNode node) {
        this.node = node;
        options = node.options().bind(GatewayOptions.class);
        sessions = new RelaySessions(System::nanoTime, node.assembly());
        sockets = new OutgoingSockets(selectors, node.assembly(), Clock.systemUTC());
        httpWebSockets = new HttpWebSocketAssembly(node, sockets);
    }

    @Override
    public HostPath path(String type, ServicePlace place, UnboundItem item) {
        return switch (type) {
            case GatewayExtension.DIAGNOSTICS -> diagnostics(place, item.bind(DiagnosticsItem.class));
            case GatewayExtension.HTTP_WEBSOCKET -> httpWebSockets.path(place, item.bind(HttpWebSocketItem.class));
            case GatewayExtension.MEDIATION -> mediation(place, item.bind(MediationItem.class));
            default -> reverseProxy(place, item.bind(ReverseProxyItem.class));
        };
    }

    @Override
    public void connect(ConnectedWorker worker) {
        if (connections == null) {
            SharedByConnections resources = new SharedByConnections(
                    sockets,
                    ClientResources.create(),
                    new ConnectPacing(options.connectRate(), System::nanoTime),
                    new ConnectionCounters(),
                    node.agent(),
                    Clock.systemUTC());
            connections = new ConnectionAssembly(resources, options.stateDirectory());
        }
        connections.add(worker);
    }

    private HostPath mediation(ServicePlace place, MediationItem item) {
        HookSession session =
                new HookSession(place.realms(), new LocalMember(item.id(), item.role(), "gateway"), item.realm());
        hooks.add(session);
        MediationSettings settings = MediationSettings.of(
                place.path(),
                item,
                options.idleTimeoutMillis(),
                names -> headers(place, names),
                server(item.options().showServerVersion()));
        return new HostPath(place.path(), "ws", new MediationPath(settings, session, sessions, gate(place), connector));
    }

    private HostPath diagnostics(ServicePlace place, DiagnosticsItem item) {
        return new HostPath(
                place.path(),
                "http",
                new DiagnosticsPath(place.path(), item, place.isDebugged(), sessions, gate(place)));
    }

    private HostPath reverseProxy(ServicePlace place, ReverseProxyItem item) {
        Optional<List<String>> subprotocols =
                item.hasRoutes() ? Subprotocols.ofEnvironment(node.environment(), place.path()) : Optional.empty();
        ReverseProxySettings settings = ReverseProxySettings.of(
                place.path(),
                item,
                subprotocols,
                ofRoute -> SessionTerms.of(item, ofRoute, options.idleTimeoutMillis(), node.compression()),
                headers(place, item.headerPatterns()),
                server(item.options().showServerVersion()));
        return new HostPath(
                place.path(), "ws", new ReverseProxyPath(settings, sessions, gate(place), connector, node.timers()));
    }

    private RequestGate gate(ServicePlace place) {
        return new RequestGate(place.authentication(), sessions.counters().unauthorized);
    }

    private ForwardedHeaders headers(ServicePlace place, List<String> names) {
        Set<String> cookies = new HashSet<>(node.cookies());
        cookies.add(USUAL_COOKIE);
        return new ForwardedHeaders(node.id(), place.trustedProxies(), cookies, names);
    }

    private String server(boolean showsVersion) {
        int end = node.agent().indexOf('-');
        return showsVersion || end < 0 ? node.agent() : node.agent().substring(0, end);
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public Map<String, Long> counters() {
        Map<String, Long> values = new LinkedHashMap<>(sessions.counters().values());
        values.put("sessions", (long) sessions.size());
        values.putAll(sockets.counters().values());
        values.put("outgoingOpen", (long) sockets.size());
        values.putAll(httpWebSockets.counters().values());
        if (connections != null) {
            values.putAll(connections.counters());
        }
        return values;
    }

    @Override
    public void start() throws IOException {
        selectors.start();
        sessions.start(node.timers());
        sockets.start(node.timers());
        httpWebSockets.start();
        joinRealms();
        if (connections != null) {
            connections.start();
        }
    }

    /** Joins before the first client comes, whose procedures could not be called otherwise. */
    private void joinRealms() {
        CompletableFuture<?>[] joins = hooks.stream().map(HookSession::start).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(joins)
                .completeOnTimeout(null, JOIN_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    @Override
    public void shutDown(long timeoutMillis) throws InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        if (connections != null) {
            connections.shutDown();
        }
        sockets.stopAll();
        sessions.shutDown(timeoutMillis);
        sockets.awaitEnds(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
        httpWebSockets.stop();
        if (connections != null) {
            connections.leave();
        }
        // The realms end next, and would end these sessions otherwise.
        hooks.forEach(HookSession::stop);
    }

    @Override
    public void stop() {
        AllSteps steps = new AllSteps().then(sessions::stop).then(sockets::stop).then(httpWebSockets::stop);
        if (connections != null) {
            steps.then(connections::stop);
        }
        steps.then(selectors::stop);
        hooks.forEach(session -> steps.then(session::stop));
        steps.rethrow();
    }
}
