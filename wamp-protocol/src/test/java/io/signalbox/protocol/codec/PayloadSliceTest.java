package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How payloads travel and what heads tolerate. */
class PayloadSliceTest {

    private static String forwarded(String json) throws ProtocolViolation {
        return Wire.jsonText(new Event(1, 2, Map.of(), Wire.payload(Wire.json(json))));
    }

    private static Payload cborPayload(String hex) throws ProtocolViolation {
        return Wire.payload(Wire.decode(Wire.CBOR, Wire.hex(hex)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[16,1,{},~a~] | [36,1,2,{}]",
                "[16,1,{},~a~,[]] | [36,1,2,{},[]]",
                "[16,1,{},~a~,[],{}] | [36,1,2,{},[]]",
                "[16,1,{},~a~,[1],{ }] | [36,1,2,{},[1]]",
                "[16,1,{},~a~,[],{~k~:2}] | [36,1,2,{},[],{~k~:2}]",
                "[16,1,{},~a~ , [ 1 , ~\\u00e4~ ] , { ~k~ : 1.50 , ~k~ : 2 } ] | [36,1,2,{},[ 1 , ~\\u00e4~ ] , { ~k~ : 1.50 , ~k~ : 2 }]",
            })
    void absent_parts_stay_absent_and_present_ones_are_forwarded_verbatim(String published, String event)
            throws ProtocolViolation {
        assertThat(forwarded(published.replace('~', '"'))).isEqualTo(event.replace('~', '"'));
    }

    @Test
    void the_break_of_an_indefinite_array_is_no_part_of_the_payload() throws ProtocolViolation {
        Payload payload = cborPayload("9f 10 01 bf ff 7f 6161 ff 9f 01 ff bf 616b 02 ff ff");
        assertThat(Wire.encode(Wire.CBOR, new Event(1, 2, Map.of(), payload)))
                .isEqualTo(Wire.hex("86 1824 01 02 a0 8101 a1616b02"));
        assertThat(cborPayload("9f 10 01 a0 6161 80 bfff ff").parts()).isEqualTo(1);
    }

    @Test
    void an_indefinite_array_as_the_message_costs_the_payload_no_copy() throws ProtocolViolation {
        byte[] message = Wire.hex("d9d9f7 9f 10 01 bfff 6161 8101 ff");
        Payload payload = Wire.payload(Wire.decode(Wire.CBOR, message));
        assertThat(payload.array()).isSameAs(message);
        assertThat(Wire.encode(Wire.CBOR, new Event(1, 2, Map.of(), payload)))
                .isEqualTo(Wire.hex("85 1824 01 02 a0 8101"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cb3ff0000000000000",
                "ca3f800000",
                "01",
                "cc01",
                "cd0001",
                "ce00000001",
                "cf0000000000000001",
                "d001",
                "d300000000 00000001"
            })
    void an_id_from_msgpack_may_be_any_number_without_a_fraction(String one) throws ProtocolViolation {
        Call call = (Call) Wire.decode(Wire.MSGPACK, Wire.hex("94 30" + one + "80 a161"));
        assertThat(call.request()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fb3ff0000000000000",
                "fa3f800000",
                "f93c00",
                "01",
                "1801",
                "190001",
                "1b0000000000000001",
                "c101"
            })
    void an_id_from_cbor_may_be_any_number_without_a_fraction(String one) throws ProtocolViolation {
        Call call = (Call) Wire.decode(Wire.CBOR, Wire.hex("84 1830" + one + "a0 6161"));
        assertThat(call.request()).isEqualTo(1);
    }

    @Test
    void the_greatest_id_is_two_to_the_53() throws ProtocolViolation {
        assertThat(((Publish) Wire.json("[16,9007199254740992,{},\"a\"]")).request())
                .isEqualTo(1L << 53);
        assertThat(((Call) Wire.decode(Wire.MSGPACK, Wire.hex("94 30 cb4340000000000000 80 a161"))).request())
                .isEqualTo(1L << 53);
    }

    @Test
    void a_hello_may_leave_the_realm_to_the_router() throws ProtocolViolation {
        assertThat(((Hello) Wire.json("[1,null,{}]")).realm()).isEmpty();
        assertThat(((Hello) Wire.decode(Wire.MSGPACK, Wire.hex("93 01 c0 80"))).realm())
                .isEmpty();
        assertThat(((Hello) Wire.decode(Wire.CBOR, Wire.hex("83 01 f6 a0"))).realm())
                .isEmpty();
        assertThat(((Hello) Wire.json("[1,\"\",{}]")).realm()).isEqualTo(Optional.of(""));
    }

    @Test
    void null_before_keyword_arguments_is_an_empty_list() throws ProtocolViolation {
        Payload json = Wire.payload(Wire.json("[48,1,{},\"a\", null ,{\"k\":null}]"));
        assertThat(Wire.jsonText(new Event(1, 2, Map.of(), json))).isEqualTo("[36,1,2,{},[]   ,{\"k\":null}]");
        Payload msgpack = Wire.payload(Wire.decode(Wire.MSGPACK, Wire.hex("96 30 01 80 a161 c0 81a16b01")));
        assertThat(Wire.encode(Wire.MSGPACK, new Event(1, 2, Map.of(), msgpack)))
                .isEqualTo(Wire.hex("96 24 01 02 80 90 81a16b01"));
        Payload cbor = Wire.payload(Wire.decode(Wire.CBOR, Wire.hex("86 1830 01 a0 6161 f6 a1616b01")));
        assertThat(Wire.encode(Wire.CBOR, new Event(1, 2, Map.of(), cbor)))
                .isEqualTo(Wire.hex("86 1824 01 02 a0 80 a1616b01"));
        assertThat(Wire.payload(Wire.json("[48,1,{},\"a\",null,{}]")).isEmpty()).isTrue();
    }

    @Test
    void null_behind_the_arguments_is_not_forwarded() throws ProtocolViolation {
        Payload json = Wire.payload(Wire.json("[50,1,{},[1,\"b\"] , null ]"));
        assertThat(Wire.jsonText(new Event(1, 2, Map.of(), json))).isEqualTo("[36,1,2,{},[1,\"b\"]]");
        Payload msgpack = Wire.payload(Wire.decode(Wire.MSGPACK, Wire.hex("95 32 01 80 9101 c0")));
        assertThat(Wire.encode(Wire.MSGPACK, new Event(1, 2, Map.of(), msgpack)))
                .isEqualTo(Wire.hex("95 24 01 02 80 9101"));
        Payload cbor = Wire.payload(Wire.decode(Wire.CBOR, Wire.hex("85 1832 01 a0 8101 f6")));
        assertThat(Wire.encode(Wire.CBOR, new Event(1, 2, Map.of(), cbor)))
                .isEqualTo(Wire.hex("85 1824 01 02 a0 8101"));
    }

    @Test
    void an_unsubscribe_may_bring_options() throws ProtocolViolation {
        assertThat(((Unsubscribe) Wire.json("[34,1,2,{\"a\":1}]")).options()).isEqualTo(Map.of("a", 1L));
        assertThat(((Unsubscribe) Wire.json("[34,1,2]")).options()).isEmpty();
    }

    @Test
    void details_of_a_revocation_are_written_only_when_there_are_any() {
        assertThat(Wire.jsonText(new Unsubscribed(7, Map.of()))).isEqualTo("[35,7]");
        assertThat(Wire.jsonText(new Unsubscribed(0, Map.of("subscription", 5))))
                .isEqualTo("[35,0,{\"subscription\":5}]");
        assertThat(Wire.encode(Wire.MSGPACK, new Unsubscribed(7, Map.of()))).isEqualTo(Wire.hex("922307"));
    }

    @Test
    void of_duplicate_keys_in_a_head_the_last_one_wins() throws ProtocolViolation {
        assertThat(((Publish) Wire.json("[16,1,{\"a\":1,\"b\":2,\"a\":3},\"a\"]")).options())
                .isEqualTo(Map.of("a", 3L, "b", 2L));
    }

    @Test
    void spaces_are_allowed_everywhere_in_json() throws ProtocolViolation {
        Publish publish = (Publish) Wire.json(" \t\r\n[ 16 , 1 , { \"a\" : [ 1 , null ] } , \"a\\u002eb\" , [ ] ] \n");
        assertThat(publish.topic()).isEqualTo("a.b");
        assertThat((List<?>) publish.options().get("a")).hasSize(2);
    }

    @Test
    void every_simple_value_can_be_written_into_details() {
        Map<String, Object> details = Map.of("n", List.of(1, (short) 2, 3L, 1.5f, true, "x"));
        assertThat(Wire.jsonText(new Event(1, 2, details, Payload.EMPTY)))
                .isEqualTo("[36,1,2,{\"n\":[1,2,3,1.5,true,\"x\"]}]");
    }

    @Test
    void an_empty_payload_of_trees_is_the_empty_payload() {
        assertThat(Wire.CBOR.payload(List.of(), Map.of())).isSameAs(Payload.EMPTY);
        assertThat(Wire.JSON.payload(List.of(), Map.of("a", 1)).parts()).isEqualTo(2);
        assertThat(Wire.JSON.arguments(Payload.EMPTY)).isEmpty();
        assertThat(Wire.JSON.keywordArguments(Payload.EMPTY)).isEmpty();
    }

    @Test
    void a_tree_that_holds_itself_is_refused() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        assertThatIllegalArgumentException().isThrownBy(() -> Wire.JSON.payload(cycle, Map.of()));
    }

    @Test
    void what_is_no_wamp_value_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Wire.JSON.payload(List.of(new Object()), Map.of()));
    }

    @Test
    void text_between_containers_of_every_header_size_survives() {
        for (int size : new int[] {15, 16, 23, 24, 255, 256, 65_535, 65_536}) {
            List<Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add("x");
            }
            for (Serializer serializer : List.of(Wire.JSON, Wire.MSGPACK, Wire.CBOR)) {
                Payload payload =
                        serializer.payload(List.of(list, "x".repeat(size).getBytes(UTF_8), "y".repeat(size)), Map.of());
                assertThat(serializer.arguments(payload).getFirst()).isEqualTo(list);
                assertThat((byte[]) serializer.arguments(payload).get(1)).hasSize(size);
                assertThat(serializer.arguments(payload).get(2)).isEqualTo("y".repeat(size));
            }
        }
    }
}
