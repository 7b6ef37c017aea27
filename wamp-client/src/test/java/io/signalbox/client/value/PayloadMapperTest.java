package io.signalbox.client.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.msgpack.jackson.dataformat.MessagePackMapper;

class PayloadMapperTest {
    private final PayloadMapper mapper = new PayloadMapper();

    enum Status {
        OPEN,
        CLOSED
    }

    record Item(String name, int quantity, BigDecimal price) {}

    record Order(
            long id,
            Status status,
            List<Item> items,
            Map<String, Item> byName,
            byte[] signature,
            Optional<String> note,
            Instant at,
            Map<LocalDate, Integer> deliveries,
            UUID key) {}

    record Dates(
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetDateTime offsetDateTime,
            OffsetTime offsetTime,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            Year year,
            YearMonth yearMonth,
            MonthDay monthDay,
            ZoneId zone,
            ZoneOffset offset,
            DayOfWeek day) {}

    private Arguments sent(WireFormat format, Object... arguments) {
        return mapper.arguments(mapper.payload(format, Arrays.asList(arguments), Map.of()));
    }

    @ParameterizedTest
    @EnumSource
    void a_record_is_the_same_after_each_format(WireFormat format) {
        Item item = new Item("nut ✓", 3, new BigDecimal("0.1"));
        Order order = new Order(
                1L << 40,
                Status.CLOSED,
                List.of(item, new Item("", -1, new BigDecimal("12345678901234567890.123456789"))),
                Map.of("nut", item),
                new byte[] {0, 1, -1},
                Optional.of("soon"),
                Instant.parse("2026-01-31T12:34:56.789Z"),
                Map.of(LocalDate.parse("2026-02-28"), 7),
                UUID.fromString("00000000-0000-0001-0000-000000000002"));
        Order read = sent(format, order).arg(0, Order.class);
        assertThat(read).usingRecursiveComparison().isEqualTo(order);
    }

    @ParameterizedTest
    @EnumSource
    void dates_are_strings_of_iso_8601(WireFormat format) {
        Dates dates = new Dates(
                LocalDate.parse("2026-01-31"),
                LocalTime.parse("23:59"),
                LocalDateTime.parse("2026-01-31T23:59:01"),
                OffsetDateTime.parse("2026-01-31T23:59:01+01:00"),
                OffsetTime.parse("23:59:01-05:00"),
                ZonedDateTime.parse("2026-01-31T23:59:01+01:00[Europe/Berlin]"),
                Duration.ofMillis(1500),
                Period.ofDays(3),
                Year.of(2026),
                YearMonth.of(2026, 1),
                MonthDay.of(1, 31),
                ZoneId.of("Europe/Berlin"),
                ZoneOffset.ofHours(-5),
                DayOfWeek.FRIDAY);
        Arguments arguments = sent(format, dates);
        assertThat(arguments.arg(0, Dates.class)).isEqualTo(dates);
        JsonNode tree = arguments.args().get(0);
        assertThat(tree.get("date").textValue()).isEqualTo("2026-01-31");
        assertThat(tree.get("duration").textValue()).isEqualTo("PT1.5S");
        assertThat(tree.get("zoned").textValue()).isEqualTo("2026-01-31T23:59:01+01:00[Europe/Berlin]");
        assertThat(tree.get("year").textValue()).isEqualTo("2026");
    }

    @ParameterizedTest
    @EnumSource
    void an_instant_may_be_seconds_since_1970(WireFormat format) {
        assertThat(sent(format, 1363896240L).arg(0, Instant.class)).isEqualTo(Instant.ofEpochSecond(1363896240));
        assertThat(sent(format, 1363896240.5).arg(0, Instant.class))
                .isEqualTo(Instant.parse("2013-03-21T20:04:00.500Z"));
        assertThat(sent(format, "2013-03-21T21:04:00+01:00").arg(0, Instant.class))
                .isEqualTo(Instant.ofEpochSecond(1363896240));
        assertThatThrownBy(() -> sent(format, Long.MAX_VALUE).arg(0, Instant.class))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessage("argument 0: expected a string of ISO 8601 (Instant), found a number");
    }

    @ParameterizedTest
    @EnumSource
    void scalars_are_the_same_after_each_format(WireFormat format) {
        byte[] binary = {0, -128, 127};
        BigInteger large = BigInteger.ONE.shiftLeft(200).negate();
        Arguments arguments =
                sent(format, "ä\u0000\"\\", 7, -7L, 1.5, true, null, binary, large, 1.5f, (short) 2, (byte) 3);
        assertThat(arguments.size()).isEqualTo(11);
        assertThat(arguments.arg(0, String.class)).isEqualTo("ä\u0000\"\\");
        assertThat(arguments.arg(1, int.class)).isEqualTo(7);
        assertThat(arguments.arg(2, Long.class)).isEqualTo(-7);
        assertThat(arguments.arg(3, double.class)).isEqualTo(1.5);
        assertThat(arguments.arg(4, boolean.class)).isTrue();
        assertThat(arguments.arg(5, String.class)).isNull();
        assertThat(arguments.arg(6, byte[].class)).isEqualTo(binary);
        assertThat(arguments.arg(7, BigInteger.class)).isEqualTo(large);
        assertThat(arguments.arg(8, Float.class)).isEqualTo(1.5f);
        assertThat(arguments.arg(9, short.class)).isEqualTo((short) 2);
        assertThat(arguments.arg(10, byte.class)).isEqualTo((byte) 3);
        assertThat(arguments.arg(1, BigDecimal.class)).isEqualTo("7");
        assertThat(arguments.arg(1, double.class)).isEqualTo(7.0);
    }

