package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads beyond the limit are passed over, and cost nothing of their size. */
class TooLongHeadTest {
    private static final int MAX_HEAD_BYTES = 256 << 10;

    /** Heap bytes per byte of a HELLO at most, garbage included. */
    private static final int MAX_EXPANSION = 48;

    private static WampMessage decode(WireFormat format, int maxHeadBytes, byte[] bytes) throws ProtocolViolation {
        return Wire.SERIALIZERS
                .forClient(format, new HeadLimits(maxHeadBytes, maxHeadBytes))
                .decode(bytes, 0, bytes.length);
    }

    private static Payload payload(WireFormat format) {
        return Wire.SERIALIZERS.of(format).payload(List.of("x".repeat(500), 1.5), Map.of("k", List.of(1)));
    }

    @ParameterizedTest
    @EnumSource
    void a_head_up_to_the_limit_is_read_and_one_byte_more_is_not(WireFormat format) throws ProtocolViolation {
        RandomMessages messages = new RandomMessages(7);
        Serializer serializer = Wire.SERIALIZERS.of(format);
        for (int i = 0; i < 500; i++) {
            WampMessage message = messages.message(serializer);
            byte[] bytes = Wire.encode(serializer, message);
            int headBytes = ((TooLongHead) decode(format, 1, bytes)).headBytes();

            assertThat(headBytes).isGreaterThan(2).isLessThanOrEqualTo(bytes.length);
            assertThat(decode(format, headBytes, bytes)).hasSameClassAs(message);
            assertThat(decode(format, headBytes - 1, bytes)).isInstanceOfSatisfying(TooLongHead.class, head -> {
                assertThat(head.type()).isEqualTo(message.type());
                assertThat(head.headBytes()).isEqualTo(headBytes);
                assertThat(head.maxHeadBytes()).isEqualTo(headBytes - 1);
                assertThat(Wire.payload(head.rest())).isSameAs(Payload.EMPTY);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void only_what_stands_in_front_of_the_arguments_counts(WireFormat format) throws ProtocolViolation {
        Call call = new Call(7, Map.of("timeout", 5L), "a.b", payload(format));

        WampMessage decoded = decode(format, 64, Wire.encode(Wire.SERIALIZERS.of(format), call));

        assertThat(decoded).isInstanceOf(Call.class);
        assertThat(Wire.payload(decoded).length()).isGreaterThan(500);
    }

    @ParameterizedTest
    @EnumSource
    void what_an_answer_needs_is_kept_wherever_it_stands(WireFormat format) throws ProtocolViolation {
        Map<String, Object> options = longOptions();
        options.put("acknowledge", true);
        options.put("progress", true);
        options.put("z", "y");

        assertThat(rest(format, new Publish(7, options, "a.b", payload(format))))
                .isEqualTo(new Publish(7, Map.of("acknowledge", true), "a.b", Payload.EMPTY));
        assertThat(rest(format, new Call(8, options, "c.d", payload(format))))
                .isEqualTo(new Call(8, Map.of("progress", true), "c.d", Payload.EMPTY));
        assertThat(rest(format, new Yield(9, options, payload(format))))
                .isEqualTo(new Yield(9, Map.of("progress", true), Payload.EMPTY));
        assertThat(rest(format, new ErrorMessage(MessageType.INVOCATION, 9, options, "e.f", payload(format))))
                .isEqualTo(new ErrorMessage(MessageType.INVOCATION, 9, Map.of("progress", true), "e.f", Payload.EMPTY));
    }

    @ParameterizedTest
    @EnumSource
    void an_acknowledge_that_is_not_true_or_lies_deeper_is_none(WireFormat format) throws ProtocolViolation {
        Map<String, Object> options = longOptions();
        options.put("acknowledge", false);
        options.put("x", Map.of("acknowledge", true));

        assertThat(rest(format, new Publish(7, options, "a.b", Payload.EMPTY)))
                .isEqualTo(new Publish(7, Map.of(), "a.b", Payload.EMPTY));
    }

    @ParameterizedTest
    @EnumSource
    void long_strings_count_and_are_not_kept(WireFormat format) throws ProtocolViolation {
        String text = "é\n".repeat(5000);

        assertThat(rest(format, new Call(8, Map.of(), text, Payload.EMPTY)))
                .isEqualTo(new Call(8, Map.of(), "", Payload.EMPTY));
        assertThat(rest(format, new Hello(Optional.of(text), Map.of())))
                .isEqualTo(new Hello(Optional.of(""), Map.of()));
    }

    private static Map<String, Object> longOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("eligible", List.of(1L << 52, "a", List.of(1L), Map.of("b", 2L)));
        options.put("t", "x".repeat(2000));
        return options;
    }

    private static WampMessage rest(WireFormat format, WampMessage message) throws ProtocolViolation {
        byte[] bytes = Wire.encode(Wire.SERIALIZERS.of(format), message);
        return ((TooLongHead) decode(format, 1000, bytes)).rest();
    }

    @ParameterizedTest
    @EnumSource
    void a_message_that_is_broken_beside_is_a_violation(WireFormat format) {
        Publish publish = new Publish(7, longOptions(), "a.b", payload(format));
        byte[] bytes = Wire.encode(Wire.SERIALIZERS.of(format), publish);

        for (int length = 1001; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(ProtocolViolation.class)
                    .as("%d bytes", length)
                    .isThrownBy(() -> decode(format, 1000, part));
        }
    }

    @Test
    void what_is_wrong_in_front_of_the_limit_is_named_as_ever() {
        String text = "[16,1,{\"a\":1},7,[\"" + "x".repeat(3000) + "\"]]";

        assertThatExceptionOfType(ProtocolViolation.class)
                .isThrownBy(() -> decode(WireFormat.JSON, 1000, text.getBytes(UTF_8)))
                .withMessageContaining("PUBLISH element 3 (uri): expected a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "true", "\"\\u0041\"", "\"é\"", "[1]", "-1.5e3"})
    void the_limit_may_fall_within_any_value(String value) throws ProtocolViolation {
        String head = "[16,1,{\"k\":" + value + "},\"a.b\"";
        byte[] bytes = (head + ",[]]").getBytes(UTF_8);
        int headBytes = head.getBytes(UTF_8).length;

        for (int limit = 1; limit < headBytes; limit++) {
            assertThat(decode(WireFormat.JSON, limit, bytes)).isInstanceOf(TooLongHead.class);
        }
        assertThat(decode(WireFormat.JSON, headBytes, bytes)).isInstanceOf(Publish.class);
    }

    @ParameterizedTest
    @EnumSource
    void ten_thousand_receivers_are_not_too_many(WireFormat format) throws ProtocolViolation {
        List<Object> ids = new ArrayList<>();
        for (long i = 0; i < 10_000; i++) {
            ids.add((1L << 53) - i);
        }
        byte[] bytes = Wire.encode(
                Wire.SERIALIZERS.of(format), new Publish(1, Map.of("eligible", ids), "a.b", payload(format)));

        assertThat(decode(format, MAX_HEAD_BYTES, bytes))
                .isInstanceOfSatisfying(Publish.class, publish -> assertThat(publish.options())
                        .containsEntry("eligible", ids.reversed()));
    }

    /** Values of which a head can hold many, and which are much larger in memory. */
    static Stream<Arguments> costlyValues() {
        return Stream.of(
                Arguments.of(WireFormat.JSON, "[1],"),
                Arguments.of(WireFormat.JSON, "[],"),
                Arguments.of(WireFormat.JSON, "[[[[[[1]]]]]],"),
                Arguments.of(WireFormat.JSON, "[1,1],"),
                Arguments.of(WireFormat.JSON, "\"\","),
                Arguments.of(WireFormat.JSON, "\"a\","),
                Arguments.of(WireFormat.JSON, "{\"\":1},"),
                Arguments.of(WireFormat.JSON, "{\"\":1,\"a\":1},"),
                Arguments.of(WireFormat.JSON, "1,"),
                Arguments.of(WireFormat.JSON, "1.5,"),
                Arguments.of(WireFormat.MSGPACK, "9101"),
                Arguments.of(WireFormat.MSGPACK, "90"),
                Arguments.of(WireFormat.MSGPACK, "91".repeat(100) + "01"),
                Arguments.of(WireFormat.MSGPACK, "920101"),
                Arguments.of(WireFormat.MSGPACK, "a0"),
                Arguments.of(WireFormat.MSGPACK, "a161"),
                Arguments.of(WireFormat.MSGPACK, "81a001"),
                Arguments.of(WireFormat.MSGPACK, "82a001a16101"),
                Arguments.of(WireFormat.MSGPACK, "85a001a16101a16201a16301a16401"),
                Arguments.of(WireFormat.MSGPACK, "81a0".repeat(100) + "01"),
                Arguments.of(WireFormat.MSGPACK, "c400"),
                Arguments.of(WireFormat.MSGPACK, "ca3fc00000"),
                Arguments.of(WireFormat.MSGPACK, "cc80"),
                Arguments.of(WireFormat.CBOR, "8101"),
                Arguments.of(WireFormat.CBOR, "9fff"),
                Arguments.of(WireFormat.CBOR, "81".repeat(100) + "01"),
                Arguments.of(WireFormat.CBOR, "820101"),
                Arguments.of(WireFormat.CBOR, "60"),
                Arguments.of(WireFormat.CBOR, "6161"),
                Arguments.of(WireFormat.CBOR, "a26001616101"),
                Arguments.of(WireFormat.CBOR, "7fff"),
                Arguments.of(WireFormat.CBOR, "5fff"),
                Arguments.of(WireFormat.CBOR, "40"),
                Arguments.of(WireFormat.CBOR, "f93e00"),
                Arguments.of(WireFormat.CBOR, "c24101"));
    }

    /** A HELLO with a list of {@code count} such values in its authextra, which is read with everything inside. */
    private static byte[] hello(WireFormat format, String value, int count) {
        if (format == WireFormat.JSON) {
            return ("[1,\"a.b\",{\"authextra\":{\"x\":[" + value.repeat(count) + "1]}}]").getBytes(UTF_8);
        }
        boolean msgpack = format == WireFormat.MSGPACK;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Wire.hex(
                msgpack
                        ? "93 01 a3612e62 81 a9617574686578747261 81 a178 dd"
                        : "83 01 63612e62 a1 69617574686578747261 a1 6178 9a"));
        bytes.writeBytes(new byte[] {(byte) (count >> 24), (byte) (count >> 16), (byte) (count >> 8), (byte) count});
        byte[] one = Wire.hex(value);
        for (int i = 0; i < count; i++) {
            bytes.writeBytes(one);
        }
        return bytes.toByteArray();
    }

    private static int count(WireFormat format, String value, int bytes) {
        return bytes / (format == WireFormat.JSON ? value.length() : value.length() / 2);
    }

    private static long allocated(WireFormat format, byte[] bytes) throws ProtocolViolation {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Serializer serializer = Wire.SERIALIZERS.forClient(format, new HeadLimits(MAX_HEAD_BYTES, MAX_HEAD_BYTES));
        serializer.decode(bytes, 0, bytes.length);
        long before = threads.getCurrentThreadAllocatedBytes();
        serializer.decode(bytes, 0, bytes.length);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @ParameterizedTest
    @MethodSource("costlyValues")
    void the_details_of_a_hello_take_a_bounded_multiple_of_their_bytes(WireFormat format, String value)
            throws ProtocolViolation {
        byte[] bytes = hello(format, value, count(format, value, MAX_HEAD_BYTES - 100));

        assertThat(decode(format, MAX_HEAD_BYTES, bytes)).isInstanceOf(Hello.class);
        assertThat(allocated(format, bytes) / (double) bytes.length).isLessThan(MAX_EXPANSION);
    }

    @ParameterizedTest
    @MethodSource("costlyValues")
    void a_head_that_is_too_long_takes_no_more_than_one_that_is_not(WireFormat format, String value)
            throws ProtocolViolation {
        byte[] bytes = hello(format, value, count(format, value, 16 * MAX_HEAD_BYTES));

        assertThat(decode(format, MAX_HEAD_BYTES, bytes)).isInstanceOf(TooLongHead.class);
        assertThat(allocated(format, bytes)).isLessThan((long) MAX_EXPANSION * MAX_HEAD_BYTES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"94 10 01 81 a178 dd7fffffff 01", "94 10 01 df7fffffff a178", "94 10 01 81 a178 db7fffffff 61"})
    void nothing_is_made_for_a_length_whose_bytes_have_not_arrived_in_msgpack(String hex) {
        assertThat(allocatedByRefusal(WireFormat.MSGPACK, Wire.hex(hex))).isLessThan(64 << 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"84 10 01 a1 6178 9a7fffffff 01", "84 10 01 ba7fffffff 6178", "84 10 01 a1 6178 7a7fffffff 61"})
    void nothing_is_made_for_a_length_whose_bytes_have_not_arrived_in_cbor(String hex) {
        assertThat(allocatedByRefusal(WireFormat.CBOR, Wire.hex(hex))).isLessThan(64 << 10);
    }

    private static long allocatedByRefusal(WireFormat format, byte[] bytes) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Serializer serializer = Wire.SERIALIZERS.forClient(format, new HeadLimits(MAX_HEAD_BYTES, MAX_HEAD_BYTES));
        assertThatExceptionOfType(ProtocolViolation.class).isThrownBy(() -> Wire.decode(serializer, bytes));
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            serializer.decode(bytes, 0, bytes.length);
        } catch (ProtocolViolation violation) {
            return threads.getCurrentThreadAllocatedBytes() - before;
        }
        throw new AssertionError("decoded");
    }
}
