package io.signalbox.router.wire;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.http.HttpHost;
import io.signalbox.transport.http.ListenerSettings;
import io.signalbox.transport.http.SocketSettings;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketPath;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How often a burst that arrives over a socket is written, in counts that are the same on every machine. */
class FlushCostTest {
    private static final int BURSTS = 100;
    private static final int BURST = 50;

    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1);
    private final TransportCounters counters = new TransportCounters();
    private final OutboundBudget budget = new OutboundBudget(64 << 20, Runnable::run);
    private HttpHost host;

    @AfterEach
    void stop() {
        host.stop();
        threads.shutdownNow();
    }

    @Test
    void a_burst_is_written_in_few_flushes_and_leaves_nothing_reserved() throws IOException {
        start();
        URI node = URI.create(host.address());
        try (PlainPeer publisher = PlainPeer.join(node);
                PlainPeer subscriber = PlainPeer.join(node)) {
            subscriber.send("[32,1,{},\"a.b\"]");
            assertThat(subscriber.receive()).startsWith("[33,");
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int i = 1; i <= BURST; i++) {
                burst.writeBytes(PlainPeer.frame("[16," + i + ",{},\"a.b\",[1]]"));
            }
            long flushesBefore = counters.flushes.sum();
            for (int i = 0; i < BURSTS; i++) {
                publisher.write(burst.toByteArray());
                for (int j = 0; j < BURST; j++) {
                    assertThat(subscriber.receive()).startsWith("[36,");
                }
            }
            // A burst that takes long is flushed in between as well; without batching there is a flush per message.
            long flushes = counters.flushes.sum() - flushesBefore;
            assertThat(flushes).isLessThan(BURSTS * BURST / 5);
            await().until(() -> budget.reservedBytes() == 0);
        }
    }

    private void start() throws IOException {
        RouterRole anyone = new RouterRole("anonymous", StaticPermissions.allowingEverything());
        RealmSettings settings = new RealmSettings(
                "realm1",
                Map.of("anonymous", anyone),
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
        SessionAcceptor acceptor = new SessionAcceptor(
                new RealmDirectory(List.of(new Realm(settings, threads, timers, new Random(1)))),
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new Random(2)))),
                new SessionAcceptor.Quotas(new SessionQuota(10), new SessionQuota(10)),
                timers,
                SessionAcceptor.Times.DEFAULTS);
        ConnectionResources connections =
                new ConnectionResources(new Serializers(), acceptor, counters, new AssemblyBudget(1 << 20), budget);
        WebSocketResources resources =
                new WebSocketResources(connections, new DeflateMemory(0, counters), "Signalbox-test");
        Set<WireFormat> formats = EnumSet.allOf(WireFormat.class);
        host = new HttpHost(
                new ListenerSettings("test", "127.0.0.1", 0, 10, 1, Patience.MILLIS, 30_000, SocketSettings.DEFAULTS),
                counters,
                List.of(WebSocketPath.at("/", "test", formats, false, WebSocketSettings.defaults(), resources)));
        host.start();
    }
}