    @ParameterizedTest
    @EnumSource
    void collections_and_trees_are_read_and_written(WireFormat format) {
        Map<String, Object> dict = new LinkedHashMap<>();
        dict.put("list", List.of(1, "two", List.of()));
        dict.put("null", null);
        dict.put("bytes", new byte[] {1});
        Arguments arguments = sent(format, dict, Set.of("one"), new int[] {1, 2}, Map.of(5, "five"), mapper.tree(dict));
        assertThat(arguments.arg(1, new TypeReference<Set<String>>() {})).containsExactly("one");
        assertThat(arguments.arg(2, int[].class)).containsExactly(1, 2);
        assertThat(arguments.arg(3, new TypeReference<Map<Integer, String>>() {}))
                .isEqualTo(Map.of(5, "five"));
        assertThat(arguments.arg(0, JsonNode.class)).isEqualTo(arguments.arg(4, JsonNode.class));
        assertThat(arguments.arg(0, JsonNode.class).get("bytes").isBinary()).isTrue();
        assertThat(arguments.arg(0, new TypeReference<Map<String, Object>>() {}))
                .usingRecursiveComparison()
                .isEqualTo(dict);
    }

    @ParameterizedTest
    @EnumSource
    void keyword_arguments_are_read_one_by_one_and_as_a_record(WireFormat format) {
        Payload payload = mapper.payload(
                format, List.of(), Map.of("name", "nut", "quantity", 3, "price", 0.5, "unknown", List.of()));
        Arguments arguments = mapper.arguments(payload);
        assertThat(arguments.size()).isZero();
        assertThat(arguments.isEmpty()).isFalse();
        assertThat(arguments.kwarg("name", String.class)).isEqualTo("nut");
        assertThat(arguments.kwargOr("absent", String.class, "none")).isEqualTo("none");
        assertThat(arguments.kwargs(Item.class)).isEqualTo(new Item("nut", 3, new BigDecimal("0.5")));
        assertThat(arguments.kwarg("unknown", new TypeReference<List<String>>() {}))
                .isEmpty();
        assertThat(arguments.kwargs().get("quantity").intValue()).isEqualTo(3);
        assertThat(arguments.has("name")).isTrue();
        assertThat(arguments.has("absent")).isFalse();
    }

    @Test
    void a_binary_value_in_json_is_base64_behind_u_0000() {
        assertThat(json(new byte[] {1, 2})).isEqualTo("[\"\\u0000AQI=\"]");
        assertThat(json(mapper.tree(new byte[] {1, 2}))).isEqualTo("[\"\\u0000AQI=\"]");
        assertThat(json(Map.of("a", List.of(new byte[0])))).isEqualTo("[{\"a\":[\"\\u0000\"]}]");
    }

    @Test
    void a_decimal_number_is_a_float_only_with_the_same_digits() {
        assertThat(json(new BigDecimal("0.10"))).isEqualTo("[0.1]");
        assertThat(json(new BigDecimal("0.12345678901234567890"))).isEqualTo("[\"0.12345678901234567890\"]");
        assertThat(json(new BigDecimal("1E+400"))).isEqualTo("[\"1E+400\"]");
    }

    private String json(Object argument) {
        Payload payload = mapper.payload(WireFormat.JSON, List.of(argument), Map.of());
        return new String(payload.array(), payload.offset(), payload.length(), StandardCharsets.UTF_8);
    }

    /** The codecs of Jackson are not those of this module. */
    @Test
    void other_codecs_read_the_binary_formats() throws IOException {
        Item item = new Item("nut", 3, new BigDecimal("0.5"));
        assertThat(read(new MessagePackMapper(), WireFormat.MSGPACK, item)).isEqualTo(item);
        assertThat(read(new CBORMapper(), WireFormat.CBOR, item)).isEqualTo(item);
    }

    private Item read(ObjectMapper other, WireFormat format, Item item) throws IOException {
        Payload payload = mapper.payload(format, List.of(item), Map.of());
        return other.readValue(payload.array(), payload.offset(), payload.length(), new TypeReference<List<Item>>() {})
                .getFirst();
    }

    @Test
    void no_arguments_are_the_empty_payload() {
        assertThat(mapper.payload(WireFormat.CBOR, List.of(), Map.of())).isSameAs(Payload.EMPTY);
        Arguments none = mapper.arguments(Payload.EMPTY);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.size()).isZero();
        assertThat(none.args()).isEmpty();
        assertThat(none.kwargs()).isEmpty();
    }

    @Test
    void a_value_that_cannot_be_sent_is_refused_with_its_argument() {
        assertThatThrownBy(() -> mapper.payload(WireFormat.JSON, List.of(1, new Object()), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument 1, a java.lang.Object, cannot be sent: ");
        assertThatThrownBy(() -> mapper.payload(WireFormat.JSON, List.of(), Map.of("a", new POJONode(new Object()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("keyword argument 'a', a com.fasterxml.jackson.databind.node.POJONode, cannot");
    }

    @ParameterizedTest
    @EnumSource
    void a_list_in_itself_is_refused(WireFormat format) {
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> mapper.payload(format, endless, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nested deeper than 127");
        Map<Object, Object> dict = new LinkedHashMap<>();
        dict.put(1, dict);
        assertThatThrownBy(() -> mapper.payload(format, List.of(dict), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot be sent");
    }

    @Test
    void an_own_mapper_of_jackson_is_used_as_it_is() {
        PayloadMapper own = new PayloadMapper(new ObjectMapper());
        Payload payload = own.payload(WireFormat.JSON, List.of(Map.of("name", "nut", "colour", "red")), Map.of());
        assertThatThrownBy(() -> own.arguments(payload).arg(0, Item.class))
                .isInstanceOf(InvalidArgumentException.class);
    }
}
