package io.signalbox.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StampTest {

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void a_payload_carries_its_source_and_number_in_a_string_of_the_asked_length(WireFormat format) {
        Serializer serializer = new Serializers().of(format);
        Stamp stamp = new Stamp(serializer, 300);

        Payload payload = stamp.payload(0xabc, 0x123456789L);

        assertThat(stamp.isWhole(payload)).isTrue();
        assertThat(stamp.source(payload)).isEqualTo(0xabc);
        assertThat(stamp.sequence(payload)).isEqualTo(0x123456789L);
        assertThat(serializer.arguments(payload)).containsExactly("0abc" + "000123456789" + "x".repeat(284));
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void a_damaged_or_shortened_payload_is_not_whole(WireFormat format) {
        Stamp stamp = new Stamp(new Serializers().of(format), 40);
        Payload payload = stamp.payload(1, 2);
        byte[] damaged = payload.array().clone();
        damaged[30] ^= 1;

        assertThat(stamp.isWhole(new Payload(format, damaged, 0, damaged.length, 1)))
                .isFalse();
        assertThat(stamp.isWhole(new Payload(format, payload.array(), 0, payload.length() - 1, 1)))
                .isFalse();
    }
}
