package io.signalbox.router.node;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthSettings;
import io.signalbox.router.auth.DynamicMethodSettings;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.auth.ProcedureAuthenticator;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.connecting.ConnectingClients;
import io.signalbox.router.cookie.CookieFile;
import io.signalbox.router.cookie.CookieMethods;
import io.signalbox.router.extension.ServicePlace;
import io.signalbox.router.local.LocalRealms;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.node.TransportConfig.ConnectionOptions;
import io.signalbox.router.node.TransportConfig.ExtensionPathService;
import io.signalbox.router.node.TransportConfig.ExtensionTransportConfig;
import io.signalbox.router.node.TransportConfig.PathService;
import io.signalbox.router.node.TransportConfig.RawSocketService;
import io.signalbox.router.node.TransportConfig.RawSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.UniversalTransportConfig;
import io.signalbox.router.node.TransportConfig.WebService;
import io.signalbox.router.node.TransportConfig.WebSocketOptions;
import io.signalbox.router.node.TransportConfig.WebSocketPathService;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import io.signalbox.router.realm.InboundBudget;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RequestLoginQuota;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.Timers;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.proxy.TrustedProxies;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import io.signalbox.transport.tls.CertificateWatch;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.TlsDefect;
import io.signalbox.transport.tls.TlsSettings;
import io.signalbox.transport.websocket.ClientRecognition;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Factory of listeners with the services on their paths. */
final class ListenerAssembly {
    private static final long DAY_MILLIS = 86_400_000;

    private final Executor workers;
    private final Timers timers;
    private final SessionQuota nodeQuota;
    private final SessionQuota authentications;
    private final AuthAssembly auth;
    private final CookieAssembly cookies;
    private final RequestLoginQuota requestLogins;
    private final RequestAuthAssembly requests;
    private final ExtensionAssembly extensions;
    private final RandomGenerator ids;
    private final TransportCounters counters;
    private final Serializers serializers = new Serializers();
    private final OutboundBudget outbound;
    private final InboundBudget inbound;
    private final Executor codecs;
    private final String agent;
    private final NodePage nodePage;
    private final List<CertificateWatch> certificates = new ArrayList<>();
    private final List<Accepting> acceptors = new ArrayList<>();
    private final Map<RealmDirectory, List<DynamicMethodSettings>> authenticators = new HashMap<>();

    /** Acceptor of a listener, or of one of its paths. */
    private record Accepting(String listener, SessionQuota sessions, SessionAcceptor acceptor) {
        Map<String, Long> counters() {
            return Map.of(
                    "sessions", (long) sessions.taken(),
                    "sessionsRefused", sessions.refused(),
                    "authenticatorsFailed", acceptor.failedAuthentications());
        }
    }

    /** @param agent name and version of the server */
    ListenerAssembly(
            NodeThreads threads,
            Timers timers,
            SessionQuota nodeQuota,
            NodeConfig.NodeLimits limits,
            AuthAssembly auth,
            ExtensionAssembly extensions,
            RandomGenerator ids,
            String agent) {
        this.agent = agent;
        this.extensions = extensions;
        counters = extensions.compression().counters();
        this.auth = auth;
        cookies = new CookieAssembly(timers, threads.workers());
        workers = threads.workers();
        nodePage = new NodePage(agent, Instant.now());
        this.timers = timers;
        this.nodeQuota = nodeQuota;
        authentications = new SessionQuota(limits.maxAuthentications());
        this.ids = ids;
        requestLogins = new RequestLoginQuota(limits.maxAuthentications());
        requests = new RequestAuthAssembly(
                auth,
                cookies,
                requestLogins,
                this::addAuthenticator,
                new SessionAcceptor.Resources(timers, workers, ids));
        codecs = threads.codecs();
        inbound = limits.maxInboundBytes() == 0 ? InboundBudget.ofHeap() : new InboundBudget(limits.maxInboundBytes());
        outbound = limits.maxPendingBytes() == 0
                ? OutboundBudget.ofHeap(threads.workers())
                : new OutboundBudget(limits.maxPendingBytes(), threads.workers());
    }

