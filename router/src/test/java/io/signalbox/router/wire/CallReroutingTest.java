package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist C66 to C68. */
class CallReroutingTest extends WireTest {
    private RawWampClient callee(String procedure, String invoke, boolean reroutes) {
        RawWampClient callee = connect();
        callee.asks(
                "[1, 'realm1', {'roles': {'callee': {'features': {'call_reroute': %s}}}}]".formatted(reroutes),
                "[2, '*', '*']");
        register(callee, procedure, "{'invoke': '%s'}".formatted(invoke));
        return callee;
    }

    private static void isUnavailable(RawWampClient callee) {
        long invocation = callee.receives("[68, '*', '*', {}, ['x']]").get(1).longValue();
        callee.send("[8, 68, %d, {}, 'wamp.error.unavailable', ['busy']]".formatted(invocation));
    }

    @Test
    void the_dealer_announces_it() {
        assertThat(connect()
                        .hello("realm1")
                        .at("/2/roles/dealer/features/call_reroute")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"first, 0, 1, 2", "last, 2, 1, 0", "roundrobin, 0, 1, 2"})
    void another_callee_gets_the_call(String invoke, int first, int second, int third) {
        String procedure = "reroute." + invoke;
        RawWampClient[] callees = {
            callee(procedure, invoke, true), callee(procedure, invoke, true), callee(procedure, invoke, true)
        };
        RawWampClient caller = join();
        caller.send("[48, 1, {}, '%s', ['x']]".formatted(procedure));
        isUnavailable(callees[first]);
        isUnavailable(callees[second]);
        callees[third].receives("[68, 1, '*', {}, ['x']]");
        callees[third].send("[70, 1, {}, ['done']]");
        caller.receives("[50, 1, {}, ['done']]");
        // The answer of who has given the call away comes too late.
        callees[first].send("[70, 1, {}, ['late']]");
        callees[first].hasNothingMore();
        caller.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "first", "last", "roundrobin", "random"})
    void a_caller_learns_that_nobody_is_available(String invoke) {
        String procedure = "reroute.nobody." + invoke;
        RawWampClient callee = callee(procedure, invoke, true);
        RawWampClient caller = join();
        caller.send("[48, 1, {}, '%s', ['x']]".formatted(procedure));
        isUnavailable(callee);
        caller.receives("[8, 48, 1, {}, 'wamp.error.no_available_callee', '*']");
    }

    @Test
    void an_unannounced_callee_has_its_error_forwarded() {
        RawWampClient callee = callee("reroute.plain", "first", false);
        RawWampClient other = callee("reroute.plain", "first", true);
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'reroute.plain', ['x']]");
        isUnavailable(callee);
        caller.receives("[8, 48, 1, {}, 'wamp.error.unavailable', ['busy']]");
        other.hasNothingMore();
    }
}
