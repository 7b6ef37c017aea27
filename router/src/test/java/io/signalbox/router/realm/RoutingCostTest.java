package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Cost of routing as counts that are equal on every machine. An increase of a count is a regression. */
class RoutingCostTest {
    /** For one PUBLISH to one subscriber: decoding, routing and encoding the EVENT. */
    private static final long MAX_PUBLISH_BYTES = 300;

    /** For one call: decoding, routing and encoding CALL and INVOCATION, YIELD and RESULT. */
    private static final long MAX_CALL_BYTES = 650;

    private static final int MESSAGES = 20_000;
    private static final int ROUNDS = 10;
    private static final int BURSTS = 200;
    private static final int BURST = 20;
    private static final byte[] PUBLISH =
            "[16,1,{},\"com.example.topic\",[\"0123456789abcdef\"]]".getBytes(StandardCharsets.UTF_8);

    private static final byte[] CALL =
            "[48,1,{},\"com.example.procedure\",[\"0123456789abcdef\"]]".getBytes(StandardCharsets.UTF_8);

    private final RealmFixture fixture = new RealmFixture();
    private final Serializers serializers = new Serializers();
    private final FlushBatch flushes = new FlushBatch();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void a_publication_to_one_subscriber_allocates_little() throws ProtocolViolation {
        Peer subscriber = join(WireFormat.JSON);
        subscriber.says("[32,1,{},\"com.example.topic\"]");
        Peer publisher = join(WireFormat.JSON);
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < MESSAGES; i++) {
                publisher.sends(PUBLISH);
            }
            fewest = Math.min(fewest, (threads.getCurrentThreadAllocatedBytes() - begin) / MESSAGES);
        }
        assertThat(subscriber.writtenFrames).isGreaterThanOrEqualTo(ROUNDS * MESSAGES);
        assertThat(fewest).as("bytes").isLessThanOrEqualTo(MAX_PUBLISH_BYTES);
    }

    @Test
    void a_call_and_its_result_allocate_little() throws ProtocolViolation {
        Peer callee = join(WireFormat.JSON);
        callee.says("[64,1,{},\"com.example.procedure\"]");
        Peer caller = join(WireFormat.JSON);
        long fewest = Long.MAX_VALUE;
        int invocation = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[][] yields = new byte[MESSAGES][];
            for (int i = 0; i < MESSAGES; i++) {
                yields[i] = ("[70," + ++invocation + ",{},[\"0123456789abcdef\"]]").getBytes(StandardCharsets.UTF_8);
            }
            long begin = threads.getCurrentThreadAllocatedBytes();
            for (byte[] yield : yields) {
                caller.sends(CALL);
                callee.sends(yield);
            }
            fewest = Math.min(fewest, (threads.getCurrentThreadAllocatedBytes() - begin) / MESSAGES);
        }
        assertThat(caller.writtenFrames).isGreaterThanOrEqualTo(ROUNDS * MESSAGES);
        assertThat(fewest).as("bytes").isLessThanOrEqualTo(MAX_CALL_BYTES);
    }

    @Test
    void a_publication_is_encoded_once_for_each_subscription_and_format() throws ProtocolViolation {
        CountingSerializer json = new CountingSerializer(serializers.of(WireFormat.JSON));
        CountingSerializer msgpack = new CountingSerializer(serializers.of(WireFormat.MSGPACK));
        for (int i = 0; i < 5; i++) {
            Peer exact = join(i < 3 ? json : msgpack);
            exact.says("[32,1,{},\"com.example.topic\"]");
            exact.says("[32,2,{\"match\":\"prefix\"},\"com.example\"]");
        }
        Peer publisher = join(WireFormat.JSON);
        json.encodings = 0;
        msgpack.encodings = 0;
        publisher.says(new String(PUBLISH, StandardCharsets.UTF_8));
        assertThat(json.encodings).isEqualTo(2);
        assertThat(msgpack.encodings).isEqualTo(2);
    }

    @Test
    void a_burst_drains_the_loop_once_per_message_and_flushes_each_connection_once() throws ProtocolViolation {
        Peer subscriber = join(WireFormat.JSON);
        subscriber.says("[32,1,{},\"com.example.topic\"]");
        Peer publisher = join(WireFormat.JSON);
        LoopLoad before = fixture.realm().load();
        int fewestFlushes = Integer.MAX_VALUE;
        for (int burst = 0; burst < BURSTS; burst++) {
            int flushesBefore = subscriber.flushes;
            for (int i = 0; i < BURST; i++) {
                WampMessage message = publisher.serializer.decode(PUBLISH, 0, PUBLISH.length);
                publisher.listener.onMessage(message, PUBLISH.length, flushes);
            }
            flushes.flush();
            fewestFlushes = Math.min(fewestFlushes, subscriber.flushes - flushesBefore);
        }
        LoopLoad after = fixture.realm().load();
        assertThat(after.drains() - before.drains()).isEqualTo(BURSTS * BURST);
        assertThat(after.tasks() - before.tasks()).isEqualTo(BURSTS * BURST);
        // A slow burst is flushed in between as well, so the best of many bursts counts.
        assertThat(fewestFlushes).isEqualTo(1);
    }

    private Peer join(WireFormat format) throws ProtocolViolation {
        return join(serializers.of(format));
    }

    private Peer join(Serializer serializer) throws ProtocolViolation {
        SessionAcceptor acceptor = new SessionAcceptor(
                fixture.directory(),
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new Random(7)))),
                new SessionAcceptor.Quotas(
                        fixture.listenerQuota, fixture.nodeQuota, fixture.authentications, fixture.inbound),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(fixture.timers, fixture.workers, fixture.sessionIds));
        Peer peer = new Peer(serializer);
        peer.listener = acceptor.accept(peer);
        peer.says("[1,\"realm1\",{\"roles\":{\"publisher\":{},\"subscriber\":{},\"caller\":{},\"callee\":{}}}]");
        return peer;
    }

    /** Connection that encodes the frames to be written, like a connection with a socket. */
    private final class Peer implements WampConnection {
        private final Serializer serializer;
        private final OutboundFrame[] outbox = new OutboundFrame[128];
        private final ByteSink sink = new ByteSink(4096);
        private ConnectionListener listener;
        private int pending;
        private int flushes;
        private int writtenFrames;

        Peer(Serializer serializer) {
            this.serializer = serializer;
        }

        /** Sends a message given as JSON, in the format of this peer. */
        void says(String json) throws ProtocolViolation {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            WampMessage message = serializers.of(WireFormat.JSON).decode(bytes, 0, bytes.length);
            listener.onMessage(message, bytes.length, RoutingCostTest.this.flushes);
            RoutingCostTest.this.flushes.flush();
        }

        /** Sends an encoded message. The array must not change afterwards. */
        void sends(byte[] bytes) throws ProtocolViolation {
            listener.onMessage(serializer.decode(bytes, 0, bytes.length), bytes.length, RoutingCostTest.this.flushes);
            RoutingCostTest.this.flushes.flush();
        }

        @Override
        public PeerInfo peer() {
            return new PeerInfo("public", "local", "127.0.0.1:1", serializer.format(), false, Map.of());
        }

        @Override
        public boolean send(OutboundFrame frame) {
            outbox[pending++] = frame;
            return pending == 1;
        }

        @Override
        public void flush() {
            flushes++;
            sink.clear();
            for (int i = 0; i < pending; i++) {
                if (outbox[i].isShared()) {
                    sink.write(outbox[i].bytes(serializer), 0, outbox[i].bytes(serializer).length);
                } else {
                    serializer.encode(outbox[i].message(), sink);
                }
                outbox[i] = null;
            }
            writtenFrames += pending;
            pending = 0;
        }

        @Override
        public void close(CloseReason reason) {}

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public long backlogBytes() {
            return pending;
        }
    }

    /** Serializer that delegates to another serializer and counts the calls. */
    private static final class CountingSerializer implements Serializer {
        private final Serializer serializer;
        private int encodings;

        CountingSerializer(Serializer serializer) {
            this.serializer = serializer;
        }

        @Override
        public WireFormat format() {
            return serializer.format();
        }

        @Override
        public WampMessage decode(byte[] bytes, int offset, int length) throws ProtocolViolation {
            return serializer.decode(bytes, offset, length);
        }

        @Override
        public void encode(WampMessage message, ByteSink out) {
            encodings++;
            serializer.encode(message, out);
        }

        @Override
        public List<Object> arguments(Payload payload) {
            return serializer.arguments(payload);
        }

        @Override
        public Map<String, Object> keywordArguments(Payload payload) {
            return serializer.keywordArguments(payload);
        }

        @Override
        public Payload payload(List<?> arguments, Map<String, ?> keywordArguments) {
            return serializer.payload(arguments, keywordArguments);
        }
    }
}
