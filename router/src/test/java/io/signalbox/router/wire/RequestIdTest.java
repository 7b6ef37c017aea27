package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist A.3, in the three modes of {@code request_id_check}. */
class RequestIdTest extends WireTest {
    private static final String ASK = "[32, %d, {}, 'ids.topic']";
    private static final String ANSWER = "[33, %d, '*']";

    private static void accepts(RawWampClient client, long id) {
        client.asks(ASK.formatted(id), ANSWER.formatted(id));
    }

    private static void refuses(RawWampClient client, long id) {
        client.send(ASK.formatted(id));
        client.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void off_accepts_any_order() {
        RawWampClient client = join();
        accepts(client, 5);
        accepts(client, 5);
        accepts(client, 2);
        accepts(client, 1L << 53);
        accepts(client, 1);
    }

    @Test
    void a_call_may_not_take_the_id_of_one_that_is_open() {
        RawWampClient callee = join();
        register(callee, "ids.open", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'ids.open']");
        callee.receives("[68, 1, '*', {}]");
        caller.send("[48, 1, {}, 'ids.open']");
        caller.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void increasing_accepts_gaps() {
        RawWampClient client = join("increasing");
        accepts(client, 3);
        accepts(client, 7);
        refuses(client, 7);
    }

    @Test
    void increasing_refuses_a_step_back() {
        RawWampClient client = join("increasing");
        accepts(client, 3);
        refuses(client, 2);
    }

    @Test
    void strict_counts_one_by_one_over_all_kinds_of_requests() {
        RawWampClient client = join("counted");
        accepts(client, 1);
        client.asks("[48, 2, {}, 'no.such']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
        client.asks("[16, 3, {'acknowledge': true}, 'ids.topic']", "[17, 3, '*']");
        client.asks("[64, 4, {}, 'ids.strict']", "[65, 4, '*']");
        client.asks("[34, 5, 1]", "[8, 34, 5, {}, 'wamp.error.no_such_subscription', ['*']]");
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 5, 1L << 53})
    void strict_starts_with_one(long id) {
        refuses(join("counted"), id);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void strict_refuses_a_repeat_and_a_gap(long id) {
        RawWampClient client = join("counted");
        accepts(client, 1);
        refuses(client, id);
    }

    @Test
    void invocations_are_counted_from_one_for_each_callee() {
        RawWampClient first = join();
        RawWampClient second = join();
        register(first, "ids.first", "{}");
        register(second, "ids.second", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'ids.first']");
        caller.send("[48, 2, {}, 'ids.second']");
        caller.send("[48, 3, {}, 'ids.first']");
        first.receives("[68, 1, '*', {}]");
        first.receives("[68, 2, '*', {}]");
        second.receives("[68, 1, '*', {}]");
    }
}
