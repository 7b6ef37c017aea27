package io.signalbox.router.wire;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist C18 to C27. */
class CallCancelingTest extends WireTest {
    private static final String CANCELED = "[8, 48, %d, {}, 'wamp.error.canceled']";

    private RawWampClient callee;
    private RawWampClient caller;

    @BeforeEach
    void a_callee_that_can_be_interrupted_and_a_caller() {
        callee = join();
        register(callee, "cancel.me", "{}");
        caller = join();
    }

    /** Makes the call, which is the callee's invocation with the same number. */
    private void call(int request, String options) {
        caller.send("[48, %d, %s, 'cancel.me']".formatted(request, options));
        callee.receives("[68, %d, '*', %s]".formatted(request, options));
    }

    @Test
    void skip_answers_the_caller_and_leaves_the_callee_alone() {
        call(1, "{}");
        caller.asks("[49, 1, {'mode': 'skip'}]", CANCELED.formatted(1));
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'mode': 'killnowait'}", "{}", "{'mode': null}"})
    void killnowait_answers_the_caller_and_interrupts_the_callee(String options) {
        call(1, "{}");
        caller.asks("[49, 1, %s]".formatted(options), CANCELED.formatted(1));
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        caller.send("[49, 1, %s]".formatted(options));
        caller.hasNothingMore();
        callee.send("[8, 68, 1, {}, 'late.error']");
        callee.send("[70, 1, {'progress': true}, ['late']]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @Test
    void kill_lets_the_callee_answer() {
        call(1, "{}");
        caller.send("[49, 1, {'mode': 'kill'}]");
        callee.receives("[69, 1, {'mode': 'kill'}]");
        caller.hasNothingMore();
        callee.send("[70, 1, {}, ['done all the same']]");
        caller.receives("[50, 1, {}, ['done all the same']]");
        call(2, "{}");
        caller.send("[49, 2, {'mode': 'kill'}]");
        callee.receives("[69, 2, {'mode': 'kill'}]");
        callee.send("[8, 68, 2, {}, 'my.error', [1], {'k': 2}]");
        caller.receives("[8, 48, 2, {}, 'my.error', [1], {'k': 2}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"killnowait", "skip"})
    void who_wanted_to_wait_may_give_up_waiting(String mode) {
        call(1, "{}");
        caller.send("[49, 1, {'mode': 'kill'}]");
        callee.receives("[69, 1, {'mode': 'kill'}]");
        caller.asks("[49, 1, {'mode': '%s'}]".formatted(mode), CANCELED.formatted(1));
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "killnowait", "kill"})
    void a_callee_that_cannot_be_interrupted_is_skipped(String mode) {
        RawWampClient simple = connect();
        simple.asks("[1, 'realm1', {'roles': {'callee': {}, 'subscriber': {}}}]", "[2, '*', '*']");
        register(simple, "cancel.simple", "{}");
        caller.send("[48, 1, {}, 'cancel.simple']");
        simple.receives("[68, 1, '*', {}]");
        caller.asks("[49, 1, {'mode': '%s'}]".formatted(mode), CANCELED.formatted(1));
        simple.send("[70, 1, {}, ['late']]");
        simple.hasNothingMore();
        caller.hasNothingMore();
    }

    @Test
    void a_callee_that_dies_of_it_cancels_the_call() {
        call(1, "{}");
        caller.send("[49, 1, {'mode': 'kill'}]");
        callee.receives("[69, 1, {'mode': 'kill'}]");
        callee.vanish();
        caller.receives(CANCELED.formatted(1));
    }

    @Test
    void progress_may_go_on_until_the_answer_to_kill() {
        call(1, "{'receive_progress': true}");
        caller.send("[49, 1, {'mode': 'kill'}]");
        callee.receives("[69, 1, {'mode': 'kill'}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        callee.send("[8, 68, 1, {}, 'wamp.error.canceled']");
        caller.receives(CANCELED.formatted(1));
    }

    @Test
    void a_call_that_is_over_or_unknown_or_of_somebody_else_is_not_canceled() {
        call(1, "{}");
        join().send("[49, 1, {}]");
        caller.send("[49, 7, {'mode': 'kill'}]");
        callee.send("[70, 1, {}]");
        caller.receives("[50, 1, {}]");
        caller.send("[49, 1, {}]");
        caller.hasNothingMore();
        callee.hasNothingMore();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'abort'", "''", "'KILL'", "1", "true", "['kill']"})
    void a_mode_that_is_none_is_a_violation(String mode) {
        caller.send("[49, 1, {'mode': %s}]".formatted(mode));
        caller.isAborted("wamp.error.protocol_violation");
    }
}
