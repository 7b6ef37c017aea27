package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work of a dealer that grows with the number of calls or callees runs in slices. Tests count steps and tasks. */
class DealerSlicesTest {
    private static final int SLICE = Sweep.SLICE_WEIGHT;
    private static final int MANY = 3 * SLICE;
    private static final Map<String, Object> SHARED = Map.of("invoke", "roundrobin");
    private static final Map<String, Object> SHARED_FIRST = Map.of("invoke", "first");
    private static final Map<String, Object> ONE = Map.of("concurrency", 1L, "invoke", "roundrobin", "match", "prefix");
    private static final Map<String, Object> TEN =
            Map.of("concurrency", 10L, "invoke", "roundrobin", "match", "prefix");

    private final HeldBudget budget = new HeldBudget(1 << 24);
    private final ScriptedRealm realm = new ScriptedRealm(
            new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10_000, 10_000, 1 << 20),
            false,
            new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.", MatchPolicy.PREFIX, 10_000))),
            budget);
    private final ScriptedPeer caller = realm.peer();
    private final ScriptedPeer callee = realm.peer();

    /** Permissions that count decisions and deny one procedure. */
    private static final class Denying implements Permissions {
        private final String denied;
        private int decisions;

        private Denying(String denied) {
            this.denied = denied;
        }

        @Override
        public Decision decide(Action action, String uri, MatchPolicy match) {
            decisions++;
            return uri.equals(denied) ? Decision.DENIED : Decision.ALLOWED;
        }
    }

    private ScriptedPeer peer(Permissions permissions) {
        return realm.peer(ScriptedRealm.ALL_FEATURES, permissions);
    }

    private int runsTasks() {
        int tasks = 0;
        while (realm.runsTask()) {
            tasks++;
        }
        return tasks;
    }

    private void nothingIsLeft() {
        runsTasks();
        assertThat(realm.dealer.isEmpty()).isTrue();
        assertThat(budget.reservedBytes()).isZero();
    }

    private void fillsQueue(ScriptedPeer peer, String procedure, int first, int last) throws ProtocolViolation {
        for (int request = first; request <= last; request++) {
            peer.calls(request, procedure);
        }
    }

    private void endsManyCalls() throws ProtocolViolation {
        callee.registers("com.a");
        for (int request = 1; request <= MANY; request++) {
            caller.calls(request, "com.a");
            caller.cancels(request, "skip");
        }
        assertThat(realm.dealer.endedInvocations()).isEqualTo(MANY);
    }

    private void leavesInSlices(Leaving leaving) {
        for (int left = MANY - SLICE; left >= 0; left -= SLICE) {
            assertThat(leaving.advance(SLICE)).isNotPositive();
            assertThat(realm.dealer.endedInvocations()).isEqualTo(left);
        }
        assertThat(leaving.advance(SLICE)).isPositive();
    }

    @Test
    void a_callee_leaves_its_ended_invocations_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(callee.isLeaving());
        caller.leaves();
        nothingIsLeft();
    }

    @Test
    void a_caller_leaves_its_ended_calls_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(caller.isLeaving());
        callee.leaves();
        nothingIsLeft();
    }

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

    private void allLeave(ScriptedPeer... peers) {
        for (ScriptedPeer peer : peers) {
            peer.leaves();
        }
        nothingIsLeft();
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
    void callees_that_refuse_the_options_of_a_rerouted_call_are_looked_at_once() throws ProtocolViolation {
        ScriptedPeer first = realm.peer();
        first.registers("com.a", SHARED);
        List<ScriptedPeer> plain = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ScriptedPeer peer = realm.peer(ClientFeatures.NONE);
            peer.registers("com.a", SHARED);
            plain.add(peer);
        }
        caller.calls(new Call(1, Map.of("ppt_scheme", "x_a"), "com.a", Payload.EMPTY), Decision.ALLOWED);
        plain.forEach(peer -> peer.connection.congestionLooks = 0);
        first.fails(first.receivesInvocation().request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
        assertThat(plain)
                .allSatisfy(peer -> assertThat(peer.connection.congestionLooks).isEqualTo(1));
        plain.forEach(ScriptedPeer::leaves);
        allLeave(caller, first);
    }

    @Test
    void the_memory_of_the_callees_that_were_not_available_is_charged() throws ProtocolViolation {
        List<ScriptedPeer> callees = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ScriptedPeer peer = realm.peer();
            peer.registers("com.a", SHARED);
            callees.add(peer);
        }
        caller.calls(1, "com.a");
        long before = budget.reservedBytes();
        for (ScriptedPeer peer : callees.subList(0, 99)) {
            peer.fails(peer.receivesInvocation().request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        }
        assertThat(budget.reservedBytes() - before).isGreaterThanOrEqualTo(99 * 48);
        callees.getLast().yields(callees.getLast().receivesInvocation().request());
        caller.receivesResult(1);
        callees.forEach(ScriptedPeer::leaves);
        allLeave(caller);
    }

    @Test
    void a_procedure_of_many_ended_callees_is_free_at_once_and_the_callees_leave_in_slices() throws ProtocolViolation {
        List<ScriptedPeer> ended = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ScriptedPeer peer = realm.peer();
            peer.registers("com.a", SHARED);
            ended.add(peer);
        }
        long old = realm.dealer.registrations().find(MatchPolicy.EXACT, "com.a").id();
        realm.dealer.sessionsAreLeaving(true);
        List<Leaving> leavings = ended.stream().map(ScriptedPeer::isLeaving).toList();

        caller.calls(1, "com.a");
        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        callee.sendsRegister(1, "com.a", Map.of());
        assertThat(callee.receives(Registered.class).registration()).isNotEqualTo(old);
        assertThat(realm.dealer.registrations().countCallees(old)).isEqualTo(MANY);
        caller.calls(2, "com.a");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);

        leavings.forEach(leaving -> assertThat(leaving.advance(SLICE)).isPositive());
        realm.dealer.sessionsAreLeaving(false);
        assertThat(realm.dealer.registrations().find(old)).isNull();
        assertThat(realm.dealer.registrations().find(MatchPolicy.EXACT, "com.a"))
                .isNotNull();
        allLeave(caller, callee);
    }

    @Test
    void room_that_expired_calls_leave_goes_to_calls_that_have_not_expired() throws ProtocolViolation {
        callee.registers("com.a", Map.of("concurrency", 1L));
        caller.calls(1, "com.a", Map.of("timeout", 10L));
        caller.calls(2, "com.a", Map.of("timeout", 10L));
        caller.calls(3, "com.a");
        callee.receivesInvocation();
        realm.timer.advanceMillis(10);
        caller.receivesError(1, ErrorUri.TIMEOUT);
        caller.receivesError(2, ErrorUri.TIMEOUT);
        callee.receivesInterrupt(1, "killnowait");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(3);
        allLeave(caller, callee);
    }
}
