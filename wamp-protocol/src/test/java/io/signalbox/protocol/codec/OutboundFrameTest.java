package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What frames keep alive, and what they are charged with. */
class OutboundFrameTest {
    private static final int LARGE = 1 << 20;

    /** The payload of a small event out of a large message: of its options, or of others in its batch. */
    private static Payload slice(Serializer serializer, boolean batched) throws ProtocolViolation {
        Payload small = serializer.payload(List.of(1L), Map.of());
        String large = "x".repeat(LARGE);
        if (!batched) {
            byte[] bytes = Wire.encode(serializer, new Publish(1, Map.of("x", large), "t", small));
            return Wire.payload(Wire.decode(serializer, bytes));
        }
        BatchFraming framing = new BatchFraming(serializer.format());
        ByteSink sink = new ByteSink(64);
        for (Payload payload : List.of(small, serializer.payload(List.of(large), Map.of()))) {
            int begin = framing.begin(sink);
            serializer.encode(new Publish(1, Map.of(), "t", payload), sink);
            framing.end(sink, begin);
        }
        byte[] bytes = sink.toByteArray();
        BatchFraming.Batch batch = framing.split(bytes, 0, bytes.length);
        assertThat(batch.next()).isTrue();
        return Wire.payload(serializer.decode(bytes, batch.offset(), batch.length()));
    }

    private static Payload payload(OutboundFrame frame) {
        return ((Event) frame.message()).payload();
    }

    @ParameterizedTest
    @CsvSource({"JSON, false", "JSON, true", "MSGPACK, false", "MSGPACK, true", "CBOR, false", "CBOR, true"})
    void what_is_left_behind_keeps_alive_what_it_is_charged_with(WireFormat format, boolean batched)
            throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.of(format);
        Payload slice = slice(serializer, batched);
        assertThat(slice.array()).hasSizeGreaterThan(LARGE);
        OutboundFrame frame = OutboundFrame.single(new Event(1, 2, Map.of(), slice));
        assertThat(payload(frame)).as("not copied before").isSameAs(slice);
        byte[] before = frame.bytes(serializer);
        frame.keep();
        assertThat(payload(frame).array()).hasSizeLessThan(10);
        assertThat(frame.heldBytes()).isBetween(payload(frame).array().length, 1_000);
        assertThat(frame.bytes(serializer)).isEqualTo(before);
    }

    @Test
    void a_payload_that_is_most_of_its_message_is_charged_with_all_of_it_and_never_copied() throws ProtocolViolation {
        Payload most =
                Wire.payload(Wire.json("[16,1,{\"x\":\"yyyyyyyyyyyyyyyyyyyy\"},\"t\",[\"" + "x".repeat(100) + "\"]]"));
        OutboundFrame frame = OutboundFrame.single(new Event(1, 2, Map.of(), most));
        frame.keep();
        assertThat(payload(frame).array()).isSameAs(most.array());
        assertThat(frame.heldBytes()).isGreaterThan(most.array().length);
    }

    @Test
    void texts_that_were_copied_out_of_options_are_charged() {
        Map<String, Object> details =
                Map.of("ppt_keyid", "x".repeat(LARGE), "nested", Map.of("y", List.of("z".repeat(LARGE))));
        assertThat(OutboundFrame.single(new Event(1, 2, details, Payload.EMPTY)).heldBytes())
                .isGreaterThan(2 * LARGE);
    }

    @ParameterizedTest
    @EnumSource
    void a_shared_frame_counts_from_its_first_holder_to_its_last_with_all_encodings_and_translations(
            WireFormat format) {
        Payload arguments = Wire.SERIALIZERS.of(format).payload(List.of("x".repeat(LARGE)), Map.of());
        OutboundFrame frame = OutboundFrame.shared(new Event(1, 2, Map.of(), arguments));
        long counted = frame.retain();
        assertThat(counted).isEqualTo(frame.heldBytes());
        assertThat(frame.retain()).isZero();
        for (WireFormat other : WireFormat.values()) {
            frame.bytes(Wire.SERIALIZERS.of(other));
            long more = frame.recount();
            assertThat(more).isGreaterThan(other == format ? LARGE : 2L * LARGE);
            assertThat(frame.recount()).isZero();
            counted += more;
        }
        assertThat(frame.release()).isZero();
        assertThat(frame.release()).isEqualTo(counted);
        assertThat(frame.recount()).as("without a holder").isZero();
    }

    @Test
    void what_others_have_a_payload_remember_is_not_kept() {
        Payload arguments = Wire.JSON.payload(List.of("x".repeat(LARGE)), Map.of());
        OutboundFrame waiting = OutboundFrame.shared(new Event(1, 2, Map.of(), arguments));
        waiting.retain();
        OutboundFrame.single(new Event(2, 2, Map.of(), arguments)).bytes(Wire.CBOR);
        assertThat(arguments.translationBytes()).isGreaterThan(LARGE);
        waiting.keep();
        assertThat(waiting.recount()).isZero();
        assertThat(payload(waiting).translationBytes()).isZero();
    }
}
