package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist A.2: each of these ends the session with an ABORT. */
class ProtocolViolationTest extends WireTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, 'realm1', {'roles': {'caller': {}}}]",
                "[2, 1, {}]",
                "[4, 'ticket', {}]",
                "[5, 'signature', {}]",
                "[17, 1, 1]",
                "[33, 1, 1]",
                "[35, 1]",
                "[36, 1, 1, {}]",
                "[50, 1, {}]",
                "[65, 1, 1]",
                "[67, 1]",
                "[68, 1, 1, {}]",
                "[69, 1, {}]",
                "[8, 48, 1, {}, 'x.y']",
                "[70, 1, {}]",
                "[8, 68, 1, {}, 'x.y']"
            })
    void a_message_that_is_not_the_clients_to_send(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "'text'", "7", "null", "[]", "['16', 1]", "[null]", "[7, 1]", "[99, 1]", "[-1]", "[true]"})
    void what_is_no_message(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[6]",
                "[6, {}]",
                "[6, {}, 'a.b', []]",
                "[16, 1, {}]",
                "[16, 1, {}, 'a.b', [], {}, 1]",
                "[32, 1, {}]",
                "[32, 1, {}, 'a.b', 1]",
                "[34, 1]",
                "[48, 1, {}]",
                "[48, 1, {}, 'a.b', [], {}, 1]",
                "[49, 1]",
                "[64, 1, {}]",
                "[64, 1, {}, 'a.b', []]",
                "[66, 1]",
                "[70, 1]",
                "[8, 68, 1, {}]"
            })
    void a_wrong_number_of_elements(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[32, '1', {}, 'a.b']",
                "[32, true, {}, 'a.b']",
                "[32, null, {}, 'a.b']",
                "[32, 1.5, {}, 'a.b']",
                "[32, 1, [], 'a.b']",
                "[32, 1, null, 'a.b']",
                "[32, 1, {}, 7]",
                "[32, 1, {}, null]",
                "[16, 1, {}, 'a.b', {}]",
                "[16, 1, {}, 'a.b', 'x']",
                "[16, 1, {}, 'a.b', [], []]",
                "[48, 1, {}, 'a.b', [], 'x']",
                "[34, 1, 'x']",
                "[66, 1, {}]"
            })
    void an_element_of_a_wrong_type(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[16, 1, {'acknowledge': 1}, 'a.b']",
                "[16, 1, {'exclude': ['x']}, 'a.b']",
                "[16, 1, {'exclude_me': 'yes'}, 'a.b']",
                "[16, 1, {'disclose_me': 1}, 'a.b']",
                "[16, 1, {'eligible_authid': [1]}, 'a.b']",
                "[16, 1, {'exclude_authrole': 'x'}, 'a.b']",
                "[16, 1, {'eligible': [true]}, 'a.b']",
                "[16, 1, {'eligible': 1}, 'a.b']",
                "[16, 1, {'retain': 1}, 'a.b']",
                "[32, 1, {'get_retained': 'x'}, 'a.b']",
                "[64, 1, {'disclose_caller': 1}, 'a.b']",
                "[64, 1, {'forward_timeout': 'x'}, 'a.b']",
                "[64, 1, {'force_reregister': 1}, 'a.b']",
                "[48, 1, {'progress': 1}, 'a.b']",
                "[32, 1, {'match': 'foo'}, 'a.b']",
                "[32, 1, {'match': 1}, 'a.b']",
                "[64, 1, {'match': 'foo'}, 'a.b']",
                "[64, 1, {'invoke': 'all'}, 'a.b']",
                "[48, 1, {'receive_progress': 'x'}, 'a.b']",
                "[48, 1, {'disclose_me': 'x'}, 'a.b']"
            })
    void an_option_of_a_wrong_type(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "9007199254740993", "18446744073709551615"})
    void a_request_id_out_of_range(String id) {
        violates("[32, %s, {}, 'a.b']".formatted(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[16, 1, {'acknowledge': null, '_private': {}, 'unknown_option': [1]}, 'a.b']",
                "[32, 1, {'match': null, 'nkey': 'x'}, 'a.b']",
                "[34, 1, 77, {}]",
                "[66, 1, 77, {}]",
                "[16, 9007199254740992, {}, 'a.b']"
            })
    void these_are_none(String message) {
        RawWampClient client = join();
        client.send(message);
        client.send("[48, 2, {}, 'no.such']");
        assertThat(answerTo(client, 2)).isEqualTo("wamp.error.no_such_procedure");
    }

    @Test
    void an_undecodable_frame() {
        RawWampClient client = join();
        switch (wire) {
            case JSON -> client.sendText("[32, 1, {");
            case MSGPACK -> client.sendBytes(new byte[] {(byte) 0x94, 32, 1});
            case CBOR -> client.sendBytes(new byte[] {(byte) 0x84, 0x18, 32, 1});
        }
        client.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void a_frame_of_the_wrong_kind() {
        RawWampClient client = join();
        if (wire == Wire.JSON) {
            client.sendBytes("[32, 1, {}, \"a.b\"]".getBytes(StandardCharsets.UTF_8));
        } else {
            client.sendText("[32, 1, {}, \"a.b\"]");
        }
        client.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void an_aborted_session_is_gone_for_the_others() {
        RawWampClient callee = join();
        register(callee, "violation.victim", "{}");
        callee.send("[99]");
        callee.isAborted("wamp.error.protocol_violation");
        join().asks("[48, 1, {}, 'violation.victim']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    /** Skips answers to earlier requests and returns the error of this one. */
    private static String answerTo(RawWampClient client, int request) {
        JsonNode answer = client.receive();
        while (answer.get(0).intValue() != 8 || answer.get(2).longValue() != request) {
            answer = client.receive();
        }
        return answer.get(4).textValue();
    }

    private void violates(String message) {
        RawWampClient client = join();
        client.send(message);
        client.isAborted("wamp.error.protocol_violation");
    }
}
