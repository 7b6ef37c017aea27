package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist B66 to B73. */
class PayloadPassthruTest extends OpaquePayloadTest {
    private static final String ROLES =
            """
            {'publisher': {'features': %1$s}, 'subscriber': {'features': %1$s},
             'caller': {'features': {'payload_passthru_mode': %2$s, 'progressive_call_results': true}},
             'callee': {'features': {'payload_passthru_mode': %2$s, 'progressive_call_results': true}}}
            """;
    private static final String PPT =
            "{'ppt_scheme': 'x_test', 'ppt_serializer': 'cbor', 'ppt_cipher': 'xsalsa20poly1305', 'ppt_keyid': 'k1'}";

    PayloadPassthruTest() {
        super("realm1");
    }

    @Override
    String roles(boolean announced) {
        return ROLES.formatted("{'payload_passthru_mode': " + announced + "}", announced);
    }

    @Override
    void add(JsonNode secret, ArrayNode message) {
        message.addArray().add(secret);
    }

    private String secret() {
        return "[" + shownSecret() + "]";
    }

    @Test
    void broker_and_dealer_announce_it() {
        JsonNode welcome = connect().hello("realm1");
        for (String role : new String[] {"broker", "dealer"}) {
            JsonNode feature = welcome.at("/2/roles/" + role + "/features/payload_passthru_mode");
            assertThat(feature.asBoolean()).isTrue();
        }
    }

    @Test
    void an_event_tells_what_the_publisher_told_of_its_payload() {
        long subscription = subscribe(able, "ppt.event", "{}");
        long prefix = subscribe(plain, "ppt.", "{'match': 'prefix'}");
        RawWampClient publisher = announcing(true, wire);
        publisher.send(withSecret("[16, 1, %s, 'ppt.event']".formatted(PPT)));
        able.receives("[36, %d, '*', %s, %s]".formatted(subscription, PPT, secret()));
        String withTopic = PPT.replace("}", ", 'topic': 'ppt.event'}");
        plain.receives("[36, %d, '*', %s, %s]".formatted(prefix, withTopic, secret()));
    }

