package io.signalbox.router.node;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthSettings;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.TransportConfig.Endpoint;
import io.signalbox.router.node.TransportConfig.PathService;
import io.signalbox.router.node.TransportConfig.StaticPathService;
import io.signalbox.router.node.TransportConfig.WebSocketOptions;
import io.signalbox.router.node.TransportConfig.WebSocketPathService;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import io.signalbox.router.realm.InboundBudget;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.Timers;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.StaticFiles;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.port.SocketSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Factory of listeners with the services on their paths. */
final class ListenerAssembly {
    private static final long HTTP_IDLE_TIMEOUT_MILLIS = 30_000;
    private static final long DAY_MILLIS = 86_400_000;

    private final Timers timers;
    private final SessionQuota nodeQuota;
    private final RandomGenerator ids;
    private final TransportCounters counters = new TransportCounters();
    private final Serializers serializers = new Serializers();
    private final AssemblyBudget assembly;
    private final OutboundBudget outbound;
    private final InboundBudget inbound;
    private final DeflateMemory deflate;
    private final String agent;

    /** @param agent name and version of the server */
    ListenerAssembly(
            Executor workers,
            Timers timers,
            SessionQuota nodeQuota,
            NodeConfig.NodeLimits limits,
            RandomGenerator ids,
            String agent) {
        this.agent = agent;
        this.timers = timers;
        this.nodeQuota = nodeQuota;
        this.ids = ids;
        inbound = limits.maxInboundBytes() == 0 ? InboundBudget.ofHeap() : new InboundBudget(limits.maxInboundBytes());
        assembly = limits.maxAssemblyBytes() == 0
                ? AssemblyBudget.ofHeap()
                : new AssemblyBudget(limits.maxAssemblyBytes());
        outbound = limits.maxPendingBytes() == 0
                ? OutboundBudget.ofHeap(workers)
                : new OutboundBudget(limits.maxPendingBytes(), workers);
        deflate = limits.maxCompressionBytes() == 0
                ? DeflateMemory.ofHeap(counters)
                : new DeflateMemory(limits.maxCompressionBytes(), counters);
    }

    Listener assemble(TransportConfig transport, RealmDirectory realms) {
        return switch (transport) {
            case WebSocketTransportConfig webSocket -> webSocket(webSocket, realms);
            case WebTransportConfig web -> web(web, realms);
        };
    }

    private Listener webSocket(WebSocketTransportConfig config, RealmDirectory realms) {
        WebSocketPathService service = new WebSocketPathService(
                config.id(), config.debug(), config.serializers(), config.options(), config.auth());
        // A websocket transport accepts every path.
        HostPath everywhere = path("/", config.id(), service, realms);
        return new ListeningPort(
                settings(config.id(), config.endpoint(), List.of(config.options())),
                counters,
                PortProtocols.http(List.of(everywhere)));
    }

    private Listener web(WebTransportConfig config, RealmDirectory realms) {
        List<WebSocketOptions> options = new ArrayList<>();
        List<HostPath> webSockets = new ArrayList<>();
        List<HostPath> files = new ArrayList<>();
        for (Map.Entry<String, PathService> entry : config.paths().entrySet()) {
            String path = entry.getKey().equals("/") ? "/" : "/" + entry.getKey();
            switch (entry.getValue()) {
                case WebSocketPathService service -> {
                    options.add(service.options());
                    webSockets.add(path(path, config.id(), service, realms));
                }
                case StaticPathService service -> files.add(StaticFiles.at(path, service.directory()));
            }
        }
        // WebSocket first: the address of the listener in the log is that of its first path.
        List<HostPath> paths = new ArrayList<>(webSockets);
        paths.addAll(files);
        return new ListeningPort(
                settings(config.id(), config.endpoint(), options), counters, PortProtocols.http(paths));
    }

    private HostPath path(String path, String listener, WebSocketPathService service, RealmDirectory realms) {
        ConnectionResources connections =
                new ConnectionResources(serializers, acceptor(service, realms), counters, assembly, outbound);
        return WebSocketPath.at(
                path,
                listener,
                EnumSet.copyOf(service.serializers()),
                service.debug(),
                service.options().webSocket(),
                new WebSocketResources(connections, deflate, agent));
    }

    private ConnectionAcceptor acceptor(WebSocketPathService service, RealmDirectory realms) {
        SessionAcceptor.Quotas quotas =
                new SessionAcceptor.Quotas(new SessionQuota(service.options().maxConnections()), nodeQuota, inbound);
        SessionAcceptor.Times times = new SessionAcceptor.Times(
                offAsADay(service.options().helloTimeoutMillis()), SessionAcceptor.Times.DEFAULTS.maxPauseMillis());
        return new SessionAcceptor(realms, authMethods(service.auth()), quotas, timers, times);
    }

    private AuthMethods authMethods(AuthSettings config) {
        List<Authenticator> methods = new ArrayList<>();
        config.anonymous().ifPresent(anonymous -> methods.add(anonymous(anonymous)));
        return new AuthMethods(methods);
    }

    private Authenticator anonymous(AuthSettings.Anonymous config) {
        AnonymousAuth random = new AnonymousAuth(config.role(), ids);
        return config.authid()
                .<Authenticator>map(authid -> new FixedAuthid(random, authid))
                .orElse(random);
    }

    /** Sessions have no "never" for this. */
    private static long offAsADay(int timeoutMillis) {
        return timeoutMillis == 0 ? DAY_MILLIS : timeoutMillis;
    }

    /** Settings of the port: of what its paths say, the most generous counts. */
    private static ListenerSettings settings(String id, Endpoint endpoint, List<WebSocketOptions> paths) {
        List<WebSocketOptions> all =
                paths.isEmpty() ? List.of(ConfigLoader.defaults("websocketOptions", WebSocketOptions.class)) : paths;
        long openHandshakeTimeoutMillis = 0;
        int maxConnections = 0;
        boolean tcpNoDelay = false;
        boolean unlimited = false;
        for (WebSocketOptions options : all) {
            unlimited |= options.openHandshakeTimeoutMillis() == 0;
            openHandshakeTimeoutMillis = Math.max(openHandshakeTimeoutMillis, options.openHandshakeTimeoutMillis());
            maxConnections = Math.max(maxConnections, options.maxConnections());
            tcpNoDelay |= options.tcpNodelay();
        }
        return new ListenerSettings(
                id,
                endpoint.host(),
                endpoint.port(),
                maxConnections,
                Runtime.getRuntime().availableProcessors(),
                unlimited ? 0 : openHandshakeTimeoutMillis,
                HTTP_IDLE_TIMEOUT_MILLIS,
                new SocketSettings(endpoint.backlog(), tcpNoDelay, endpoint.sendBufferBytes()));
    }
}
