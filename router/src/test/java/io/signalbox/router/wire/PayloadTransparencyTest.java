package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist B74: bytes in the place of Arguments, in a realm with the option enc_payload. */
class PayloadTransparencyTest extends OpaquePayloadTest {
    private static final String ROLES =
            """
            {'publisher': {}, 'subscriber': {},
             'caller': {'features': {'payload_transparency': %1$s, 'progressive_call_results': true,
                                     'progressive_call_invocations': true}},
             'callee': {'features': {'payload_transparency': %1$s, 'progressive_call_results': true,
                                     'progressive_call_invocations': true, 'call_canceling': true}}}
            """;
    private static final String ENC = "{'enc_algo': 'cryptobox', 'enc_serializer': 'cbor', 'enc_key': 'k1'}";

    PayloadTransparencyTest() {
        super("encrypted");
    }

    @Override
    String roles(boolean announced) {
        return ROLES.formatted(announced);
    }

    @Override
    void add(JsonNode secret, ArrayNode message) {
        message.add(secret);
    }

    private String secret() {
        return shownSecret();
    }

    @Test
    void broker_and_dealer_announce_it_where_it_is_taken() {
        for (String realm : new String[] {"encrypted", "realm1"}) {
            JsonNode welcome = connect().hello(realm);
            for (String role : new String[] {"broker", "dealer"}) {
                JsonNode feature = welcome.at("/2/roles/" + role + "/features/payload_transparency");
                assertThat(feature.asBoolean()).isEqualTo(realm.equals("encrypted"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[16, 1, %s, 'enc.off']", "[48, 1, %s, 'enc.off']", "[70, 1, %s]", "[8, 68, 1, %s, 'a.b']"})
    void elsewhere_it_is_a_violation(String message) {
        RawWampClient client = join();
        client.send(withSecret(message.formatted(ENC)));
        client.isAborted("wamp.error.protocol_violation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[16, 1, %s, 'enc.none']", "[48, 1, %s, 'enc.none']", "[70, 1, %s]", "[8, 68, 1, %s, 'a.b']"})
    void bytes_without_an_algorithm_are_a_violation(String message) {
        able.send(withSecret(message.formatted("{'enc_serializer': 'cbor'}")));
        able.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void an_algorithm_of_the_wrong_type_is_a_violation() {
        able.send(withSecret("[16, 1, {'enc_algo': 7}, 'enc.typeless']"));
        able.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void nothing_may_follow_the_bytes() {
        ArrayNode message = (ArrayNode) withSecret("[16, 1, %s, 'enc.more']".formatted(ENC));
        message.addObject();
        able.send(message);
        able.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void arguments_are_still_arguments_and_need_no_algorithm() {
        long subscription = subscribe(able, "enc.plain", "{}");
        plain.send("[16, 1, %s, 'enc.plain', ['text'], {'a': 1}]".formatted(ENC));
        able.receives("[36, %d, '*', {}, ['text'], {'a': 1}]".formatted(subscription));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void an_event_carries_the_bytes_to_every_serializer(Wire publishers) {
        long exact = subscribe(able, "enc.event", "{}");
        long prefix = subscribe(plain, "enc.", "{'match': 'prefix'}");
        announcing(false, publishers).send(withSecret("[16, 1, %s, 'enc.event']".formatted(ENC), publishers));
        able.receives("[36, %d, '*', %s, %s]".formatted(exact, ENC, secret()));
        String withTopic = ENC.replace("}", ", 'topic': 'enc.event'}");
        plain.receives("[36, %d, '*', %s, %s]".formatted(prefix, withTopic, secret()));
    }

    @Test
    void a_retained_event_keeps_them() {
        plain.send(withSecret("[16, 1, {'enc_algo': 'xbr', 'retain': true, 'acknowledge': true}, 'enc.retained']"));
        plain.receives("[17, 1, '*']");
        long subscription = subscribe(able, "enc.retained", "{'get_retained': true}");
        able.receives("[36, %d, '*', {'enc_algo': 'xbr', 'retained': true}, %s]".formatted(subscription, secret()));
    }

    @Test
    void an_event_history_shows_them_as_the_only_argument() {
        long subscription = subscribe(able, "enc.history", "{}");
        plain.send(withSecret("[16, 1, {'enc_algo': 'mqtt'}, 'enc.history']"));
        able.receives("[36, %d, '*', {'enc_algo': 'mqtt'}, %s]".formatted(subscription, secret()));
        able.send("[48, 9, {}, 'wamp.subscription.get_events', [%d]]".formatted(subscription));
        JsonNode event = able.receives("[50, 9, {}, ['*']]").at("/3/0");
        assertThat(event.path("details")).isEqualTo(Template.parse("{'enc_algo': 'mqtt'}"));
        assertThat(event.path("args")).isEqualTo(Template.parse("[%s]".formatted(secret())));
    }

    @Test
    void a_contract_sees_the_bytes_as_the_only_argument() {
        plain.send(withSecret("[16, 1, {'enc_algo': 'mqtt', 'acknowledge': true}, 'enc.typed']"));
        plain.receives("[8, 16, 1, {}, 'wamp.error.invalid_argument', '*']");
    }

    @Test
    void call_and_result_carry_them() {
        register(able, "enc.call", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send(withSecret("[48, 7, %s, 'enc.call']".formatted(ENC)));
        able.receives("[68, 1, '*', %s, %s]".formatted(ENC, secret()));
        able.send(withSecret("[70, 1, {'enc_algo': 'mqtt'}]"));
        caller.receives("[50, 7, {'enc_algo': 'mqtt'}, %s]".formatted(secret()));
    }

    @Test
    void every_progressive_result_tells_of_its_own() {
        register(able, "enc.progress", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send("[48, 1, {'receive_progress': true}, 'enc.progress']");
        able.receives("[68, 1, '*', {'receive_progress': true}]");
        able.send(withSecret("[70, 1, {'progress': true, 'enc_algo': 'x_part'}]"));
        able.send("[70, 1, {'progress': true}, ['plain']]");
        able.send(withSecret("[70, 1, {'enc_algo': 'x_last'}]"));
        caller.receives("[50, 1, {'progress': true, 'enc_algo': 'x_part'}, %s]".formatted(secret()));
        caller.receives("[50, 1, {'progress': true}, ['plain']]");
        caller.receives("[50, 1, {'enc_algo': 'x_last'}, %s]".formatted(secret()));
    }

    @Test
    void every_chunk_of_a_progressive_call_carries_them() {
        register(able, "enc.chunks", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send(withSecret("[48, 1, {'enc_algo': 'mqtt', 'progress': true}, 'enc.chunks']"));
        caller.send(withSecret("[48, 1, {'enc_algo': 'mqtt'}, 'enc.chunks']"));
        able.receives("[68, 1, '*', {'enc_algo': 'mqtt', 'progress': true}, %s]".formatted(secret()));
        able.receives("[68, 1, '*', {'enc_algo': 'mqtt'}, %s]".formatted(secret()));
    }

    @Test
    void a_chunk_unlike_the_first_one_is_a_violation() {
        register(able, "enc.mixed", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send(withSecret("[48, 1, {'enc_algo': 'mqtt', 'progress': true}, 'enc.mixed']"));
        caller.send("[48, 1, {}, 'enc.mixed', ['plain']]");
        caller.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void an_error_carries_them() {
        register(able, "enc.error", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send("[48, 1, {}, 'enc.error']");
        able.receives("[68, 1, '*', {}]");
        able.send(withSecret("[8, 68, 1, %s, 'com.x.err']".formatted(ENC)));
        caller.receives("[8, 48, 1, %s, 'com.x.err', %s]".formatted(ENC, secret()));
    }

    @Test
    void a_callee_that_did_not_announce_it_is_not_invoked() {
        register(plain, "enc.plain_callee", "{}");
        able.send(withSecret("[48, 3, %s, 'enc.plain_callee']".formatted(ENC)));
        able.receives("[8, 48, 3, {}, 'wamp.error.feature_not_supported', '*']");
        plain.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[70, 1, %s]", "[8, 68, 1, %s, 'com.x.err']"})
    void an_answer_that_the_caller_did_not_announce_ends_the_call(String answer) {
        register(able, "enc.plain_caller", "{}");
        plain.send("[48, 5, {}, 'enc.plain_caller']");
        able.receives("[68, 1, '*', {}]");
        able.send(withSecret(answer.formatted(ENC)));
        plain.receives("[8, 48, 5, {}, 'wamp.error.feature_not_supported', '*']");
        able.hasNothingMore();
        plain.hasNothingMore();
    }

    @Test
    void a_procedure_of_the_router_takes_none() {
        able.send(withSecret("[48, 4, %s, 'wamp.session.count']".formatted(ENC)));
        able.receives("[8, 48, 4, {}, 'wamp.error.feature_not_supported', '*']");
    }
}
