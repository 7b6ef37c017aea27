package io.signalbox.bench.jmh;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.RealmStore;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/** One publication through the broker to connections that only encode: from the decoded message to all outboxes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FanoutBenchmark {

    private static final String TOPIC = "com.bench.topic";

    @Param({"1", "50", "1000"})
    int subscribers;

    @Param({"EXACT", "PREFIX"})
    MatchPolicy match;

    private final FlushBatch batch = new FlushBatch();
    private final RealmOutput output = new RealmOutput();
    private final Serializer serializer = new Serializers().of(WireFormat.JSON);
    private final RouterRole role = new RouterRole("anonymous", StaticPermissions.allowingEverything());
    private final Broker broker = new Broker(
            SessionLimits.DEFAULTS,
            false,
            new SplittableRandom(42),
            new RealmCounters(),
            RealmStore.DEFAULTS,
            NothingLater.work());
    private RouterSession publisher;
    private Publish publish;
    private PublishOptions options;

    @Setup
    public void setUp() throws ProtocolViolation {
        output.collectInto(batch);
        for (int i = 1; i <= subscribers; i++) {
            broker.subscribe(session(i), new Subscribe(1, Map.of(), TOPIC), new SubscribeOptions(match, false));
        }
        batch.flush();
        publisher = session(subscribers + 1L);
        publish = new Publish(1, Map.of(), TOPIC, serializer.payload(List.of("x".repeat(16)), Map.of()));
        options = PublishOptions.from(publish.options());
    }

    @Benchmark
    public int publish() {
        int sent = broker.publish(publisher, publish, options, Decision.ALLOWED);
        batch.flush();
        return sent;
    }

    private RouterSession session(long id) {
        Principal principal = new Principal("peer" + id, role, "anonymous", "static");
        return new RouterSession(id, principal, ClientFeatures.NONE, new EncodingConnection(serializer), output);
    }
}
