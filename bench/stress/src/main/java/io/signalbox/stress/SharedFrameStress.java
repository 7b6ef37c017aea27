package io.signalbox.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZZZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A frame that the connections of several threads share: what one of them encodes, another one sends. */
public class SharedFrameStress {
    private static final Serializers SERIALIZERS = new Serializers();
    private static final Serializer JSON = SERIALIZERS.of(WireFormat.JSON);
    private static final Serializer MSGPACK = SERIALIZERS.of(WireFormat.MSGPACK);
    private static final Serializer CBOR = SERIALIZERS.of(WireFormat.CBOR);
    private static final Payload ARGUMENTS = JSON.payload(List.of("x".repeat(40), 1L), Map.of("k", true));

    private static Event event() {
        // A payload of its own, because it remembers its translations.
        return new Event(1, 2, Map.of(), ARGUMENTS.retained());
    }

    private static byte[] encoded(Serializer serializer) {
        ByteSink sink = new ByteSink(16);
        serializer.encode(event(), sink);
        return sink.toByteArray();
    }

    /** Whoever sees bytes sees all of them. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both have the whole message.")
    @Outcome(expect = FORBIDDEN, desc = "Bytes were seen before they were written.")
    @State
    public static class Publication {
        private static final byte[] EXPECTED = encoded(JSON);

        private final OutboundFrame frame = OutboundFrame.shared(event());

        @Actor
        public void one(ZZ_Result result) {
            result.r1 = Arrays.equals(frame.bytes(JSON), EXPECTED);
        }

        @Actor
        public void other(ZZ_Result result) {
            result.r2 = Arrays.equals(frame.bytes(JSON), EXPECTED);
        }
    }

    /** The translations of one payload that two threads make, or find made by the other. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "Both have the whole message, twice.")
    @Outcome(expect = FORBIDDEN, desc = "A translation was seen before it was written, or is that of another format.")
    @State
    public static class Translation {
        private static final byte[] EXPECTED_MSGPACK = encoded(MSGPACK);
        private static final byte[] EXPECTED_CBOR = encoded(CBOR);

        private final Event event = event();

        @Actor
        public void one(ZZ_Result result) {
            boolean msgpack = Arrays.equals(bytes(MSGPACK), EXPECTED_MSGPACK);
            result.r1 = msgpack & Arrays.equals(bytes(CBOR), EXPECTED_CBOR);
        }

        @Actor
        public void other(ZZ_Result result) {
            boolean cbor = Arrays.equals(bytes(CBOR), EXPECTED_CBOR);
            result.r2 = cbor & Arrays.equals(bytes(MSGPACK), EXPECTED_MSGPACK);
        }

        private byte[] bytes(Serializer serializer) {
            return OutboundFrame.single(event).bytes(serializer);
        }
    }

    /** A frame counts for the node from its first holder to its last. */
    @JCStressTest
    @Outcome(id = "true, true, true, true", expect = ACCEPTABLE, desc = "One after the other.")
    @Outcome(id = "true, false, false, true", expect = ACCEPTABLE, desc = "Overlapping.")
    @Outcome(id = "false, true, true, false", expect = ACCEPTABLE, desc = "Overlapping.")
    @Outcome(id = "true, true, false, false", expect = ACCEPTABLE, desc = "One within the other.")
    @Outcome(id = "false, false, true, true", expect = ACCEPTABLE, desc = "One within the other.")
    @Outcome(expect = FORBIDDEN, desc = "Counted for ever, or set free while it is held.")
    @State
    public static class Holders {
        private final OutboundFrame frame = OutboundFrame.shared(event());

        @Actor
        public void one(ZZZZ_Result result) {
            result.r1 = frame.retain() > 0;
            result.r2 = frame.release() > 0;
        }

        @Actor
        public void other(ZZZZ_Result result) {
            result.r3 = frame.retain() > 0;
            result.r4 = frame.release() > 0;
        }
    }

    /** What two threads add by encoding while they hold a frame is what its last holder gives back. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "All that was counted is given back.")
    @Outcome(expect = FORBIDDEN, desc = "The budget of the node leaks.")
    @State
    public static class Counted {
        private final OutboundFrame frame = OutboundFrame.shared(event());
        private long one;
        private long other;

        @Actor
        public void one() {
            one = countedBy(JSON);
        }

        @Actor
        public void other() {
            other = countedBy(CBOR);
        }

        private long countedBy(Serializer serializer) {
            long counted = frame.retain();
            frame.bytes(serializer);
            counted += frame.recount();
            frame.keep();
            counted += frame.recount();
            return counted - frame.release();
        }

        @Arbiter
        public void rest(J_Result result) {
            result.r1 = one + other;
        }
    }
}