    /**
     * Returns a listener that is not started yet.
     *
     * @param listener name of the listener in log lines and counters, unique in the node
     */
    Listener assemble(String listener, TransportConfig transport, RealmDirectory realms) {
        return switch (transport) {
            case WebSocketTransportConfig webSocket -> {
                WebSocketPathService service = new WebSocketPathService(
                        listener,
                        webSocket.debug(),
                        webSocket.serializers(),
                        webSocket.options(),
                        webSocket.auth(),
                        webSocket.cookie());
                // A websocket transport accepts every path.
                HostPath everywhere = path("/", listener, service, realms);
                yield port(listener, transport, List.of(webSocket.options()), null, List.of(everywhere));
            }
            case WebTransportConfig web -> {
                PathAssembly services = paths(listener, web, realms);
                services.add(web.paths());
                yield port(listener, transport, services.options(), null, services.paths());
            }
            case RawSocketTransportConfig raw -> {
                var service = new RawSocketService(raw.debug(), raw.serializers(), raw.options(), raw.auth());
                yield port(
                        listener, transport, List.of(raw.options()), rawSocket(listener, service, realms), List.of());
            }
            case UniversalTransportConfig universal -> universal(listener, universal, realms);
            case ExtensionTransportConfig extension -> {
                var service = new ExtensionPathService(extension.type(), extension.id(), extension.item());
                HostPath everywhere = extensionPath("/", listener, service, transport, realms);
                yield port(listener, transport, List.of(), null, List.of(everywhere));
            }
        };
    }

    private Listener universal(String listener, UniversalTransportConfig config, RealmDirectory realms) {
        PathAssembly services = paths(listener, config, realms);
        Map<String, PathService> all =
                new LinkedHashMap<>(config.web().map(WebService::paths).orElse(Map.of()));
        all.putAll(config.websocket());
        services.add(all);
        List<ConnectionOptions> options = new ArrayList<>(services.options());
        config.rawsocket().ifPresent(raw -> options.add(raw.options()));
        RawSocketProtocol rawSocket =
                config.rawsocket().map(raw -> rawSocket(listener, raw, realms)).orElse(null);
        return port(listener, config, options, rawSocket, services.paths());
    }

    private ListeningPort port(
            String listener,
            TransportConfig transport,
            List<? extends ConnectionOptions> options,
            RawSocketProtocol rawSocket,
            List<HostPath> paths) {
        ListenerTls tls = transport
                .endpoint()
                .tls()
                .map(settings -> tls(listener, transport, settings))
                .orElse(null);
        return new ListeningPort(
                PortSettings.of(listener, transport, options), counters, new PortProtocols(tls, rawSocket, paths));
    }

    private ListenerTls tls(String listener, TransportConfig transport, TlsSettings settings) {
        try {
            ListenerTls tls = ListenerTls.read(settings, Clock.systemUTC());
            certificates.add(new CertificateWatch(listener, tls, counters, Clock.systemUTC()));
            return tls;
        } catch (TlsDefect e) {
            // The check has read the same files, which have changed since then.
            String text = transport
                    .endpoint()
                    .place()
                    .error("transport '" + listener + "': tls." + e.key() + ": " + e.getMessage());
            throw new UncheckedIOException(text, new IOException(text, e));
        }
    }

    /** Returns the authenticators of the listeners and items with these realms that have been assembled. */
    List<DynamicMethodSettings> authenticators(RealmDirectory realms) {
        return authenticators.getOrDefault(realms, List.of());
    }

    /** Returns what watches the certificate files of the listeners that have been assembled. */
    List<CertificateWatch> certificates() {
        return List.copyOf(certificates);
    }

    /** Returns the files with the cookies of the listeners that have been assembled. */
    List<Placed<CookieFile>> cookieFiles() {
        return cookies.files();
    }

    private PathAssembly paths(String listener, TransportConfig transport, RealmDirectory realms) {
        return new PathAssembly(
                (path, service) -> path(path, listener, service, realms),
                (path, service) -> extensionPath(path, listener, service, transport, realms),
                nodePage,
                extensions.assembly());
    }

    private HostPath extensionPath(
            String path,
            String listener,
            ExtensionPathService service,
            TransportConfig transport,
            RealmDirectory realms) {
        TrustedProxies proxies = transport.endpoint().addresses().trustedProxies();
        boolean isDebugged = transport instanceof WebTransportConfig web && web.debug();
        var auth = requests.assemble(listener, path, service.item(), realms);
        return extensions.path(new ServicePlace(listener, path, proxies, isDebugged, local(realms), auth), service);
    }

    private RawSocketProtocol rawSocket(String listener, RawSocketService service, RealmDirectory realms) {
        ConnectionResources connections = resources(acceptor(
                listener,
                service.options(),
                methods(listener, service.options(), service.auth(), realms, Optional.empty()),
                realms));
        return new RawSocketProtocol(
                listener,
                EnumSet.copyOf(service.serializers()),
                service.debug(),
                service.options().rawSocket(),
                connections);
    }

