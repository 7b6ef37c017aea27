package io.signalbox.router.wire;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.InboundBudget;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.AddressSettings;
import io.signalbox.transport.port.HttpSettings;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningAddress;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.port.SocketSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.UnaryOperator;

/** A realm behind a WebSocket port, wired by hand so that a test has access to the parts. */
final class SingleRealmHost implements AutoCloseable {
    private static final RouterRole ANYONE = new RouterRole("anonymous", StaticPermissions.allowingEverything());

    final TransportCounters counters = new TransportCounters();
    final OutboundBudget budget = new OutboundBudget(64 << 20, Runnable::run);
    final SessionQuota sessions = new SessionQuota(10);
    final SessionQuota authentications = new SessionQuota(10);
    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1);
    private final ListeningPort host;

    private SingleRealmHost(
            UnaryOperator<ConnectionAcceptor> wrap,
            RouterRole role,
            List<Authenticator> methods,
            SessionAcceptor.Times times) {
        ConnectionResources connections = new ConnectionResources(
                new Serializers(),
                wrap.apply(acceptor(role, methods, times)),
                counters,
                new AssemblyBudget(1 << 20),
                budget,
                Runnable::run);
        WebSocketResources resources =
                new WebSocketResources(connections, new DeflateMemory(0, counters), "Signalbox-test");
        Set<WireFormat> formats = EnumSet.allOf(WireFormat.class);
        host = new ListeningPort(
                new ListenerSettings(
                        "test",
                        ListeningAddress.Tcp.of("127.0.0.1", 0),
                        10,
                        1,
                        Patience.MILLIS,
                        HttpSettings.DEFAULTS,
                        AddressSettings.DEFAULTS,
                        SocketSettings.DEFAULTS),
                counters,
                PortProtocols.http(List.of(
                        WebSocketPath.at("/", "test", formats, false, WebSocketSettings.defaults(), resources))));
    }

    /** @param wrap returns the acceptor of all connections, given the one of the realm */
    static SingleRealmHost start(UnaryOperator<ConnectionAcceptor> wrap) throws IOException {
        return new SingleRealmHost(wrap, ANYONE, anonymous(), SessionAcceptor.Times.DEFAULTS).started();
    }

    /** @param methods authentication methods, which grant the role {@code anonymous} */
    static SingleRealmHost start(List<Authenticator> methods, SessionAcceptor.Times times) throws IOException {
        return new SingleRealmHost(UnaryOperator.identity(), ANYONE, methods, times).started();
    }

    /** @param authorizer decides on every request of every client */
    static SingleRealmHost start(Authorizer authorizer) throws IOException {
        RouterRole asked = new RouterRole(
                "anonymous", (action, uri, match) -> Decision.UNDECIDED, SlowConsumerOverride.NONE, authorizer);
        return new SingleRealmHost(UnaryOperator.identity(), asked, anonymous(), SessionAcceptor.Times.DEFAULTS)
                .started();
    }

    private static List<Authenticator> anonymous() {
        return List.of(new AnonymousAuth("anonymous", new Random(2)));
    }

    private SingleRealmHost started() throws IOException {
        host.start();
        return this;
    }

    URI uri() {
        return URI.create(host.address());
    }

    private SessionAcceptor acceptor(RouterRole role, List<Authenticator> methods, SessionAcceptor.Times times) {
        RealmSettings settings = new RealmSettings(
                "realm1",
                "realm1",
                Map.of("anonymous", role),
                RequestIdCheck.OFF,
                false,
                false,
                false,
                SessionLimits.DEFAULTS,
                HeldBudget.ofHeap(),
                CallRules.none(),
                10,
                "test",
                MetaSettings.DEFAULTS,
                null);
        ScheduledTimers timers = new ScheduledTimers(threads);
        return new SessionAcceptor(
                new RealmDirectory(List.of(new Realm(settings, threads, timers, new Random(1)))),
                new AuthMethods(methods),
                new SessionAcceptor.Quotas(sessions, new SessionQuota(10), authentications, InboundBudget.ofHeap()),
                times,
                new SessionAcceptor.Resources(timers, threads, new SecureRandom()));
    }

    @Override
    public void close() {
        host.stop();
        threads.shutdownNow();
    }
}
