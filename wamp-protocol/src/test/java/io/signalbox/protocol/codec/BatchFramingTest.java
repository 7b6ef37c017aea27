package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages in a batch (spec: Message Batching). */
class BatchFramingTest {
    private static final byte[] TWO_IN_JSON = Wire.hex("5b33352c375d1e5b36372c385d1e");

    private static byte[] batch(BatchFraming framing, WireFormat format, WampMessage... messages) {
        ByteSink out = new ByteSink(1);
        for (WampMessage message : messages) {
            int begin = framing.begin(out);
            Wire.SERIALIZERS.of(format).encode(message, out);
            framing.end(out, begin);
        }
        return out.toByteArray();
    }

    private static List<String> split(BatchFraming framing, byte[] bytes) throws ProtocolViolation {
        List<String> messages = new ArrayList<>();
        BatchFraming.Batch batch = framing.split(bytes, 0, bytes.length);
        while (batch.next()) {
            messages.add(new String(bytes, batch.offset(), batch.length(), UTF_8));
        }
        return messages;
    }

    @Test
    void json_messages_end_with_the_separator() throws ProtocolViolation {
        BatchFraming framing = new BatchFraming(WireFormat.JSON);
        assertThat(batch(framing, WireFormat.JSON, new Unsubscribed(7, Map.of()), new Unregistered(8, Map.of())))
                .isEqualTo(TWO_IN_JSON);
        assertThat(split(framing, TWO_IN_JSON)).containsExactly("[35,7]", "[67,8]");
    }

    @Test
    void binary_messages_begin_with_their_length() throws ProtocolViolation {
        BatchFraming framing = new BatchFraming(WireFormat.MSGPACK);
        byte[] one = Wire.hex("00000003 922307");
        assertThat(batch(framing, WireFormat.MSGPACK, new Unsubscribed(7, Map.of())))
                .isEqualTo(one);
        BatchFraming.Batch batch = framing.split(one, 0, one.length);
        assertThat(batch.next()).isTrue();
        assertThat(batch.offset()).isEqualTo(4);
        assertThat(batch.length()).isEqualTo(3);
        assertThat(batch.next()).isFalse();
    }

    @Test
    void a_client_that_writes_0x18_is_answered_in_kind() throws ProtocolViolation {
        BatchFraming framing = new BatchFraming(WireFormat.JSON);
        assertThat(split(framing, "[35,7]\u0018[67,8]\u0018".getBytes(UTF_8))).containsExactly("[35,7]", "[67,8]");
        assertThat(batch(framing, WireFormat.JSON, new Unsubscribed(7, Map.of())))
                .endsWith((byte) 0x18);
    }

    @ParameterizedTest
    @EnumSource
    void an_empty_batch_is_refused(WireFormat format) {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> split(new BatchFraming(format), new byte[0]))
                .withMessageContaining("empty");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_missing_at_the_end_is_noticed_behind_the_complete_messages(WireFormat format)
            throws ProtocolViolation {
        BatchFraming framing = new BatchFraming(format);
        byte[] first = batch(framing, format, new Unsubscribed(7, Map.of()));
        byte[] both = batch(framing, format, new Unsubscribed(7, Map.of()), new Unregistered(8, Map.of()));
        for (int length = first.length + 1; length < both.length; length++) {
            BatchFraming.Batch batch = framing.split(Arrays.copyOf(both, length), 0, length);
            assertThat(batch.next()).isTrue();
            assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(batch::next);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ffffffff 00", "80000000 00", "7fffffff 00", "00000002 00", "000000"})
    void a_length_beyond_the_batch_is_refused(String hex) {
        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> split(new BatchFraming(WireFormat.CBOR), Wire.hex(hex)));
    }

    @ParameterizedTest
    @EnumSource
    void the_length_of_the_next_message_is_known_before_it_is_searched(WireFormat format) throws ProtocolViolation {
        BatchFraming framing = new BatchFraming(format);
        byte[] one = batch(framing, format, new Unsubscribed(7, Map.of()));
        int length = one.length - (format.isBinary() ? 4 : 1);
        byte[] both = batch(framing, format, new Unsubscribed(7, Map.of()), new Unregistered(8, Map.of()));
        BatchFraming.Batch batch = framing.split(both, 0, both.length);

        assertThat(batch.isNextLongerThan(Integer.MAX_VALUE)).isFalse();
        assertThat(batch.isNextLongerThan(length)).isFalse();
        assertThat(batch.isNextLongerThan(length - 1)).isTrue();
        assertThat(batch.next()).isTrue();
        assertThat(batch.length()).isEqualTo(length);
        assertThat(batch.isNextLongerThan(length)).isFalse();
        assertThat(batch.isNextLongerThan(0)).isTrue();
        assertThat(batch.next()).isTrue();
        assertThat(batch.isNextLongerThan(0)).isFalse();
        assertThat(batch.next()).isFalse();
    }

    @Test
    void a_message_without_a_separator_extends_to_the_end_of_its_batch() throws ProtocolViolation {
        BatchFraming.Batch batch = new BatchFraming(WireFormat.JSON).split("[35,7]\u001e[67,8]".getBytes(UTF_8), 0, 13);
        assertThat(batch.next()).isTrue();
        assertThat(batch.isNextLongerThan(5)).isTrue();
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(batch::next);
        assertThat(batch.offset()).isEqualTo(7);
        assertThat(batch.length()).isEqualTo(6);
    }
}
