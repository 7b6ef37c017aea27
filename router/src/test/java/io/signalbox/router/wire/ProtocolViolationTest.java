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
                "[8, 16, 1, {}, 'x.y']",
                "[8, 32, 1, {}, 'x.y']",
                "[8, 34, 1, {}, 'x.y']",
                "[8, 48, 1, {}, 'x.y']",
                "[8, 49, 1, {}, 'x.y']",
                "[8, 64, 1, {}, 'x.y']",
                "[8, 66, 1, {}, 'x.y']",
                "[8, 70, 1, {}, 'x.y']",
                "[8, 999, 1, {}, 'x.y']",
                "[70, 1, {}]",
                "[8, 68, 1, {}, 'x.y']"
            })
    void a_message_that_is_not_the_clients_to_send(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "'text'",
                "7",
                "null",
                "true",
                "1.5",
                "[]",
                "['16', 1]",
                "[null]",
                "[true]",
                "[[16]]",
                "[{}]",
                "[-1]",
                "[0]",
                "[7, 1]",
                "[99, 1]",
                "[256, 1]",
                "[1023, 1]",
                "[4294967312, 1, {}, 'a.b']"
            })
    void what_is_no_message(String message) {
        violates(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "acknowledge 16 1 0 'true' [] {}",
                "exclude_me 16 1 'yes'",
                "disclose_me 16 1 'x' {}",
                "retain 16 1 'x'",
                "exclude 16 1 'x' {} ['x'] [null] [true] [1.5]",
                "eligible 16 1 'x' {} ['x'] [null] [true] [1.5]",
                "exclude_authid 16 1 'x' {} [1] [null]",
                "exclude_authrole 16 1 'x' {} [1] [null]",
                "eligible_authid 16 1 'x' {} [1] [null]",
                "eligible_authrole 16 1 'x' {} [1] [null]",
                "ppt_scheme 16 1 true [] {}",
                "match 32 'foo' '' 'EXACT' 1 true []",
                "get_retained 32 1 'x'",
                "receive_progress 48 1 'x'",
                "progress 48 1 'x'",
                "disclose_me 48 1 'x'",
                "timeout 48 -1 1.5 '1' true [] 9007199254740993",
                "ppt_scheme 48 1 true [] {}",
                "match 64 'foo' '' 1 true []",
                "invoke 64 'all' '' 1 true []",
                "concurrency 64 0 -1 1.5 '1' true",
                "disclose_caller 64 1 'x'",
                "force_reregister 64 1 'x'",
                "forward_timeout 64 1 'x'"
            })
    void an_option_of_a_wrong_type(String optionAndTypeAndValues) {
        String[] words = optionAndTypeAndValues.split(" ");
        for (int i = 2; i < words.length; i++) {
            violates("[%s, 1, {'%s': %s}, 'a.b']".formatted(words[1], words[0], words[i]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'foo'", "''", "'KILL'", "1", "true", "[]"})
    void a_mode_of_cancel_that_is_none(String mode) {
        violates("[49, 1, {'mode': %s}]".formatted(mode));
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