    private HostPath path(String path, String listener, WebSocketPathService service, RealmDirectory realms) {
        AuthMethods methods = methods(
                listener,
                service.options(),
                service.auth(),
                realms,
                service.cookie().map(cookie -> new CookieMethods(realms::hasRole, timers)));
        ConnectionResources connections = resources(acceptor(listener, service.options(), methods, realms));
        ClientRecognition recognition = service.cookie()
                .map(cookie -> cookies.recognition(listener, cookie, methods.names()))
                .orElse(ClientRecognition.NONE);
        return WebSocketPath.at(
                path,
                listener,
                EnumSet.copyOf(service.serializers()),
                service.debug(),
                service.options().webSocket(),
                new WebSocketResources(connections, extensions.compression(), agent, recognition));
    }

    private AuthMethods methods(
            String listener,
            ConnectionOptions options,
            AuthSettings settings,
            RealmDirectory realms,
            Optional<CookieMethods> remembered) {
        long authenticatorMillis = offAsADay(options.authenticatorTimeoutMillis());
        return auth.assemble(listener, settings, remembered, dynamic -> {
            addAuthenticator(realms, dynamic);
            return new ProcedureAuthenticator(dynamic, realms::serviceCalls, authenticatorMillis);
        });
    }

    private void addAuthenticator(RealmDirectory realms, DynamicMethodSettings dynamic) {
        authenticators.computeIfAbsent(realms, any -> new ArrayList<>()).add(dynamic);
    }

    private ConnectionResources resources(ConnectionAcceptor acceptor) {
        return new ConnectionResources(serializers, acceptor, counters, extensions.assembly(), outbound, codecs);
    }

    /** Returns clients over connecting transports, within the limits of all listeners, and with names for their threads. */
    ConnectingClients connecting(String threads) {
        return new ConnectingClients(threads, this::resources, extensions.compression());
    }

    /** Returns the realms for parts of the node, whose sessions count for the limit of the node. */
    LocalRealms local(RealmDirectory realms) {
        return new LocalRealms(
                member -> {
                    ConnectionOptions options = LocalOptions.DEFAULTS;
                    Identity identity = new Identity(member.id(), member.role(), "local", member.authprovider());
                    AuthMethods methods = new AuthMethods(List.of(new FixedAuthid(AnonymousAuth.METHOD, identity)));
                    return acceptor(new SessionQuota(options.maxConnections()), options, methods, realms);
                },
                workers);
    }

    // Read with the first local session, because the schema is parsed for the defaults, which would delay every start.
    private static final class LocalOptions {
        static final ConnectionOptions DEFAULTS = ConfigLoader.defaults("websocketOptions", WebSocketOptions.class);
    }

    private ConnectionAcceptor acceptor(
            String listener, ConnectionOptions options, AuthMethods methods, RealmDirectory realms) {
        SessionQuota sessions = new SessionQuota(options.maxConnections());
        SessionAcceptor acceptor = acceptor(sessions, options, methods, realms);
        acceptors.add(new Accepting(listener, sessions, acceptor));
        return acceptor;
    }

    private SessionAcceptor acceptor(
            SessionQuota sessions, ConnectionOptions options, AuthMethods methods, RealmDirectory realms) {
        SessionAcceptor.Quotas quotas = new SessionAcceptor.Quotas(sessions, nodeQuota, authentications, inbound);
        SessionAcceptor.Times times = new SessionAcceptor.Times(
                offAsADay(options.helloTimeoutMillis()),
                offAsADay(options.authenticateTimeoutMillis()),
                offAsADay(options.authenticatorTimeoutMillis()),
                SessionAcceptor.Times.DEFAULTS.maxPauseMillis());
        return new SessionAcceptor(realms, methods, quotas, times, new SessionAcceptor.Resources(timers, workers, ids));
    }

    /** Adds the counters of all listeners that have been assembled. */
    void addTo(CounterGroups groups) {
        groups.add("transports", counters::values);
        cookies.addTo(groups);
        acceptors.forEach(one -> groups.add("listeners", one.listener(), one::counters));
        groups.add("authentication", authentications::counters);
        groups.add("authentication", requestLogins::counters);
        groups.add(
                "memory",
                () -> Map.of(
                        "inboundBytes", inbound.waitingBytes(),
                        "assemblyBytes", extensions.assembly().reservedBytes(),
                        "pendingBytes", outbound.reservedBytes(),
                        "compressionBytes", extensions.compression().reservedBytes()));
    }

    /** Sessions have no "never" for this. */
    private static long offAsADay(int timeoutMillis) {
        return timeoutMillis == 0 ? DAY_MILLIS : timeoutMillis;
    }
}
