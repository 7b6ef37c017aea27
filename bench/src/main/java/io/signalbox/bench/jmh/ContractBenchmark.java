package io.signalbox.bench.jmh;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.contract.BigChecks;
import io.signalbox.router.contract.Contract;
import io.signalbox.router.contract.Contract.Schemas;
import io.signalbox.router.contract.RealmContracts;
import io.signalbox.router.contract.SchemaDialect;
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
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.transport.outbox.OutboundBudget;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of payload contracts for a publication to one subscriber, from its bytes to the bytes of the event: in a
 * realm without contracts, in a realm with contracts for other URIs, and with a contract.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ContractBenchmark {
    private static final String TOPIC = "com.bench.topic";
    private static final String SCHEMA =
            "{\"type\": \"array\", \"items\": {\"type\": \"string\", \"maxLength\": 100}, \"minItems\": 1}";

    /** The URIs that have a contract. */
    public enum Contracts {
        NONE,
        OTHERS,
        THIS
    }

    @Param
    Contracts contracts;

    private final Serializer serializer = new Serializers().of(WireFormat.JSON);
    private final OutboundBudget budget = OutboundBudget.ofHeap(Runnable::run);
    private final ExecutorService workers = Executors.newFixedThreadPool(1);
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);
    private final FlushBatch flushes = new FlushBatch();
    private final byte[] publish = ("[16,1,{},\"" + TOPIC + "\",[\"0123456789abcdef\"]]").getBytes(UTF_8);
    private ConnectionListener publisher;

    @Setup
    public void setUp() throws ProtocolViolation, JsonProcessingException {
        SessionAcceptor acceptor = new SessionAcceptor(
                new RealmDirectory(List.of(realm())),
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new SecureRandom()))),
                new SessionAcceptor.Quotas(
                        new SessionQuota(100), new SessionQuota(100), new SessionQuota(100), InboundBudget.ofHeap()),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(new ScheduledTimers(timers), workers, new SecureRandom()));
        ConnectionListener subscriber = joined(acceptor);
        deliver(subscriber, ("[32,1,{},\"" + TOPIC + "\"]").getBytes(UTF_8));
        publisher = joined(acceptor);
    }

    @TearDown
    public void tearDown() {
        workers.shutdownNow();
        timers.shutdownNow();
    }

    @Benchmark
    public void publish() throws ProtocolViolation {
        deliver(publisher, publish.clone());
    }

    private ConnectionListener joined(SessionAcceptor acceptor) throws ProtocolViolation {
        ConnectionListener listener = acceptor.accept(new OutboxConnection(serializer, budget));
        deliver(listener, "[1,\"realm1\",{\"roles\":{\"publisher\":{},\"subscriber\":{}}}]".getBytes(UTF_8));
        return listener;
    }

    private void deliver(ConnectionListener listener, byte[] bytes) throws ProtocolViolation {
        listener.onMessage(serializer.decode(bytes, 0, bytes.length), bytes.length, flushes);
        flushes.flush();
    }

    private Realm realm() throws JsonProcessingException {
        RouterRole anyone = new RouterRole("anonymous", StaticPermissions.allowingEverything());
        RealmSettings settings = new RealmSettings(
                "realm1",
                "realm1",
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
                payloadContracts());
        return new Realm(settings, workers, new ScheduledTimers(timers), new SplittableRandom(42));
    }

    private PayloadContracts payloadContracts() throws JsonProcessingException {
        if (contracts == Contracts.NONE) {
            return null;
        }
        JsonNode schema = new ObjectMapper().readTree(SCHEMA);
        Schemas args = new Schemas(Optional.of(schema), Optional.empty());
        Contract.Terms terms = new Contract.Terms(Schemas.NONE, Schemas.NONE, args, true, 1 << 20);
        SchemaDialect dialect = new SchemaDialect();
        List<Contract> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(Contract.of(dialect, MatchPolicy.PREFIX, "com.app" + i + ".", terms));
            all.add(Contract.of(dialect, MatchPolicy.WILDCARD, "com.app" + i + "..topic", terms));
        }
        if (contracts == Contracts.THIS) {
            all.add(Contract.of(dialect, MatchPolicy.EXACT, TOPIC, terms));
        }
        return new RealmContracts(all, new BigChecks(1 << 20));
    }
}
