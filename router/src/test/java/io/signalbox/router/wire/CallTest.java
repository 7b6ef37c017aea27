package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Checklist C.1 and C.2. */
class CallTest extends WireTest {
    private static final String PAYLOAD = "[1, 'ünï', null, [{}], 4294967296, 1.5], {'k': [2]}";

    @Test
    void a_call_goes_to_the_callee_and_its_result_back() {
        RawWampClient callee = join();
        long registration = register(callee, "call.echo", "{}");
        RawWampClient caller = join();
        caller.send("[48, 7, {}, 'call.echo', %s]".formatted(PAYLOAD));
        callee.receives("[68, 1, %d, {}, %s]".formatted(registration, PAYLOAD));
        callee.send("[70, 1, {}, %s]".formatted(PAYLOAD));
        caller.receives("[50, 7, {}, %s]".formatted(PAYLOAD));
    }

    @Test
    void an_absent_payload_stays_absent() {
        RawWampClient callee = join();
        register(callee, "call.absent", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'call.absent']");
        callee.receives("[68, 1, '*', {}]");
        callee.send("[70, 1, {}]");
        caller.receives("[50, 1, {}]");
    }

    @Test
    void null_before_keyword_arguments_becomes_an_empty_list() {
        RawWampClient callee = join();
        register(callee, "call.null", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'call.null', null, {'k': 1}]");
        callee.receives("[68, 1, '*', {}, [], {'k': 1}]");
        callee.send("[70, 1, {}, null, {'k': 2}]");
        caller.receives("[50, 1, {}, [], {'k': 2}]");
    }

    @Test
    void a_procedure_is_registered_once() {
        RawWampClient callee = join();
        register(callee, "call.once", "{}");
        callee.asks("[64, 2, {}, 'call.once']", "[8, 64, 2, {}, 'wamp.error.procedure_already_exists', ['*']]");
        join().asks(
                        "[64, 1, {'invoke': 'single'}, 'call.once']",
                        "[8, 64, 1, {}, 'wamp.error.procedure_already_exists', ['*']]");
    }

    @Test
    void only_the_owner_can_unregister() {
        RawWampClient callee = join();
        long registration = register(callee, "call.owner", "{}");
        RawWampClient stranger = join();
        stranger.asks(
                "[66, 1, %d]".formatted(registration), "[8, 66, 1, {}, 'wamp.error.no_such_registration', ['*']]");
        callee.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        callee.asks("[66, 3, %d]".formatted(registration), "[8, 66, 3, {}, 'wamp.error.no_such_registration', ['*']]");
        stranger.asks("[48, 2, {}, 'call.owner']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    @Test
    void unregistering_does_not_end_a_call_that_is_open() {
        RawWampClient callee = join();
        long registration = register(callee, "call.unregistered", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'call.unregistered']");
        callee.receives("[68, 1, '*', {}]");
        callee.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        callee.send("[70, 1, {}, ['late']]");
        caller.receives("[50, 1, {}, ['late']]");
    }

    @Test
    void each_policy_has_a_registration_of_its_own() {
        RawWampClient callee = join();
        long exact = register(callee, "call.policies", "{}");
        long prefix = register(callee, "call.policies", "{'match': 'prefix'}");
        long wildcard = register(callee, "call.policies", "{'match': 'wildcard'}");
        assertThat(new long[] {exact, prefix, wildcard}).doesNotHaveDuplicates();
    }

    @Test
    void the_error_of_the_callee_becomes_the_error_of_the_call() {
        RawWampClient callee = join();
        register(callee, "call.failing", "{}");
        RawWampClient caller = join();
        caller.send("[48, 3, {}, 'call.failing']");
        callee.receives("[68, 1, '*', {}]");
        callee.send("[8, 68, 1, {'_private': 1}, 'com.x.err', %s]".formatted(PAYLOAD));
        caller.receives("[8, 48, 3, {}, 'com.x.err', %s]".formatted(PAYLOAD));
    }

    @Test
    void invocations_keep_the_order_of_the_calls() {
        RawWampClient callee = join();
        register(callee, "call.order.a", "{}");
        register(callee, "call.order.b", "{}");
        RawWampClient caller = join();
        for (int i = 1; i <= 200; i++) {
            caller.send("[48, %d, {}, 'call.order.%s', [%d]]".formatted(i, i % 2 == 0 ? "a" : "b", i));
        }
        for (int i = 1; i <= 200; i++) {
            callee.receives("[68, %d, '*', {}, [%d]]".formatted(i, i));
        }
        for (int i = 200; i >= 1; i--) {
            callee.send("[70, %d, {}, [%d]]".formatted(i, i));
        }
        for (int i = 200; i >= 1; i--) {
            caller.receives("[50, %d, {}, [%d]]".formatted(i, i));
        }
    }

    @Test
    void a_session_may_call_itself() {
        RawWampClient client = join();
        register(client, "call.itself", "{}");
        client.send("[48, 2, {}, 'call.itself']");
        client.receives("[68, 1, '*', {}]");
        client.asks("[70, 1, {}, ['me']]", "[50, 2, {}, ['me']]");
    }

    @Test
    void a_pattern_registration_is_told_the_procedure() {
        RawWampClient callee = join();
        register(callee, "call.prefix", "{'match': 'prefix'}");
        register(callee, "call..wildcard", "{'match': 'wildcard'}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'call.prefix.any']");
        callee.receives("[68, 1, '*', {'procedure': 'call.prefix.any'}]");
        caller.send("[48, 2, {}, 'call.any.wildcard']");
        callee.receives("[68, 2, '*', {'procedure': 'call.any.wildcard'}]");
    }

    @Test
    void two_callers_may_use_the_same_request_id() {
        RawWampClient callee = join();
        register(callee, "call.same_id", "{}");
        RawWampClient first = join();
        RawWampClient second = join();
        first.send("[48, 1, {}, 'call.same_id', ['first']]");
        callee.receives("[68, 1, '*', {}, ['first']]");
        second.send("[48, 1, {}, 'call.same_id', ['second']]");
        callee.receives("[68, 2, '*', {}, ['second']]");
        callee.send("[70, 2, {}, ['second']]");
        callee.send("[70, 1, {}, ['first']]");
        first.receives("[50, 1, {}, ['first']]");
        second.receives("[50, 1, {}, ['second']]");
    }

    @Test
    void a_second_answer_is_dropped() {
        RawWampClient callee = join();
        register(callee, "call.answered", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'call.answered']");
        callee.receives("[68, 1, '*', {}]");
        callee.send("[70, 1, {}, [1]]");
        callee.send("[70, 1, {}, [2]]");
        callee.send("[8, 68, 1, {}, 'com.x.err']");
        callee.hasNothingMore();
        caller.receives("[50, 1, {}, [1]]");
        caller.hasNothingMore();
    }
}
