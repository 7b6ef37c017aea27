package io.signalbox.bench.jmh;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
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
import java.nio.charset.StandardCharsets;
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

/**
 * One publication to the only subscriber of one of many subscriptions, a third each exact, prefix and wildcard. All
 * topics are equally likely, so that cache misses count.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StandingSubscriptionsBenchmark {

    private static final int SUBSCRIBERS = 4;
    private static final int NUMBER_AT = "com.bench.e.".length();
    private static final int DIGITS = 6;

    @Param({"9", "9999", "99999"})
    int subscriptions;

    /** Match policies of the subscriptions, in turn: exact, prefix, wildcard. */
    @Param({"epw"})
    String kinds;

    private final FlushBatch batch = new FlushBatch();
    private final RealmOutput output = new RealmOutput();
    private final Serializer serializer = new Serializers().of(WireFormat.JSON);
    private final Payload payload = serializer.payload(List.of("x".repeat(16)), Map.of());
    private final RouterRole role = new RouterRole("anonymous", StaticPermissions.allowingEverything());
    private final SplittableRandom random = new SplittableRandom(42);
    private final Broker broker = new Broker(
            SessionLimits.DEFAULTS, false, random, new RealmCounters(), RealmStore.DEFAULTS, NothingLater.work());
    private final byte[] topic = "com.bench.e.000000.x.y".getBytes(StandardCharsets.ISO_8859_1);
    private RouterSession publisher;

    @Setup
    public void setUp() throws ProtocolViolation {
        output.collectInto(batch);
        RouterSession[] subscribers = new RouterSession[SUBSCRIBERS];
        for (int i = 0; i < SUBSCRIBERS; i++) {
            subscribers[i] = session(i + 1L);
        }
        for (int i = 0; i < subscriptions; i++) {
            String base = topic(i).substring(0, NUMBER_AT + DIGITS);
            RouterSession subscriber = subscribers[i % SUBSCRIBERS];
            switch (kind(i)) {
                case 'e' -> subscribe(subscriber, MatchPolicy.EXACT, base + ".x.y");
                case 'p' -> subscribe(subscriber, MatchPolicy.PREFIX, base);
                default -> subscribe(subscriber, MatchPolicy.WILDCARD, base + "..y");
            }
        }
        publisher = session(SUBSCRIBERS + 1L);
    }

    private void subscribe(RouterSession subscriber, MatchPolicy match, String topic) throws ProtocolViolation {
        broker.subscribe(subscriber, new Subscribe(1, Map.of(), topic), new SubscribeOptions(match, false));
        batch.flush();
    }

    @Benchmark
    public int publish() {
        Publish publish = new Publish(1, Map.of(), topic(random.nextInt(subscriptions)), payload);
        int sent = broker.publish(publisher, publish, PublishOptions.DEFAULTS, Decision.ALLOWED);
        batch.flush();
        return sent;
    }

    /** Returns a new string, as a decoder does. */
    private String topic(int i) {
        topic[NUMBER_AT - 2] = (byte) kind(i);
        int rest = i;
        for (int at = NUMBER_AT + DIGITS - 1; at >= NUMBER_AT; at--) {
            topic[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return new String(topic, StandardCharsets.ISO_8859_1);
    }

    private char kind(int i) {
        return kinds.charAt(i % kinds.length());
    }

    private RouterSession session(long id) {
        Principal principal = new Principal("peer" + id, role, "anonymous", "static");
        return new RouterSession(id, principal, ClientFeatures.NONE, new EncodingConnection(serializer), output);
    }
}
