package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Call queues are served in slices: order, fairness, and what happens between two slices. */
class CallQueueSlicesTest extends DealerSliceScene {
    @Test
    void waiting_calls_are_served_in_slices_and_no_call_overtakes_another_one() throws ProtocolViolation {
        callee.registers("com.", ONE);
        fillsQueue(caller, "com.a", 1, MANY);
        caller.calls(MANY + 1, "com.b");
        assertThat(callee.receivesInvocation().request()).isEqualTo(1);
        ScriptedPeer other = peer(new Denying("com.a"));
        other.registers("com.", TEN);

        // The call that the new callee may serve is behind the first slice, and a later one goes behind it.
        other.receivesNothing();
        caller.calls(MANY + 2, "com.b");
        other.receivesNothing();
        assertThat(realm.runsTask()).isTrue();
        other.receivesNothing();

        // The room of the busy callee goes to the oldest call.
        callee.yields(1);
        caller.receivesResult(1);
        callee.receivesNothing();
        assertThat(realm.runsTask()).isTrue();
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);
        runsTasks();
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(MANY + 1);
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(MANY + 2);
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(3);
        assertThat(runsTasks()).isZero();
        allLeave(caller, callee, other);
    }

    @Test
    void calls_that_a_role_may_not_serve_are_looked_at_once_however_often_it_gets_room() throws ProtocolViolation {
        Denying permissions = new Denying("com.a");
        ScriptedPeer other = peer(permissions);
        callee.registers("com.", ONE);
        fillsQueue(caller, "com.a", 1, MANY);
        other.registers("com.", ONE);
        runsTasks();
        caller.calls(MANY + 1, "com.b");
        int before = permissions.decisions;
        for (int request = MANY + 1; request <= MANY + 20; request++) {
            caller.calls(request + 1, "com.b");
            other.yields(other.receivesInvocation().request());
            caller.receivesResult(request);
            assertThat(runsTasks()).isZero();
        }
        assertThat(permissions.decisions - before).isLessThan(20 * 5);
        allLeave(caller, callee, other);
    }

    @Test
    void registrations_are_served_in_turn() throws ProtocolViolation {
        ScriptedPeer unlimited = realm.peer();
        callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "roundrobin"));
        callee.registers("com.b", Map.of("concurrency", 1L, "invoke", "roundrobin"));
        fillsQueue(caller, "com.a", 1, 5 * SLICE);
        caller.calls(5 * SLICE + 1, "com.b");
        caller.calls(5 * SLICE + 2, "com.b");
        long a = unlimited.registers("com.a", SHARED);
        unlimited.sendsRegister(1, "com.b", SHARED);

        assertThat(registrationsOf(unlimited)).hasSize(SLICE).containsOnly(a);
        assertThat(realm.runsTask()).isTrue();
        assertThat(registrationsOf(unlimited)).hasSize(SLICE).containsOnly(a);
        assertThat(realm.runsTask()).isTrue();
        List<Long> third = registrationsOf(unlimited);
        assertThat(third).hasSize(SLICE);
        assertThat(third.getFirst()).isNotEqualTo(a);
        assertThat(third.subList(1, SLICE)).containsOnly(a);
        runsTasks();
        allLeave(caller, callee, unlimited);
    }

    /** Takes the messages that the peer has been sent. Returns the registrations of the invocations. */
    private static List<Long> registrationsOf(ScriptedPeer peer) {
        List<Long> registrations = new ArrayList<>();
        while (peer.hasReceived()) {
            if (peer.next() instanceof Invocation invocation) {
                registrations.add(invocation.registration());
            }
        }
        return registrations;
    }

    @Test
    void a_caller_that_leaves_between_slices_has_no_further_calls_invoked() throws ProtocolViolation {
        ScriptedPeer unlimited = realm.peer();
        callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "roundrobin"));
        fillsQueue(caller, "com.a", 1, MANY);
        unlimited.registers("com.a", SHARED);
        assertThat(unlimited.connection.sent).hasSize(SLICE);
        Leaving leaving = caller.isLeaving();
        runsTasks();
        assertThat(unlimited.connection.sent).hasSize(SLICE);
        while (leaving.advance(SLICE) <= 0) {
            runsTasks();
        }
        allLeave(callee, unlimited);
    }

    @Test
    void a_callee_that_leaves_between_slices_gets_no_further_calls_and_the_others_go_on() throws ProtocolViolation {
        ScriptedPeer unlimited = realm.peer();
        callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "roundrobin"));
        fillsQueue(caller, "com.a", 1, MANY);
        long first = callee.receivesInvocation().request();
        unlimited.registers("com.a", SHARED);
        assertThat(unlimited.connection.sent).hasSize(SLICE);
        Leaving leaving = unlimited.isLeaving();
        assertThat(runsTasks()).isEqualTo(1);
        assertThat(unlimited.connection.sent).hasSize(SLICE);
        callee.yields(first);
        long second = callee.receivesInvocation().request();
        while (leaving.advance(SLICE) <= 0) {
            runsTasks();
        }
        callee.yields(second);
        callee.receivesInvocation();
        allLeave(caller, callee);
    }

    @Test
    void a_queue_that_is_deserted_while_it_is_served_fails_the_calls_that_were_not_served() throws ProtocolViolation {
        callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "roundrobin"));
        ScriptedPeer unlimited = realm.peer();
        fillsQueue(caller, "com.a", 1, MANY);
        long registration = unlimited.registers("com.a", SHARED);
        unlimited.sendsUnregister(9, registration);
        callee.sendsUnregister(9, registration);
        runsTasks();

        int failed = 0;
        while (caller.hasReceived()) {
            caller.receivesError(SLICE + 2 + failed++, ErrorUri.NO_SUCH_PROCEDURE);
        }
        assertThat(failed).isEqualTo(MANY - SLICE - 1);
        allLeave(caller, callee, unlimited);
    }

    @Test
    void calls_that_only_a_callee_that_leaves_might_serve_fail_in_slices() throws ProtocolViolation {
        ScriptedPeer other = peer(new Denying("com.a"));
        callee.registers("com.", ONE);
        other.registers("com.", TEN);
        fillsQueue(caller, "com.a", 1, MANY);
        Leaving leaving = callee.isLeaving();
        while (leaving.advance(1) <= 0) {
            // One step after the other, so that the queue is served before the callee has left its registration.
        }
        caller.receivesError(1, ErrorUri.CANCELED);
        int failed = 0;
        do {
            int before = failed;
            while (caller.hasReceived()) {
                caller.receivesError(2 + failed++, ErrorUri.NO_SUCH_PROCEDURE);
            }
            assertThat(failed - before).isLessThanOrEqualTo(SLICE);
        } while (realm.runsTask());
        assertThat(failed).isEqualTo(MANY - 1);
        allLeave(caller, other);
    }

    @Test
    void calls_that_only_a_callee_that_unregisters_might_serve_fail() throws ProtocolViolation {
        ScriptedPeer other = peer(new Denying("com.a"));
        long registration = callee.registers("com.", ONE);
        other.registers("com.", TEN);
        fillsQueue(caller, "com.a", 1, 2);
        callee.receivesInvocation();
        callee.unregisters(registration);
        caller.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        allLeave(caller, callee, other);
    }

    @Test
    void calls_that_only_a_revoked_callee_might_serve_fail() throws ProtocolViolation {
        ScriptedPeer other = peer(new Denying("com.a"));
        long registration = callee.registers("com.", ONE);
        other.registers("com.", TEN);
        fillsQueue(caller, "com.a", 1, 2);
        callee.receivesInvocation();
        realm.dealer.revoke(registration, callee.session().id(), null);
        callee.receives(Unregistered.class);
        caller.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        allLeave(caller, callee, other);
    }

    @Test
    void a_call_that_waits_for_an_ended_session_fails_when_that_leaves() throws ProtocolViolation {
        ScriptedPeer busy = peer(new Denying("com.a"));
        callee.registers("com.", ONE);
        busy.registers("com.", TEN);
        Leaving leaving = callee.isLeaving();
        caller.calls(1, "com.a");
        caller.receivesNothing();
        assertThat(runsTasks()).isZero();
        assertThat(leaving.advance(SLICE)).isPositive();
        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        allLeave(caller, busy);
    }

    @Test
    void a_call_waits_for_a_busy_callee_that_reads_beside_one_that_does_not() throws ProtocolViolation {
        ScriptedPeer stuck = realm.peer();
        Map<String, Object> one = Map.of("concurrency", 1L, "invoke", "first");
        callee.registers("com.a", one);
        stuck.registers("com.a", one);
        stuck.connection.congested = true;
        caller.calls(1, "com.a");
        caller.calls(2, "com.a");
        caller.receivesNothing();
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(1);
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);
        stuck.receivesNothing();
        allLeave(caller, callee, stuck);
    }

    @Test
    void a_callee_that_reads_again_gets_the_call_that_waits_before_a_new_one() throws ProtocolViolation {
        ScriptedPeer stuck = realm.peer();
        callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "first"));
        stuck.registers("com.a", Map.of("concurrency", 2L, "invoke", "first"));
        stuck.connection.congested = true;
        fillsQueue(caller, "com.a", 1, 2);
        stuck.connection.congested = false;
        caller.calls(3, "com.a");
        stuck.yields(stuck.receivesInvocation().request());
        caller.receivesResult(2);
        stuck.yields(stuck.receivesInvocation().request());
        caller.receivesResult(3);
        allLeave(caller, callee, stuck);
    }

    @Test
    void a_call_does_not_wait_for_a_callee_that_does_not_read_when_the_busy_one_leaves() throws ProtocolViolation {
        ScriptedPeer stuck = realm.peer();
        long registration = callee.registers("com.a", Map.of("concurrency", 1L, "invoke", "first"));
        stuck.registers("com.a", SHARED_FIRST);
        stuck.connection.congested = true;
        fillsQueue(caller, "com.a", 1, 2);
        callee.receivesInvocation();
        callee.unregisters(registration);
        caller.receivesError(2, ErrorUri.NO_AVAILABLE_CALLEE);
        allLeave(caller, callee, stuck);
    }

    @Test
    void many_calls_of_a_deleted_registration_fail_in_slices() throws ProtocolViolation {
        int count = 1_000;
        CallRules rules =
                new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.queued", MatchPolicy.EXACT, count)));
        ScriptedRealm wide = new ScriptedRealm(
                new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 2 * count, 10, 1 << 20), false, rules);
        ScriptedPeer busy = wide.peer();
        ScriptedPeer waiting = wide.peer();
        long registration = busy.registers("com.queued", ONE);
        for (int request = 1; request <= count; request++) {
            waiting.calls(request, "com.queued");
        }
        busy.receivesInvocation();
        busy.unregisters(registration);
        waiting.cancels(count);
        for (int request = 2; request <= Sweep.SLICE_WEIGHT + 1; request++) {
            waiting.receivesError(request, ErrorUri.NO_SUCH_PROCEDURE);
        }
        waiting.receivesError(count, ErrorUri.CANCELED);
        waiting.receivesNothing();

        int tasks = 0;
        while (wide.runsTask()) {
            tasks++;
        }
        assertThat(tasks).isEqualTo((count - 2) / Sweep.SLICE_WEIGHT);
        for (int request = Sweep.SLICE_WEIGHT + 2; request < count; request++) {
            waiting.receivesError(request, ErrorUri.NO_SUCH_PROCEDURE);
        }
        waiting.receivesNothing();
    }
}
