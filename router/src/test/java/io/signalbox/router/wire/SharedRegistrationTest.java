package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist C.10. */
class SharedRegistrationTest extends WireTest {
    private RawWampClient callee(String procedure, String invoke) {
        RawWampClient callee = join();
        register(callee, procedure, "{'invoke': '%s'}".formatted(invoke));
        return callee;
    }

    private void isCalled(RawWampClient callee, RawWampClient caller, int request, String procedure) {
        caller.send("[48, %d, {}, '%s']".formatted(request, procedure));
        long invocation = callee.receives("[68, '*', '*', {}]").get(1).longValue();
        callee.send("[70, %d, {}]".formatted(invocation));
        caller.receives("[50, %d, {}]".formatted(request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "random", "first", "last"})
    void callees_share_the_registration(String invoke) {
        long first = register(join(), "shared.id", "{'invoke': '%s'}".formatted(invoke));
        long second = register(join(), "shared.id", "{'invoke': '%s'}".formatted(invoke));
        assertThat(first).isEqualTo(second);
    }

    @ParameterizedTest
    @CsvSource({"roundrobin, first", "first, last", "last, single", "random, roundrobin", "single, roundrobin"})
    void the_first_callee_fixes_the_policy(String fixed, String other) {
        RawWampClient owner = callee("shared.policy", fixed);
        join().asks(
                        "[64, 1, {'invoke': '%s'}, 'shared.policy']".formatted(other),
                        "[8, 64, 1, {}, 'wamp.error.procedure_already_exists', ['*']]");
        owner.hasNothingMore();
    }

    @Test
    void roundrobin_takes_turns_in_the_order_of_registration() {
        RawWampClient[] callees = {
            callee("shared.turns", "roundrobin"),
            callee("shared.turns", "roundrobin"),
            callee("shared.turns", "roundrobin")
        };
        RawWampClient caller = join();
        for (int i = 0; i < 7; i++) {
            isCalled(callees[i % 3], caller, i + 1, "shared.turns");
        }
    }

    @Test
    void roundrobin_goes_on_with_the_next_callee_when_an_earlier_one_leaves() {
        RawWampClient first = callee("shared.shift", "roundrobin");
        RawWampClient second = callee("shared.shift", "roundrobin");
        RawWampClient third = callee("shared.shift", "roundrobin");
        RawWampClient caller = join();
        isCalled(first, caller, 1, "shared.shift");
        first.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        isCalled(second, caller, 2, "shared.shift");
        isCalled(third, caller, 3, "shared.shift");
        isCalled(second, caller, 4, "shared.shift");
    }

    @Test
    void first_and_last_are_decided_anew_when_a_callee_leaves() {
        RawWampClient caller = join();
        for (String invoke : new String[] {"first", "last"}) {
            String procedure = "shared.end." + invoke;
            RawWampClient oldest = callee(procedure, invoke);
            RawWampClient middle = callee(procedure, invoke);
            RawWampClient newest = callee(procedure, invoke);
            RawWampClient chosen = invoke.equals("first") ? oldest : newest;
            isCalled(chosen, caller, 1, procedure);
            isCalled(chosen, caller, 2, procedure);
            chosen.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
            isCalled(middle, caller, 3, procedure);
        }
    }

    @Test
    void random_reaches_every_callee() {
        RawWampClient first = callee("shared.random", "random");
        RawWampClient second = callee("shared.random", "random");
        RawWampClient caller = join();
        for (int i = 1; i <= 64; i++) { // one callee left out has a chance of 2^-63
            caller.send("[48, %d, {}, 'shared.random']".formatted(i));
        }
        first.receives("[68, 1, '*', {}]");
        second.receives("[68, 1, '*', {}]");
    }

    @Test
    void registering_twice_counts_once() {
        RawWampClient twice = join();
        long registration = register(twice, "shared.twice", "{'invoke': 'roundrobin'}");
        twice.asks("[64, 2, {'invoke': 'roundrobin'}, 'shared.twice']", "[65, 2, %d]".formatted(registration));
        RawWampClient other = callee("shared.twice", "roundrobin");
        RawWampClient caller = join();
        isCalled(twice, caller, 1, "shared.twice");
        isCalled(other, caller, 2, "shared.twice");
        isCalled(twice, caller, 3, "shared.twice");
        twice.asks("[66, 3, %d]".formatted(registration), "[67, 3]");
        isCalled(other, caller, 4, "shared.twice");
    }

    @Test
    void the_policy_is_forgotten_with_the_last_callee() {
        RawWampClient first = join();
        long registration = register(first, "shared.forgotten", "{'invoke': 'roundrobin'}");
        RawWampClient second = callee("shared.forgotten", "roundrobin");
        first.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        isCalled(second, join(), 1, "shared.forgotten");
        second.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        callee("shared.forgotten", "last");
    }
}
