package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.message.*;
import io.signalbox.protocol.options.*;
import java.lang.management.ManagementFactory;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and details of a client's messages: a router reads those that it knows, and creates objects for no others. */
class KnownOptionsTest {
    private static final int MANY = 20_000;

    /** What decoding a message allocates beside values of its size. */
    private static final long FEW_BYTES = 4 << 10;

    /** Reads the options or details of one message type. */
    private interface Reading {
        Object read(Map<String, Object> options) throws ProtocolViolation;
    }

    private static final Map<MessageType, Reading> READINGS = new LinkedHashMap<>(Map.of(
            MessageType.HELLO, HelloDetails::from,
            MessageType.PUBLISH, PublishOptions::from,
            MessageType.SUBSCRIBE, SubscribeOptions::from,
            MessageType.CALL, CallOptions::from,
            MessageType.CANCEL, CancelOptions::from,
            MessageType.REGISTER, RegisterOptions::from,
            MessageType.YIELD, YieldOptions::from,
            MessageType.ERROR, details -> ErrorDetails.from(details, Payload.EMPTY)));

    private static final List<MessageType> WITH_OPTIONS = Stream.of(MessageType.values())
            .filter(type ->
                    type != MessageType.PUBLISHED && type != MessageType.SUBSCRIBED && type != MessageType.REGISTERED)
            .toList();

    private static final List<Object> LARGE_VALUES = List.of(
            Collections.nCopies(MANY, List.of(1)),
            Collections.nCopies(MANY, Map.of("a", List.of())),
            Collections.nCopies(MANY, 1.5),
            Collections.nCopies(MANY, "é"),
            IntStream.range(0, MANY).boxed().collect(Collectors.toMap(i -> "k" + i, i -> i)),
            "x".repeat(5 * MANY),
            "\"é".repeat(5 * MANY));