    @Test
    void a_retained_event_keeps_what_was_told_of_its_payload() {
        RawWampClient publisher = announcing(true, wire);
        publisher.send(
                withSecret("[16, 1, {'ppt_scheme': 'x_test', 'retain': true, 'acknowledge': true}, 'ppt.retained']"));
        publisher.receives("[17, 1, '*']");
        long subscription = subscribe(able, "ppt.retained", "{'get_retained': true}");
        able.receives(
                "[36, %d, '*', {'ppt_scheme': 'x_test', 'retained': true}, %s]".formatted(subscription, secret()));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void the_payload_is_translated_as_bytes(Wire other) {
        long subscription = subscribe(able, "ppt.translated", "{}");
        announcing(true, other).send(withSecret("[16, 1, {'ppt_scheme': 'mqtt'}, 'ppt.translated']", other));
        able.receives("[36, %d, '*', {'ppt_scheme': 'mqtt'}, %s]".formatted(subscription, secret()));
    }

    @Test
    void a_publisher_that_did_not_announce_it_is_aborted() {
        plain.send(withSecret("[16, 1, {'ppt_scheme': 'x_test', 'acknowledge': true}, 'ppt.unannounced']"));
        plain.isAborted("wamp.error.protocol_violation");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'ppt_scheme': ''}", "{'ppt_scheme': null}", "{'ppt_serializer': 'cbor'}"})
    void without_a_scheme_it_is_not_in_use(String options) {
        long subscription = subscribe(able, "ppt.none", "{}");
        plain.send("[16, 1, %s, 'ppt.none', ['text']]".formatted(options));
        able.receives("[36, %d, '*', {}, ['text']]".formatted(subscription));
    }

    @Test
    void a_scheme_of_the_wrong_type_is_a_violation() {
        able.send("[48, 1, {'ppt_scheme': 7}, 'ppt.typed']");
        able.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void call_and_result_tell_of_their_payloads() {
        register(able, "ppt.call", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send(withSecret("[48, 7, %s, 'ppt.call']".formatted(PPT)));
        able.receives("[68, 1, '*', %s, %s]".formatted(PPT, secret()));
        able.send(withSecret("[70, 1, {'ppt_scheme': 'wamp', 'ppt_serializer': 'flatbuffers'}]"));
        caller.receives("[50, 7, {'ppt_scheme': 'wamp', 'ppt_serializer': 'flatbuffers'}, %s]".formatted(secret()));
    }

    @Test
    void every_progressive_result_tells_of_its_own_payload() {
        register(able, "ppt.progress", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send("[48, 1, {'receive_progress': true}, 'ppt.progress']");
        able.receives("[68, 1, '*', {'receive_progress': true}]");
        able.send(withSecret("[70, 1, {'progress': true, 'ppt_scheme': 'x_part'}]"));
        able.send("[70, 1, {'progress': true}, ['plain']]");
        able.send(withSecret("[70, 1, {'ppt_scheme': 'x_last'}]"));
        caller.receives("[50, 1, {'progress': true, 'ppt_scheme': 'x_part'}, %s]".formatted(secret()));
        caller.receives("[50, 1, {'progress': true}, ['plain']]");
        caller.receives("[50, 1, {'ppt_scheme': 'x_last'}, %s]".formatted(secret()));
    }

    @Test
    void an_error_tells_of_its_payload() {
        register(able, "ppt.error", "{}");
        RawWampClient caller = announcing(true, wire);
        caller.send("[48, 1, {}, 'ppt.error']");
        able.receives("[68, 1, '*', {}]");
        able.send(withSecret("[8, 68, 1, {'ppt_scheme': 'x_test', '_private': 1}, 'com.x.err']"));
        caller.receives("[8, 48, 1, {'ppt_scheme': 'x_test'}, 'com.x.err', %s]".formatted(secret()));
    }

    @Test
    void a_callee_that_did_not_announce_it_is_not_invoked() {
        register(plain, "ppt.plain_callee", "{}");
        able.send(withSecret("[48, 3, {'ppt_scheme': 'x_test'}, 'ppt.plain_callee']"));
        able.receives("[8, 48, 3, {}, 'wamp.error.feature_not_supported', '*']");
        plain.hasNothingMore();
    }

    @Test
    void a_caller_that_did_not_announce_it_is_aborted() {
        register(able, "ppt.plain_caller", "{}");
        plain.send(withSecret("[48, 1, {'ppt_scheme': 'x_test'}, 'ppt.plain_caller']"));
        plain.isAborted("wamp.error.protocol_violation");
        able.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'ppt_scheme': 'x_test'}", "{'ppt_scheme': 'x_test', 'progress': true}"})
    void a_result_that_the_caller_cannot_take_ends_the_call(String options) {
        register(able, "ppt.plain_result", "{}");
        plain.send("[48, 5, {'receive_progress': true}, 'ppt.plain_result']");
        able.receives("[68, 1, '*', '*']");
        able.send(withSecret("[70, 1, %s]".formatted(options)));
        able.receives("[8, 70, 1, {}, 'wamp.error.feature_not_supported', '*']");
        plain.receives("[8, 48, 5, {}, 'wamp.error.feature_not_supported', '*']");
        able.send("[70, 1, {}, ['too late']]");
        able.hasNothingMore();
        plain.hasNothingMore();
    }

    @Test
    void an_error_that_the_caller_cannot_take_becomes_another_one() {
        register(able, "ppt.plain_error", "{}");
        plain.send("[48, 5, {}, 'ppt.plain_error']");
        able.receives("[68, 1, '*', {}]");
        able.send(withSecret("[8, 68, 1, {'ppt_scheme': 'x_test'}, 'com.x.err']"));
        plain.receives("[8, 48, 5, {}, 'wamp.error.feature_not_supported', '*']");
        able.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[70, 1, {'ppt_scheme': 'x_test'}]", "[8, 68, 1, {'ppt_scheme': 'x_test'}, 'com.x.err']"})
    void a_callee_that_answers_with_it_unannounced_is_aborted(String answer) {
        register(plain, "ppt.answer", "{}");
        able.send("[48, 1, {}, 'ppt.answer']");
        plain.receives("[68, 1, '*', {}]");
        plain.send(withSecret(answer));
        plain.isAborted("wamp.error.protocol_violation");
        able.receives("[8, 48, 1, {}, 'wamp.error.canceled']");
    }
}
