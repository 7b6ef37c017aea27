package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads up to max_head_bytes, and beyond, with the default of 256 KiB. */
class HeadLimitTest extends WireTest {
    private static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";
    private static final String LONG = "'x': '" + "y".repeat(262_144) + "'";

    private static void isRefused(RawWampClient client, int type, int request) {
        JsonNode error = client.receives("[8, %d, %d, {}, '%s', ['*']]".formatted(type, request, LIMIT_EXCEEDED));
        assertThat(error.get(5).get(0).textValue()).contains("max_head_bytes is 262144");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[16, 2, {'acknowledge': true, %s}, 'heads.topic', [1]]",
                "[16, 2, {%s, 'acknowledge': true}, 'heads.topic', [1], {'k': 1}]",
                "[32, 2, {%s}, 'heads.topic']",
                "[34, 2, 4711, {%s}]",
                "[48, 2, {%s}, 'heads.procedure', [[1], 2]]",
                "[48, 2, {%s}, 'heads.procedure', null, {'k': 1}]",
                "[64, 2, {%s}, 'heads.procedure']",
                "[66, 2, 4711, {%s}]"
            })
    void a_request_gets_an_error_and_the_session_lives(String request) {
        RawWampClient client = join();

        client.send(request.formatted(LONG));

        isRefused(client, Integer.parseInt(request.substring(1, 3)), 2);
        client.hasNothingMore();
    }

    @Test
    void a_uri_counts_too() {
        RawWampClient client = join();

        client.send("[48, 2, {}, '" + "y".repeat(262_144) + "']");

        isRefused(client, 48, 2);
        client.hasNothingMore();
    }

    @Test
    void a_publication_that_asks_for_no_answer_gets_none_and_reaches_nobody() {
        RawWampClient subscriber = join();
        subscribe(subscriber, "heads.topic", "{}");
        RawWampClient publisher = join();

        publisher.send("[16, 2, {%s}, 'heads.topic']".formatted(LONG));
        publisher.hasNothingMore();
        publisher.asks("[16, 3, {'acknowledge': true}, 'heads.topic', [3]]", "[17, 3, '*']");

        subscriber.receives("[36, '*', '*', {}, [3]]");
        subscriber.hasNothingMore();
    }

    @Test
    void a_call_fails_when_the_head_of_its_result_or_error_is_too_long() {
        RawWampClient callee = join();
        register(callee, "heads.procedure", "{}");
        RawWampClient caller = join();

        caller.send("[48, 1, {}, 'heads.procedure']");
        long first = callee.receives("[68, '*', '*', {}]").get(1).longValue();
        callee.send("[70, %d, {%s}, [1]]".formatted(first, LONG));
        isRefused(caller, 48, 1);

        caller.send("[48, 2, {}, 'heads.procedure']");
        long second = callee.receives("[68, '*', '*', {}]").get(1).longValue();
        callee.send("[8, 68, %d, {%s}, 'heads.error']".formatted(second, LONG));
        isRefused(caller, 48, 2);

        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[49, 1, {%s}]", "[6, {%s}, 'wamp.close.close_realm']"})
    void a_session_that_cannot_do_without_the_message_ends(String message) {
        RawWampClient client = join();

        client.send(message.formatted(LONG));

        client.isAborted(LIMIT_EXCEEDED);
    }

    @Test
    void what_is_sent_before_and_after_keeps_its_order() {
        RawWampClient client = join();
        client.send("[32, 1, {}, 'heads.a']");
        client.send("[48, 2, {%s}, 'heads.procedure']".formatted(LONG));
        client.send("[32, 3, {}, 'heads.b']");

        client.receives("[33, 1, '*']");
        isRefused(client, 48, 2);
        client.receives("[33, 3, '*']");
    }

    @Test
    void ten_thousand_receivers_may_be_named() {
        RawWampClient subscriber = connect();
        long id = subscriber.hello("realm1").get(1).longValue();
        subscribe(subscriber, "heads.topic", "{}");
        StringBuilder ids = new StringBuilder();
        for (long i = 0; i < 10_000; i++) {
            ids.append(i == 5_000 ? id : (1L << 53) - i * 7).append(i < 9_999 ? "," : "");
        }
        RawWampClient publisher = join();

        publisher.asks(
                "[16, 1, {'acknowledge': true, 'eligible': [%s]}, 'heads.topic']".formatted(ids), "[17, 1, '*']");
        publisher.asks("[16, 2, {'acknowledge': true, 'exclude': [%s]}, 'heads.topic']".formatted(ids), "[17, 2, '*']");

        subscriber.receives("[36, '*', '*', {}]");
        subscriber.hasNothingMore();
    }

    @Test
    void arguments_may_be_longer_and_null_in_their_place_is_none() {
        RawWampClient client = join();
        subscribe(client, "heads.topic", "{}");

        client.send("[16, 2, {'exclude_me': false}, 'heads.topic', ['%s']]".formatted("y".repeat(300_000)));
        client.send("[16, 3, {'exclude_me': false}, 'heads.topic', null]");

        client.receives("[36, '*', '*', {}, ['*']]");
        client.receives("[36, '*', '*', {}]");
        client.hasNothingMore();
    }

    @Test
    void before_a_session_only_a_short_message_is_taken() {
        RawWampClient client = connect();

        client.send("[1, 'realm1', {'roles': {'caller': {}}, 'agent': '%s'}]".formatted("y".repeat(65_536)));

        JsonNode abort = client.receives("[3, '*', '%s']".formatted(LIMIT_EXCEEDED));
        assertThat(abort.get(1).get("message").textValue()).contains("max_handshake_message_size is 65536");
        assertThat(client.isClosed()).isEqualTo(1009);
    }

    @Test
    void after_goodbye_only_a_short_message_is_taken_again() {
        RawWampClient client = join();
        client.send("[6, {}, 'wamp.close.close_realm']");
        client.receives("[6, {}, 'wamp.close.goodbye_and_out']");

        client.send("[1, 'realm1', {'roles': {'caller': {}}, 'agent': '%s'}]".formatted("y".repeat(65_536)));

        client.receives("[3, '*', '%s']".formatted(LIMIT_EXCEEDED));
        assertThat(client.isClosed()).isEqualTo(1009);
    }
}
