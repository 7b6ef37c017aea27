package io.signalbox.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
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
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.transport.outbox.OutboundBudget;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Scaling of publications over threads and realms, without sockets. Each thread is an I/O thread with its own
 * publisher and subscriber. In each round it decodes a window of messages of its publisher, submits them to the
 * realm, and encodes the events. {@link #codec} does the same without a realm, and shows the capacity of the
 * machine for several threads. Run it with {@code -t 1} and {@code -t 2}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(2)
public class RealmScalingBenchmark {
    private static final int REALMS = 2;
    private static final int WINDOW = 16;

    @Param({"1", "2"})
    int realmsInUse;

    private final Serializers serializers = new Serializers();
    private final OutboundBudget budget = OutboundBudget.ofHeap(Runnable::run);
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService workers = Executors.newFixedThreadPool(1);
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private SessionAcceptor acceptor;

    @Setup
    public void setUp() {
        List<Realm> realms = List.of(realm("realm0"), realm("realm1"));
        SessionAcceptor.Quotas quotas = new SessionAcceptor.Quotas(
                new SessionQuota(100), new SessionQuota(100), new SessionQuota(100), InboundBudget.ofHeap());
        acceptor = new SessionAcceptor(
                new RealmDirectory(realms),
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new SecureRandom()))),
                quotas,
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(new ScheduledTimers(timers), workers, new SecureRandom()));
    }

    @TearDown
    public void tearDown() {
        workers.shutdownNow();
        timers.shutdownNow();
    }

    private Realm realm(String name) {
        RouterRole anyone = new RouterRole("anonymous", StaticPermissions.allowingEverything());
        RealmSettings settings = new RealmSettings(
                name,
                name,
                Map.of("anonymous", anyone),
                RequestIdCheck.OFF,
                false,
                false,
                false,
                SessionLimits.DEFAULTS,
                HeldBudget.ofHeap(),
                CallRules.none(),
                100,
                "bench",
                MetaSettings.DEFAULTS,
                null);
        return new Realm(settings, workers, new ScheduledTimers(timers), new SplittableRandom(42));
    }

    /** State of one I/O thread: a publisher and a subscriber on a topic of their own. */
    @State(Scope.Thread)
    public static class IoThread {
        private final FlushBatch flushes = new FlushBatch();
        private OutboxConnection connection;
        private ConnectionListener publisher;
        private byte[] publish;
        private Serializer serializer;

        @Setup
        public void setUp(RealmScalingBenchmark bench) throws ProtocolViolation {
            int number = bench.threads.getAndIncrement();
            serializer = bench.serializers.of(WireFormat.JSON);
            String realm = "realm" + number % Math.min(bench.realmsInUse, REALMS);
            OutboxConnection receiving = new OutboxConnection(bench.serializers.of(WireFormat.JSON), bench.budget);
            ConnectionListener subscriber = bench.acceptor.accept(receiving);
            hello(subscriber, realm);
            deliver(subscriber, "[32,1,{},\"com.bench.topic" + number + "\"]");
            connection = new OutboxConnection(serializer, bench.budget);
            publisher = bench.acceptor.accept(connection);
            hello(publisher, realm);
            publish = ("[16,1,{},\"com.bench.topic" + number + "\",[\"0123456789abcdef\"]]").getBytes(UTF_8);
            deliver(publisher, new String(publish, UTF_8));
        }

        private void hello(ConnectionListener listener, String realm) throws ProtocolViolation {
            deliver(listener, "[1,\"" + realm + "\",{\"roles\":{\"publisher\":{},\"subscriber\":{}}}]");
        }

        private void deliver(ConnectionListener listener, String json) throws ProtocolViolation {
            byte[] bytes = json.getBytes(UTF_8);
            listener.onMessage(serializer.decode(bytes, 0, bytes.length), bytes.length, flushes);
            flushes.flush();
        }
    }

    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public void publish(IoThread thread) throws ProtocolViolation {
        for (int i = 0; i < WINDOW; i++) {
            while (thread.connection.isPaused()) {
                thread.flushes.flush();
                Thread.onSpinWait();
            }
            byte[] bytes = thread.publish.clone();
            thread.publisher.onMessage(thread.serializer.decode(bytes, 0, bytes.length), bytes.length, thread.flushes);
            if (thread.flushes.isDue()) {
                thread.flushes.flush();
            }
        }
        thread.flushes.flush();
    }

    @Benchmark
    @OperationsPerInvocation(WINDOW)
    public void codec(IoThread thread) throws ProtocolViolation {
        for (int i = 0; i < WINDOW; i++) {
            byte[] bytes = thread.publish.clone();
            Publish publish = (Publish) thread.serializer.decode(bytes, 0, bytes.length);
            Event event = new Event(1, i + 1, Map.of(), publish.payload());
            if (thread.connection.send(OutboundFrame.event(event, false, true))) {
                thread.flushes.touched(thread.connection);
            }
        }
        thread.flushes.flush();
    }
}
