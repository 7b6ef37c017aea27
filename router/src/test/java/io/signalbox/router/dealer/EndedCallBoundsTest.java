package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.ClientFeatures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits of callers that end calls while callees work on them. Limits of other callers are not affected. */
class EndedCallBoundsTest {
    private static final String NO_ROOM = "crossbar.error.max_concurrency_reached";
    private static final int IN_FLIGHT = 64;
    private static final int MAX_PER_CALLER = 4;
    private static final int MAX_PER_CALLEE = 8;

    private final ScriptedRealm realm = new ScriptedRealm(
            ScriptedRealm.limits(9, MAX_PER_CALLER, MAX_PER_CALLEE),
            false,
            new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.queued", MatchPolicy.EXACT, 2))));
    private final ScriptedPeer callee = realm.peer(ClientFeatures.NONE);
    private final ScriptedPeer caller = realm.peer();
    private final ScriptedPeer other = realm.peer();

    /** Calls and cancels with request ids from 1. */
    private void endsCalls(ScriptedPeer peer, String procedure, int count) throws ProtocolViolation {
        for (int request = 1; request <= count; request++) {
            peer.calls(request, procedure);
            callee.receivesInvocation();
            peer.cancels(request, "skip");
            peer.receivesError(request, ErrorUri.CANCELED);
        }
    }

    @Test
    void a_caller_that_cancels_all_it_calls_is_paused_and_refused_at_its_own_limit() throws ProtocolViolation {
        callee.registers("com.a");
        endsCalls(caller, "com.a", MAX_PER_CALLER - 1);
        assertThat(caller.isPaused()).isFalse();
        endsCalls(caller, "com.a", 1);
        assertThat(caller.isPaused()).isTrue();

        endsCalls(caller, "com.a", IN_FLIGHT);
        caller.calls(99, "com.a");
        caller.receivesError(99, ErrorUri.LIMIT_EXCEEDED);
        callee.receivesNothing();
        other.calls(1, "com.a");
        callee.receivesInvocation();
        assertThat(other.isPaused()).isFalse();
    }

    @Test
    void a_caller_goes_on_when_the_callee_has_answered_what_nobody_waits_for() throws ProtocolViolation {
        callee.registers("com.a");
        endsCalls(caller, "com.a", MAX_PER_CALLER);
        callee.yields(1);
        assertThat(caller.isPaused()).isTrue();
        callee.yields(1);
        assertThat(caller.isPaused()).isTrue();
        callee.yields(2);
        assertThat(caller.isPaused()).isFalse();
        assertThat(realm.dealer.endedInvocations()).isEqualTo(2);
    }

    @Test
    void a_caller_goes_on_when_the_callee_that_works_for_it_leaves() throws ProtocolViolation {
        callee.registers("com.a");
        endsCalls(caller, "com.a", MAX_PER_CALLER);
        callee.leaves();
        assertThat(caller.isPaused()).isFalse();
        assertThat(realm.dealer.endedInvocations()).isZero();
    }

    @Test
    void a_caller_that_connects_again_finds_the_callee_as_busy_as_before() throws ProtocolViolation {
        callee.registers("com.a", Map.of("concurrency", 2L));
        for (int connection = 0; connection < 2; connection++) {
            ScriptedPeer again = realm.peer();
            again.calls(1, "com.a");
            callee.receivesInvocation();
            again.leaves();
        }
        caller.calls(1, "com.a");
        caller.receivesError(1, NO_ROOM);
        callee.yields(2);
        caller.calls(2, "com.a");
        callee.receivesInvocation();
        caller.calls(3, "com.a");
        caller.receivesError(3, NO_ROOM);
    }

    @Test
    void what_occupies_nothing_is_forgotten_with_its_caller() throws ProtocolViolation {
        callee.registers("com.a");
        endsCalls(caller, "com.a", 3);
        caller.calls(4, "com.a");
        callee.receivesInvocation();
        caller.leaves();
        assertThat(realm.dealer.endedInvocations()).isZero();
        callee.yields(4);
        callee.yields(1);
        assertThat(realm.counters.forgottenInvocations).isZero();
    }

    @Test
    void what_is_kept_of_callers_that_have_left_is_bounded_for_each_callee() throws ProtocolViolation {
        callee.registers("com.a", Map.of("concurrency", 12L));
        endsCalls(caller, "com.a", 12);
        other.calls(1, "com.a");
        other.receivesError(1, NO_ROOM);
        caller.leaves();

        assertThat(realm.dealer.endedInvocations()).isEqualTo(MAX_PER_CALLEE);
        assertThat(realm.counters.forgottenInvocations).isEqualTo(12 - MAX_PER_CALLEE);
        for (int invocation = 1; invocation <= 12; invocation++) {
            callee.yields(invocation);
        }
        assertThat(realm.dealer.endedInvocations()).isZero();
        for (int request = 2; request <= 13; request++) {
            other.calls(request, "com.a");
            callee.receivesInvocation();
        }
        other.calls(14, "com.a");
        other.receivesError(14, NO_ROOM);
    }

    @Test
    void what_is_forgotten_makes_room_for_waiting_calls() throws ProtocolViolation {
        callee.registers("com.queued", Map.of("concurrency", MAX_PER_CALLEE + 1L));
        endsCalls(caller, "com.queued", MAX_PER_CALLEE + 1);
        other.calls(1, "com.queued");
        callee.receivesNothing();
        caller.leaves();
        callee.yields(callee.receivesInvocation().request());
        other.receivesResult(1);
    }

    @Test
    void another_caller_waits_its_turn_while_a_caller_ends_what_it_calls() throws ProtocolViolation {
        callee.registers("com.queued", Map.of("concurrency", 1L));
        endsCalls(caller, "com.queued", 1);
        for (int request = 2; request <= 20; request++) {
            caller.calls(request, "com.queued");
            caller.cancels(request, "skip");
            caller.receivesError(request, ErrorUri.CANCELED);
        }
        other.calls(1, "com.queued");
        assertThat(other.isPaused()).isFalse();
        callee.receivesNothing();
        callee.yields(1);
        callee.yields(callee.receivesInvocation().request());
        other.receivesResult(1);
    }

    @Test
    void callers_paused_for_a_callee_are_resumed_whatever_another_one_has_ended() throws ProtocolViolation {
        ScriptedRealm wide = new ScriptedRealm(ScriptedRealm.limits(9, 100, MAX_PER_CALLEE), false);
        ScriptedPeer busy = wide.peer(ClientFeatures.NONE);
        ScriptedPeer ending = wide.peer();
        ScriptedPeer waiting = wide.peer();
        busy.registers("com.a");
        for (int request = 1; request <= 5; request++) {
            ending.calls(request, "com.a");
        }
        for (int request = 1; request <= 3; request++) {
            waiting.calls(request, "com.a");
        }
        assertThat(waiting.isPaused()).isTrue();
        for (int request = 1; request <= 5; request++) {
            ending.cancels(request, "skip");
        }
        assertThat(waiting.isPaused()).isFalse();
        ending.calls(6, "com.a");
        assertThat(ending.isPaused()).isTrue();
        // Four invocations are pending, and five calls of the paused caller have ended.
        for (int invocation = 6; invocation <= 9; invocation++) {
            assertThat(ending.isPaused()).isTrue();
            busy.yields(invocation);
        }
        assertThat(ending.isPaused()).isFalse();
        assertThat(wide.dealer.endedInvocations()).isEqualTo(5);
    }

    @Test
    void a_callee_that_works_on_is_passed_over_for_one_with_room() throws ProtocolViolation {
        Map<String, Object> options = Map.of("concurrency", 1L, "invoke", "roundrobin");
        ScriptedPeer free = realm.peer(ClientFeatures.NONE);
        callee.registers("com.a", options);
        free.registers("com.a", options);
        endsCalls(caller, "com.a", 1);
        for (int request = 1; request <= 3; request++) {
            other.calls(request, "com.a");
            free.yields(free.receives(Invocation.class).request());
            other.receivesResult(request);
        }
        callee.receivesNothing();
    }

    @Test
    void a_procedure_that_is_registered_anew_has_its_own_count() throws ProtocolViolation {
        Map<String, Object> options = Map.of("concurrency", 1L);
        long registration = callee.registers("com.a", options);
        endsCalls(caller, "com.a", 1);
        callee.unregisters(registration);
        callee.registers("com.a", options);
        other.calls(1, "com.a");
        callee.receivesInvocation();
        callee.yields(1);
        other.calls(2, "com.a");
        other.receivesError(2, NO_ROOM);
        assertThat(realm.dealer.endedInvocations()).isZero();
    }

    @Test
    void a_revoked_registration_leaves_ended_calls_with_their_caller() throws ProtocolViolation {
        long registration = callee.registers("com.a", Map.of("concurrency", 9L));
        endsCalls(caller, "com.a", MAX_PER_CALLER);
        realm.dealer.revoke(registration, callee.session().id(), null);
        assertThat(caller.isPaused()).isTrue();
        for (int invocation = 1; invocation <= MAX_PER_CALLER; invocation++) {
            callee.yields(invocation);
        }
        assertThat(caller.isPaused()).isFalse();
        assertThat(realm.dealer.endedInvocations()).isZero();
    }

    @Test
    void a_session_that_ends_calls_to_itself_leaves_nothing() throws ProtocolViolation {
        ScriptedPeer self = realm.peer(ClientFeatures.NONE);
        self.registers("com.a", Map.of("concurrency", 1L));
        self.calls(1, "com.a");
        self.receivesInvocation();
        self.cancels(1, "skip");
        self.receivesError(1, ErrorUri.CANCELED);
        self.calls(2, "com.a");
        self.receivesError(2, NO_ROOM);
        assertThat(self.isPaused()).isFalse();
        self.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }
}
