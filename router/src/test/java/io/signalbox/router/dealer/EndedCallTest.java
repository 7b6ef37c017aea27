package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Concurrency that a call occupies after its end for the caller, for every way of ending. */
class EndedCallTest {
    private static final String NO_ROOM = "crossbar.error.max_concurrency_reached";

    private EndedCallScene scene;

    private void ends(CallEnding ending, String procedure, int maxPerCaller, int maxPerCallee)
            throws ProtocolViolation {
        scene = new EndedCallScene(ending, procedure, maxPerCaller, maxPerCallee);
        ending.end(scene);
        assertThat(scene.realm.dealer.endedInvocations()).isEqualTo(ending.occupies ? 1 : 0);
    }

    private void nothing_is_left() {
        assertThat(scene.realm.dealer.endedInvocations()).isZero();
        scene.callee.leaves();
        scene.caller.leaves();
        scene.other.leaves();
        assertThat(scene.realm.dealer.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void the_concurrency_of_a_callee_that_works_on_is_taken_until_it_answers(CallEnding ending)
            throws ProtocolViolation {
        ends(ending, "com.plain", 100, 100);
        if (ending.occupies) {
            scene.showsProgressLate();
            scene.otherCalls(1, "com.plain");
            scene.other.receivesError(1, NO_ROOM);
        }
        scene.answersLate();
        scene.otherCalls(2, "com.plain");
        scene.callee.yields(scene.callee.receivesInvocation().request());
        scene.other.receivesResult(2);
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource
    void an_error_of_the_callee_frees_it_as_a_result_does(CallEnding ending) throws ProtocolViolation {
        ends(ending, "com.plain", 100, 100);
        scene.callee.fails(1, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        scene.otherCalls(1, "com.plain");
        scene.callee.receivesInvocation();
        scene.caller.receivesNothing();
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource
    void a_waiting_call_gets_the_callee_when_that_has_answered(CallEnding ending) throws ProtocolViolation {
        scene = new EndedCallScene(ending, "com.queued", 100, 100);
        scene.otherCalls(1, "com.queued");
        ending.end(scene);
        if (ending.occupies) {
            scene.showsProgressLate();
            scene.callee.receivesNothing();
            scene.answersLate();
        }
        scene.callee.yields(scene.callee.receivesInvocation().request());
        scene.other.receivesResult(1);
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource
    void a_callee_that_leaves_takes_what_it_works_on_with_it(CallEnding ending) throws ProtocolViolation {
        ends(ending, "com.plain", 100, 100);
        scene.callee.leaves();
        scene.caller.receivesNothing();
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "CALLER_LEAVES.*")
    void the_call_counts_for_its_caller_until_the_callee_answers(CallEnding ending) throws ProtocolViolation {
        ends(ending, "com.plain", 2, 100);
        scene.caller.calls(2, "com.free");
        assertThat(scene.caller.isPaused()).isEqualTo(ending.occupies);

        scene.callee.yields(scene.callee.receivesInvocation().request());
        scene.caller.receivesResult(2);
        assertThat(scene.caller.isPaused()).isFalse();
        if (ending.occupies) {
            scene.caller.calls(3, "com.free");
            assertThat(scene.caller.isPaused()).isTrue();
            scene.answersLate();
            assertThat(scene.caller.isPaused()).isFalse();
            scene.callee.yields(scene.callee.receivesInvocation().request());
            scene.caller.receivesResult(3);
        }
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "CALLER_LEAVES.*")
    void the_call_counts_for_the_callee_where_its_caller_goes_on_calling(CallEnding ending) throws ProtocolViolation {
        ends(ending, "com.plain", 100, 3);
        scene.caller.calls(2, "com.free");
        scene.caller.calls(3, "com.free");
        assertThat(scene.caller.isPaused()).isEqualTo(ending.occupies);

        scene.answersLate();
        assertThat(scene.caller.isPaused()).isFalse();
        nothing_is_left();
    }

    @ParameterizedTest
    @EnumSource
    void the_call_does_not_count_for_other_callers(CallEnding ending) throws ProtocolViolation {
        ends(ending, "com.plain", 2, 2);
        scene.otherCalls(1, "com.free");
        assertThat(scene.other.isPaused()).isFalse();
        scene.callee.yields(scene.callee.receivesInvocation().request());
        scene.other.receivesResult(1);
    }
}