    private static Serializer router(WireFormat format) {
        return Wire.SERIALIZERS.forClient(format, new HeadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    private static WampMessage message(MessageType type, Map<String, Object> options) {
        return switch (type) {
            case HELLO -> new Hello(Optional.of("realm1"), options);
            case WELCOME -> new Welcome(1, options);
            case ABORT -> new Abort(options, "a.b", Payload.EMPTY);
            case CHALLENGE -> new Challenge("ticket", options);
            case AUTHENTICATE -> new Authenticate("", options);
            case GOODBYE -> new Goodbye(options, "a.b");
            case ERROR -> new ErrorMessage(MessageType.INVOCATION, 1, options, "a.b", Payload.EMPTY);
            case PUBLISH -> new Publish(1, options, "a.b", Payload.EMPTY);
            case SUBSCRIBE -> new Subscribe(1, options, "a.b");
            case UNSUBSCRIBE -> new Unsubscribe(1, 2, options);
            case UNSUBSCRIBED -> new Unsubscribed(1, options);
            case EVENT -> new Event(1, 2, options, Payload.EMPTY);
            case CALL -> new Call(1, options, "a.b", Payload.EMPTY);
            case CANCEL -> new Cancel(1, options);
            case RESULT -> new Result(1, options, Payload.EMPTY);
            case REGISTER -> new Register(1, options, "a.b");
            case UNREGISTER -> new Unregister(1, 2, options);
            case UNREGISTERED -> new Unregistered(1, options);
            case INVOCATION -> new Invocation(1, 2, options, Payload.EMPTY);
            case INTERRUPT -> new Interrupt(1, options);
            case YIELD -> new Yield(1, options, Payload.EMPTY);
            case PUBLISHED, SUBSCRIBED, REGISTERED -> throw new IllegalArgumentException(type + " has no options");
        };
    }

    private static Map<String, Object> options(WampMessage message) {
        return switch (message) {
            case Hello m -> m.details();
            case ErrorMessage m -> m.details();
            case Publish m -> m.options();
            case Subscribe m -> m.options();
            case Call m -> m.options();
            case Cancel m -> m.options();
            case Register m -> m.options();
            case Yield m -> m.options();
            default -> throw new IllegalArgumentException(message.type() + " has no known options");
        };
    }

    private static byte[] encode(WireFormat format, MessageType type, Map<String, Object> options) {
        return Wire.encode(Wire.SERIALIZERS.of(format), message(type, options));
    }

    /** What {@code serializer} decodes of a message with these options, as its reader sees it: a value or a violation. */
    private static Object seen(Serializer serializer, MessageType type, byte[] bytes) {
        try {
            return READINGS.get(type).read(options(Wire.decode(serializer, bytes)));
        } catch (ProtocolViolation violation) {
            return violation.getMessage();
        }
    }

    private static long allocated(Serializer serializer, byte[] bytes) throws ProtocolViolation {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Wire.decode(serializer, bytes);
        long before = threads.getCurrentThreadAllocatedBytes();
        Wire.decode(serializer, bytes);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    static Stream<Arguments> everyMessage() {
        // The extra dictionary of AUTHENTICATE is read as a whole, because each authentication method has other keys.
        return Stream.of(WireFormat.values()).flatMap(format -> WITH_OPTIONS.stream()
                .filter(type -> type != MessageType.AUTHENTICATE)
                .map(type -> Arguments.of(format, type)));
    }

    static Stream<Arguments> everyReading() {
        return Stream.of(WireFormat.values())
                .flatMap(format -> READINGS.keySet().stream().map(type -> Arguments.of(format, type)));
    }

    @ParameterizedTest
    @MethodSource("everyMessage")
    void an_unknown_option_creates_nothing_whatever_its_size(WireFormat format, MessageType type)
            throws ProtocolViolation {
        for (Object value : LARGE_VALUES) {
            byte[] bytes = encode(format, type, Map.of("x_mine", value));

            assertThat(bytes.length).isGreaterThanOrEqualTo(MANY);
            assertThat(allocated(router(format), bytes)).isLessThan(FEW_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void a_container_in_the_place_of_a_scalar_creates_nothing(WireFormat format, MessageType type)
            throws ProtocolViolation {
        for (KnownOptions.Option option : KnownOptions.of(type).all()) {
            Object value = Collections.nCopies(MANY, List.of(1));
            byte[] bytes = encode(format, type, Map.of(option.key(), value));

            if (option.kind() != KnownOptions.Kind.DICT) {
                assertThat(allocated(router(format), bytes)).as(option.key()).isLessThan(FEW_BYTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void elements_behind_one_of_a_wrong_type_are_not_created(WireFormat format) throws ProtocolViolation {
        for (KnownOptions.Option option : KnownOptions.of(MessageType.PUBLISH).all()) {
            for (Object rest : LARGE_VALUES) {
                List<Object> elements = new ArrayList<>(List.of(1L, "a", true));
                elements.add(rest);
                byte[] bytes = encode(format, MessageType.PUBLISH, Map.of(option.key(), elements));

                assertThat(allocated(router(format), bytes)).isLessThan(FEW_BYTES);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_list_of_session_ids_takes_little_more_than_its_bytes(WireFormat format) throws ProtocolViolation {
        List<Object> different = new Random(3)
                .longs(MANY, 1, 1L << 53)
                .boxed()
                .map(Object.class::cast)
                .toList();
        byte[] bytes = encode(format, MessageType.PUBLISH, Map.of("eligible", different));
        // An array that doubles, and sorts with one more.
        assertThat(allocated(router(format), bytes)).isLessThan(6L * bytes.length);

        byte[] same = encode(format, MessageType.PUBLISH, Map.of("eligible", Collections.nCopies(MANY, 7L)));
        assertThat(allocated(router(format), same)).isLessThan(FEW_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void a_list_of_names_keeps_alive_a_few_times_its_bytes(WireFormat format) throws ProtocolViolation {
        List<Object> shortest = IntStream.range(0, MANY)
                .mapToObj(i -> (Object) new String(
                        new char[] {(char) ('0' + i % 64), (char) ('0' + i / 64 % 64), (char) ('0' + i / 4096)}))
                .toList();
        byte[] bytes = encode(format, MessageType.PUBLISH, Map.of("eligible_authid", shortest));
        Publish decoded = (Publish) Wire.decode(router(format), bytes);
        assertThat(decoded.options().get("eligible_authid"))
                .isInstanceOf(Names.class)
                .isEqualTo(shortest);
        assertThat(Footprint.of(decoded)).isLessThan(5L * bytes.length);

        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        Receivers receivers = PublishOptions.from(decoded.options()).receivers();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(FEW_BYTES);
        assertThat(receivers.sizeBytes()).isLessThan(5L * bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void lists_are_read_with_each_element_once(WireFormat format) throws ProtocolViolation {
        byte[] bytes = encode(
                format,
                MessageType.PUBLISH,
                Map.of("exclude", List.of(9L, 3L, 9L, 1L << 53, 3L), "eligible_authid", List.of("b", "a", "b")));

        assertThat(options(Wire.decode(router(format), bytes)))
                .isEqualTo(Map.of("exclude", List.of(3L, 9L, 1L << 53), "eligible_authid", List.of("b", "a")));
    }

    @ParameterizedTest
    @MethodSource("everyReading")
    void known_options_mean_what_they_mean_when_all_options_are_read(WireFormat format, MessageType type) {
        RandomMessages messages = new RandomMessages(17L * format.ordinal() + type.ordinal());
        Random random = new Random(type.ordinal());
        List<KnownOptions.Option> known = KnownOptions.of(type).all();
        for (int i = 0; i < 1000; i++) {
            Map<String, Object> options = messages.options();
            for (int k = random.nextInt(3); k >= 0; k--) {
                KnownOptions.Option option = known.get(random.nextInt(known.size()));
                options.put(option.key(), random.nextInt(4) == 0 ? messages.value(2) : right(option, random));
            }
            byte[] bytes = encode(format, type, options);

            Object ofKnown = seen(router(format), type, bytes);
            Object ofAll = seen(Wire.SERIALIZERS.of(format), type, bytes);
            if (!ofKnown.equals(ofAll)) {
                // Equal all the same, if they differ in arrays only.
                assertThat(ofKnown)
                        .as("%s %s", type, options)
                        .usingRecursiveComparison()
                        .isEqualTo(ofAll);
            }
        }
    }

    private static Object right(KnownOptions.Option option, Random random) {
        return switch (option.kind()) {
            case SCALAR ->
                switch (random.nextInt(4)) {
                    case 0 -> random.nextBoolean();
                    case 1 -> (long) random.nextInt(5);
                    case 2 -> List.of("prefix", "first", "skip", "", "x_scheme").get(random.nextInt(5));
                    default -> new byte[3];
                };
            case SESSION_IDS ->
                random.longs(random.nextInt(4), 1, 1L << 53).boxed().toList();
            case TEXTS -> List.of("joe", "ünï", "anonymous").subList(0, random.nextInt(4));
            case DICT -> Map.of("caller", Map.of("features", Map.of("call_timeout", true)));
            case HOPS ->
                List.of(
                                Map.of(
                                        "session",
                                        7L,
                                        "authid",
                                        "joe",
                                        "node",
                                        "first",
                                        "x_other",
                                        List.of(1L, Map.of())),
                                Map.of("session", random.nextBoolean() ? 7L : "seven", "publication", 3L),
                                Map.of("node", random.nextInt(4) == 0 ? List.of() : "second"))
                        .subList(0, random.nextInt(4));
        };
    }

    /** Takes note of the keys that are asked for. */
    private static final class AskedKeys extends AbstractMap<String, Object> {
        final Set<String> keys = new TreeSet<>();

        @Override
        public Object get(Object key) {
            keys.add((String) key);
            // The further keys of payload passthru are asked for only where there is a scheme.
            return switch ((String) key) {
                case "ppt_scheme", "enc_algo" -> "x_scheme";
                case "roles" -> Map.of("caller", Map.of());
                default -> null;
            };
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            throw new UnsupportedOperationException("an option is asked for by its key");
        }
    }

    @ParameterizedTest
    @FieldSource("WITH_OPTIONS")
    void what_is_known_is_what_is_read(MessageType type) throws ProtocolViolation {
        AskedKeys asked = new AskedKeys();
        Payload opaque = Wire.opaque(WireFormat.CBOR, new byte[1]);
        switch (type) {
            case PUBLISH -> PublishOptions.from(asked, opaque);
            case CALL -> CallOptions.from(asked, opaque);
            case YIELD -> YieldOptions.from(asked, opaque);
            case ERROR -> ErrorDetails.from(asked, opaque);
            default -> {}
        }
        if (READINGS.containsKey(type)) {
            READINGS.get(type).read(asked);
        }

        assertThat(KnownOptions.of(type).all().stream().map(KnownOptions.Option::key))
                .containsExactlyInAnyOrderElementsOf(asked.keys);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[48,1,{\"x\":[1,{\"a\":]},\"time\\u006fut\":5},\"a.b\"]",
                "[48,1,{\"x\":\"\\ud8\",\"timeout\":5},\"a.b\"]",
                "[48,1,{\"x\":01,\"timeout\":5},\"a.b\"]",
                "[48,1,{\"x\":{1:2}},\"a.b\"]",
                "[48,1,{\"timeout\":[1,},\"a.b\"]"
            })
    void the_value_of_an_unknown_option_is_checked(String text) {
        assertRefusedAlike(WireFormat.JSON, text.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "84 1830 01 a1 6178 62ff41 63612e62",
                "84 1830 01 a1 6178 a1 01 02 63612e62",
                "84 1830 01 a1 6178 a1 c0 01 02 63612e62",
                "84 1830 01 a1 6178 a1 8101 02 63612e62",
                "84 1830 01 a1 6178 9f1cff 63612e62"
            })
    void the_value_of_an_unknown_option_is_checked_in_cbor(String hex) {
        assertRefusedAlike(WireFormat.CBOR, Wire.hex(hex));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "94 30 01 81 a178 a2ff41 a3612e62",
                "94 30 01 81 a178 81 01 02 a3612e62",
                "94 30 01 81 a178 81 9101 02 a3612e62",
                "94 30 01 81 a178 c1 a3612e62"
            })
    void the_value_of_an_unknown_option_is_checked_in_msgpack(String hex) {
        assertRefusedAlike(WireFormat.MSGPACK, Wire.hex(hex));
    }

    private static void assertRefusedAlike(WireFormat format, byte[] bytes) {
        ProtocolViolation[] violations = Stream.of(Wire.SERIALIZERS.of(format), router(format))
                .map(serializer -> {
                    try {
                        return new ProtocolViolation("decoded " + Wire.decode(serializer, bytes));
                    } catch (ProtocolViolation violation) {
                        return violation;
                    }
                })
                .toArray(ProtocolViolation[]::new);

        assertThat(violations[1].getMessage())
                .isEqualTo(violations[0].getMessage())
                .startsWith("CALL element 2 (dict): ");
    }

    @Test
    void nesting_is_bounded_within_an_unknown_option_too() {
        Serializer shallow = new Serializers(5).forClient(WireFormat.JSON, new HeadLimits(1000, 1000));

        for (String value : List.of("[[[[1]]]]", "{\"a\":[[[1]]]}")) {
            byte[] bytes = ("[48,1,{\"x\":" + value + "},\"a.b\"]").getBytes(UTF_8);
            assertThatExceptionOfType(ProtocolViolation.class)
                    .isThrownBy(() -> Wire.decode(shallow, bytes))
                    .withMessageContaining("nested deeper than 5");
        }
    }

    @Test
    void a_key_is_known_in_every_form_of_its_text() throws ProtocolViolation {
        byte[] escaped = "[48,1,{\"t\\u0069meout\":5},\"a.b\"]".getBytes(UTF_8);
        byte[] chunked = Wire.hex("84 1830 01 a1 7f 6474696d65 636f7574 ff 05 63612e62");
        byte[] tagged = Wire.hex("84 1830 01 a1 d820 6774696d656f7574 05 63612e62");

        Map<String, Object> timeout = Map.of("timeout", 5L);
        assertThat(options(Wire.decode(router(WireFormat.JSON), escaped))).isEqualTo(timeout);
        assertThat(options(Wire.decode(router(WireFormat.CBOR), chunked))).isEqualTo(timeout);
        assertThat(options(Wire.decode(router(WireFormat.CBOR), tagged))).isEqualTo(timeout);
    }

    @ParameterizedTest
    @EnumSource
    void the_details_of_a_hello_that_only_a_session_can_send_are_not_read(WireFormat format) throws ProtocolViolation {
        Object nested = Collections.nCopies(5 * MANY, List.of(1));
        Map<String, Object> details = Map.of("roles", Map.of("caller", Map.of()), "authextra", Map.of("x", nested));
        byte[] bytes = encode(format, MessageType.HELLO, details);
        Serializer serializer = Wire.SERIALIZERS.forClient(format, new HeadLimits(1 << 24, 64 << 10));

        assertThat(allocated(serializer, bytes)).isLessThan(FEW_BYTES);
        assertThat(Wire.decode(serializer, bytes)).isEqualTo(new Hello(Optional.of("realm1"), Map.of()));
        assertThat(options(Wire.decode(router(format), bytes))).containsKeys("roles", "authextra");
    }

    @ParameterizedTest
    @EnumSource
    void the_extra_dictionary_of_authenticate_is_read_unless_only_a_session_can_send_it(WireFormat format)
            throws ProtocolViolation {
        Serializer serializer = Wire.SERIALIZERS.forClient(format, new HeadLimits(1 << 24, 64 << 10));
        Map<String, Object> extra = Map.of("nonce", "abc", "any", Map.of("x", List.of(1L, true)));
        byte[] bytes = encode(format, MessageType.AUTHENTICATE, extra);
        assertThat(Wire.decode(serializer, bytes)).isEqualTo(new Authenticate("", extra));

        byte[] large =
                encode(format, MessageType.AUTHENTICATE, Map.of("any", Collections.nCopies(5 * MANY, List.of(1))));
        assertThat(allocated(serializer, large)).isLessThan(FEW_BYTES);
        assertThat(Wire.decode(serializer, large)).isEqualTo(new Authenticate("", Map.of()));
    }
}
