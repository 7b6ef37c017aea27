package io.signalbox.client.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArgumentsTest {
    private final PayloadMapper mapper = new PayloadMapper();

    enum Colour {
        RED,
        GREEN
    }

    record Address(String town, int code) {}

    record Customer(String name, Address address, List<Address> others, Optional<Integer> age) {
        Customer {
            if (name != null && name.isBlank()) {
                throw new IllegalArgumentException("the name is blank");
            }
        }
    }

    private Arguments of(Object... arguments) {
        return of(WireFormat.CBOR, arguments);
    }

    private Arguments of(WireFormat format, Object... arguments) {
        return mapper.arguments(mapper.payload(format, Arrays.asList(arguments), Map.of()));
    }

    private Arguments json(String parts, int number) {
        byte[] bytes = parts.getBytes(StandardCharsets.UTF_8);
        return mapper.arguments(new Payload(WireFormat.JSON, bytes, 0, bytes.length, number));
    }

    private static void assertThatInvalid(ThrowingCallable read, String message) {
        assertThatThrownBy(read).isInstanceOf(InvalidArgumentException.class).hasMessage(message);
    }

    @Test
    void an_absent_argument_is_named() {
        assertThatInvalid(() -> of().arg(0, String.class), "argument 0 is missing: the message has 0 arguments");
        assertThatInvalid(() -> of("a").arg(1, String.class), "argument 1 is missing: the message has 1 argument");
        assertThatInvalid(() -> of("a").arg(-1, String.class), "argument -1 is missing: the message has 1 argument");
        assertThatInvalid(() -> of("a").kwarg("name", String.class), "keyword argument 'name' is missing");
        assertThat(of("a").argOr(1, String.class, "b")).isEqualTo("b");
        assertThat(of("a").argOr(0, String.class, "b")).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource
    void a_value_of_another_type_is_refused_with_both_types(WireFormat format) {
        assertThatInvalid(() -> of(format, 1).arg(0, String.class), "argument 0: expected a string, found a number");
        assertThatInvalid(
                () -> of(format, "1").arg(0, int.class), "argument 0: expected an integer of 32 bits, found a string");
        assertThatInvalid(
                () -> of(format, true).arg(0, String.class), "argument 0: expected a string, found a boolean");
        assertThatInvalid(() -> of(format, 1).arg(0, boolean.class), "argument 0: expected a boolean, found a number");
        assertThatInvalid(
                () -> of(format, "x").arg(0, Colour.class),
                "argument 0: expected one of RED, GREEN, found another string");
        assertThatInvalid(
                () -> of(format, 0).arg(0, Colour.class), "argument 0: expected one of RED, GREEN, found a number");
        assertThatInvalid(
                () -> of(format, "x").arg(0, LocalDate.class),
                "argument 0: expected a string of ISO 8601 (LocalDate), found a string");
        assertThatInvalid(
                () -> of(format, "x").arg(0, Address.class),
                "argument 0: expected a dictionary (Address), found a string");
        assertThatInvalid(
                () -> of(format, "x").arg(0, byte[].class), "argument 0: expected a binary value, found a string");
        assertThatInvalid(
                () -> of(format, Map.of()).arg(0, List.class), "argument 0: expected a list, found a dictionary");
        assertThatInvalid(
                () -> of(format, (Object) null).arg(0, int.class),
                "argument 0: expected an integer of 32 bits, found null");
        assertThatInvalid(
                () -> mapper.arguments(mapper.payload(format, List.of(), Map.of("name", 5)))
                        .kwarg("name", String.class),
                "keyword argument 'name': expected a string, found a number");
    }

    @ParameterizedTest
    @EnumSource
    void a_number_out_of_range_or_with_a_fraction_is_refused(WireFormat format) {
        String ofInt = "argument 0: expected an integer of 32 bits, found a number out of this range";
        assertThatInvalid(() -> of(format, 1L << 31).arg(0, int.class), ofInt);
        assertThatInvalid(() -> of(format, 1e300).arg(0, int.class), ofInt);
        assertThatInvalid(
                () -> of(format, BigInteger.TWO.pow(64).subtract(BigInteger.ONE))
                        .arg(0, int.class),
                ofInt);
        assertThatInvalid(
                () -> of(format, 1 << 20).arg(0, short.class),
                "argument 0: expected an integer of 16 bits, found a number out of this range");
        assertThatInvalid(
                () -> of(format, BigInteger.TWO.pow(64).subtract(BigInteger.ONE))
                        .arg(0, long.class),
                "argument 0: expected an integer of 64 bits, found a number out of this range");
        assertThatInvalid(
                () -> of(format, 1.5).arg(0, long.class),
                "argument 0: expected an integer of 64 bits, found a number with a fraction");
        assertThatInvalid(
                () -> of(format, 1.5).arg(0, BigInteger.class),
                "argument 0: expected an integer, found a number with a fraction");
        assertThat(of(format, 5e15).arg(0, long.class)).isEqualTo(5_000_000_000_000_000L);
        assertThat(of(format, 7.0).arg(0, int.class)).isEqualTo(7);
        assertThat(of(format, 7.0).arg(0, BigInteger.class)).isEqualTo(7);
    }

    @Test
    void a_value_inside_a_value_is_named_by_its_path() {
        Map<String, Object> wrong = Map.of("town", "Erlangen", "code", "x");
        assertThatInvalid(
                () -> of(Map.of("name", "Ann", "address", wrong)).arg(0, Customer.class),
                "argument 0.address.code: expected an integer of 32 bits, found a string");
        assertThatInvalid(
                () -> of(Map.of("name", "Ann", "others", List.of(Map.of("town", "a", "code", 1), wrong)))
                        .arg(0, Customer.class),
                "argument 0.others[1].code: expected an integer of 32 bits, found a string");
        assertThatInvalid(
                () -> of(List.of(Map.of("town", "a", "code", 1L << 40))).arg(0, new TypeReference<List<Address>>() {}),
                "argument 0[0].code: expected an integer of 32 bits, found a number out of this range");
        assertThatInvalid(
                () -> of(Map.of("town", "a")).arg(0, Address.class),
                "argument 0.code: expected an integer of 32 bits, found nothing");
        assertThatInvalid(
                () -> of(Map.of("name", " ")).arg(0, Customer.class),
                "argument 0: Customer refuses the value: the name is blank");
        assertThatInvalid(
                () -> mapper.arguments(mapper.payload(WireFormat.JSON, List.of(), Map.of("town", "a", "code", "b")))
                        .kwargs(Address.class),
                "keyword argument 'code': expected an integer of 32 bits, found a string");
    }

    @Test
    void a_name_of_a_peer_is_shown_without_control_characters() {
        Map<String, Object> dict = Map.of("\u001b[2J\n" + "x".repeat(100), "text");
        assertThatInvalid(
                () -> of(dict).arg(0, new TypeReference<Map<String, Integer>>() {}),
                "argument 0.?[2J?" + "x".repeat(59) + "…: expected an integer of 32 bits, found a string");
    }

    @Test
    void an_absent_component_is_null_or_empty() {
        assertThat(of(Map.of("name", "Ann")).arg(0, Customer.class))
                .isEqualTo(new Customer("Ann", null, null, Optional.empty()));
        assertThat(of(Map.of("age", 7)).arg(0, Customer.class).age()).contains(7);
        assertThat(of((Object) null).arg(0, new TypeReference<Optional<String>>() {}))
                .isEmpty();
    }

    @Test
    void values_in_peculiar_encodings_are_read() {
        assertThat(json("[ 1.0e2 , \"\\u0000AQI=\", \"\\u0000no base64\" ] , { \"a\" : [] }", 2)
                        .arg(0, int.class))
                .isEqualTo(100);
        assertThat(json("[\"\\u0000AQI=\"]", 1).arg(0, byte[].class)).containsExactly(1, 2);
        assertThat(json("[\"\\u0000no base64\"]", 1).arg(0, String.class)).isEqualTo("\u0000no base64");
        // A typed array of JavaScript, a date, a float of 16 bits, and a string in chunks.
        assertThat(cbor("81 d84043010203").arg(0, byte[].class)).containsExactly(1, 2, 3);
        assertThat(cbor("81 c11a514b67b0").arg(0, long.class)).isEqualTo(1363896240);
        assertThat(cbor("81 f93e00").arg(0, double.class)).isEqualTo(1.5);
        assertThat(cbor("81 7f6161626263ff").arg(0, String.class)).isEqualTo("abc");
        assertThat(cbor("81 c249010000000000000000").arg(0, BigInteger.class)).isEqualTo(BigInteger.TWO.pow(64));
    }

    private Arguments cbor(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return mapper.arguments(new Payload(WireFormat.CBOR, bytes, 0, bytes.length, 1));
    }

    @Test
    void a_reader_cannot_change_the_arguments() {
        Arguments arguments = of(new byte[] {1}, Map.of("a", 1));
        arguments.arg(0, byte[].class)[0] = 9;
        arguments.args().removeAll();
        assertThat(arguments.arg(0, byte[].class)).containsExactly(1);
        assertThat(arguments.size()).isEqualTo(2);
        assertThat(arguments)
                .hasToString(
                        "Arguments[format=CBOR, bytes=" + arguments.payload().length() + "]");
    }
}
