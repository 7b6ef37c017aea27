package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist C40 to C42, and the realm option call_timeout. */
class CallTimeoutTest extends WireTest {
    private RawWampClient callee(String realm) {
        RawWampClient callee = connect();
        callee.asks(
                "[1, '%s', {'roles': {'callee': {'features': {'call_timeout': true, 'call_canceling': true}}}}]"
                        .formatted(realm),
                "[2, '*', '*']");
        return callee;
    }

    @Test
    void the_caller_gets_an_error_and_the_callee_an_interrupt() {
        RawWampClient callee = callee("realm1");
        register(callee, "timeout.dealer", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {'timeout': 20}, 'timeout.dealer']");
        callee.receives("[68, 1, '*', {}]");
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.timeout']");
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @Test
    void a_callee_that_asked_for_it_keeps_the_time() {
        RawWampClient callee = callee("realm1");
        register(callee, "timeout.forwarded", "{'forward_timeout': true}");
        RawWampClient caller = join();
        caller.send("[48, 1, {'timeout': 20}, 'timeout.forwarded']");
        callee.receives("[68, 1, '*', {'timeout': 20}]");
        callee.send("[8, 68, 1, {}, 'wamp.error.timeout', ['mine']]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.timeout', ['mine']]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "'20'", "1.5", "9007199254740993", "true"})
    void a_timeout_that_is_none_is_a_violation(String timeout) {
        RawWampClient caller = join();
        caller.send("[48, 1, {'timeout': %s}, 'timeout.typed']".formatted(timeout));
        caller.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void the_realm_sets_a_default_and_a_maximum() {
        RawWampClient callee = callee("timed");
        register(callee, "timeout.realm", "{'forward_timeout': true}");
        RawWampClient caller = join("timed");
        caller.send("[48, 1, {}, 'timeout.realm']");
        callee.receives("[68, 1, '*', {'timeout': 1000}]");
        caller.send("[48, 2, {'timeout': 1200}, 'timeout.realm']");
        callee.receives("[68, 2, '*', {'timeout': 1200}]");
        caller.send("[48, 3, {'timeout': 9007199254740992}, 'timeout.realm']");
        callee.receives("[68, 3, '*', {'timeout': 1500}]");
    }

    @Test
    void a_call_without_a_timeout_ends_after_the_default_of_its_realm() {
        RawWampClient callee = callee("timed");
        register(callee, "timeout.default", "{}");
        RawWampClient caller = join("timed");
        caller.send("[48, 1, {}, 'timeout.default']");
        callee.receives("[68, 1, '*', {}]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.timeout']");
    }
}
