package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.SessionLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Concurrency of callees, and call queues. */
class CallQueueTest extends CallQueueScene {
    @Test
    void without_a_queue_a_call_beyond_the_concurrency_fails() throws ProtocolViolation {
        callee.registers("com.x", Map.of("concurrency", 2L));
        caller.calls(1, "com.x");
        caller.calls(2, "com.x");
        caller.calls(3, "com.x");
        caller.receivesError(3, NO_ROOM);
        answers(callee, 1);
        caller.calls(4, "com.x");
        answers(callee, 2);
        answers(callee, 4);
    }

    @Test
    void the_next_callee_with_room_gets_the_call() throws ProtocolViolation {
        ScriptedPeer other = realm.peer();
        callee.registers("com.x", ONE_OF_MANY);
        other.registers("com.x", Map.of("concurrency", 2L, "invoke", "roundrobin"));
        for (int request = 1; request <= 4; request++) {
            caller.calls(request, "com.x");
        }
        caller.receivesError(4, NO_ROOM);
        answers(callee, 1);
        answers(other, 2);
        answers(other, 3);
        other.leaves();
    }

    @Test
    void a_progressive_result_does_not_make_room() throws ProtocolViolation {
        callee.registers("com.x", ONE);
        caller.calls(1, "com.x", Map.of("receive_progress", true));
        callee.yieldsProgress(callee.receivesInvocation().request(), Payload.EMPTY);
        caller.receivesProgress(1, Payload.EMPTY);
        caller.calls(2, "com.x");
        caller.receivesError(2, NO_ROOM);
    }

    @Test
    void waiting_calls_are_invoked_in_their_order() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        Payload[] payloads = new Payload[5];
        for (int request = 1; request <= 4; request++) {
            payloads[request] = ScriptedPeer.payload("[" + request + "]");
            caller.calls(new Call(request, Map.of(), "com.queued", payloads[request]), Decision.ALLOWED);
        }
        caller.receivesNothing();
        for (int request = 1; request <= 4; request++) {
            Invocation invocation = callee.receivesInvocation();
            callee.receivesNothing();
            assertThat(invocation.payload().array()).isSameAs(payloads[request].array());
            callee.yields(invocation.request());
            caller.receivesResult(request);
        }
        callee.receivesNothing();
    }

    @Test
    void a_full_queue_takes_no_more() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        for (int request = 1; request <= 5; request++) {
            caller.calls(request, "com.queued");
        }
        caller.receivesError(5, NO_ROOM);
        assertThat(realm.counters.refusedByLimit).isEqualTo(1);
        answers(callee, 1);
        caller.calls(6, "com.queued");
        caller.receivesNothing();
    }

    @Test
    void the_queue_counts_against_what_is_kept_for_a_session() throws ProtocolViolation {
        ScriptedRealm small =
                new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 600), false, RULES);
        ScriptedPeer big = small.peer();
        ScriptedPeer busy = small.peer();
        busy.registers("com.queued", ONE);
        for (int request = 1; request <= 3; request++) {
            Payload payload = ScriptedPeer.payload("[1, 2, 3]");
            big.calls(new Call(request, Map.of(), "com.queued", payload), Decision.ALLOWED);
        }
        big.receivesError(3, NO_ROOM);
        busy.yields(busy.receivesInvocation().request());
        big.receivesResult(1);
        big.calls(new Call(4, Map.of(), "com.queued", ScriptedPeer.payload("[1, 2, 3]")), Decision.ALLOWED);
        big.receivesNothing();
    }

    @Test
    void the_queue_counts_against_what_the_node_holds_until_the_calls_end() throws ProtocolViolation {
        HeldBudget budget = new HeldBudget(2_000);
        ScriptedRealm small = new ScriptedRealm(SessionLimits.DEFAULTS, false, RULES, budget);
        ScriptedPeer busy = small.peer();
        busy.registers("com.queued", ONE);
        ScriptedPeer first = small.peer();
        ScriptedPeer second = small.peer();
        Payload payload = ScriptedPeer.payload("[\"" + "x".repeat(1_000) + "\"]");
        first.calls(new Call(1, Map.of(), "com.queued", Payload.EMPTY), Decision.ALLOWED);
        assertThat(budget.reservedBytes()).isZero();
        first.calls(new Call(2, Map.of(), "com.queued", payload), Decision.ALLOWED);
        first.receivesNothing();
        assertThat(budget.reservedBytes()).isPositive();
        second.calls(new Call(1, Map.of(), "com.queued", payload), Decision.ALLOWED);
        second.receivesError(1, NO_ROOM);
        assertThat(small.counters.refusedByLimit).isEqualTo(1);
        busy.yields(busy.receivesInvocation().request());
        first.receivesResult(1);
        assertThat(budget.reservedBytes()).isZero();
        second.calls(new Call(2, Map.of(), "com.queued", payload), Decision.ALLOWED);
        second.receivesNothing();
        busy.yields(busy.receivesInvocation().request());
        busy.yields(busy.receivesInvocation().request());
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void what_a_waiting_call_tells_of_its_payload_counts_and_what_nobody_reads_is_not_kept() throws ProtocolViolation {
        ScriptedRealm small =
                new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 4_000), false, RULES);
        ScriptedPeer big = small.peer();
        ScriptedPeer busy = small.peer();
        busy.registers("com.queued", ONE);
        Map<String, Object> unread = Map.of("x", "y".repeat(10_000));
        Map<String, Object> passthru = Map.of("ppt_scheme", "x_test", "ppt_keyid", "k".repeat(1_000));
        big.calls(new Call(1, Map.of(), "com.queued", Payload.EMPTY), Decision.ALLOWED);
        big.calls(new Call(2, unread, "com.queued", Payload.EMPTY), Decision.ALLOWED);
        big.receivesNothing();
        big.calls(new Call(3, passthru, "com.queued", Payload.EMPTY), Decision.ALLOWED);
        big.receivesNothing();
        big.calls(new Call(4, passthru, "com.queued", Payload.EMPTY), Decision.ALLOWED);
        big.receivesError(4, NO_ROOM);
    }

    @Test
    void a_waiting_call_may_be_overtaken_by_one_to_another_procedure() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        callee.registers("com.status");
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        caller.calls(3, "com.status");
        long first = callee.receivesInvocation().request();
        answers(callee, 3);
        callee.yields(first);
        caller.receivesResult(1);
        answers(callee, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "kill", "killnowait"})
    void a_waiting_call_can_be_canceled(String mode) throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        caller.calls(3, "com.queued");
        caller.cancels(2, mode);
        caller.receivesError(2, ErrorUri.CANCELED);
        answers(callee, 1);
        answers(callee, 3);
        callee.receivesNothing();
    }

    @Test
    void canceling_makes_room_for_a_waiting_call() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        long invocation = callee.receivesInvocation().request();
        caller.cancels(1);
        callee.receivesInterrupt(invocation, "killnowait");
        caller.receivesError(1, ErrorUri.CANCELED);
        answers(callee, 2);
    }

    @Test
    void a_waiting_call_times_out_without_a_word_to_the_callee() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued", Map.of("timeout", 50L));
        callee.receivesInvocation();
        realm.timer.advanceMillis(50);
        caller.receivesError(2, ErrorUri.TIMEOUT);
        callee.receivesNothing();
    }

    @Test
    void waiting_is_part_of_the_timeout() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued", Map.of("timeout", 50L));
        realm.timer.advanceMillis(40);
        answers(callee, 1);
        long invocation = callee.receivesInvocation().request();
        realm.timer.advanceMillis(9);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(2, ErrorUri.TIMEOUT);
        callee.receivesInterrupt(invocation, "killnowait");
    }

    @Test
    void progress_gives_a_call_that_waited_its_whole_timeout_anew() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued", Map.of("timeout", 50L, "receive_progress", true));
        realm.timer.advanceMillis(40);
        answers(callee, 1);
        callee.yieldsProgress(callee.receivesInvocation().request(), Payload.EMPTY);
        caller.receivesProgress(2, Payload.EMPTY);
        realm.timer.advanceMillis(49);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(2, ErrorUri.TIMEOUT);
        callee.receivesInterrupt(2, "killnowait");
    }

    @Test
    void a_callee_that_keeps_the_time_is_told_what_is_left_of_it() throws ProtocolViolation {
        callee.registers("com.queued", Map.of("concurrency", 1L, "forward_timeout", true));
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued", Map.of("timeout", 50L));
        realm.timer.advanceMillis(40);
        answers(callee, 1);
        Invocation invocation = callee.receivesInvocation();
        assertThat(invocation.details()).isEqualTo(Map.of("timeout", 10L));
        realm.timer.advanceMillis(100);
        callee.receivesNothing();
        callee.yields(invocation.request());
        caller.receivesResult(2);
    }

    @Test
    void a_new_callee_takes_waiting_calls() throws ProtocolViolation {
        ScriptedPeer other = realm.peer();
        callee.registers("com.queued", ONE_OF_MANY);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        other.registers("com.queued", ONE_OF_MANY);
        answers(other, 2);
        answers(callee, 1);
        other.leaves();
    }

    @Test
    void waiting_calls_go_on_with_the_callees_that_stay() throws ProtocolViolation {
        ScriptedPeer other = realm.peer();
        callee.registers("com.queued", ONE_OF_MANY);
        other.registers("com.queued", ONE_OF_MANY);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        caller.calls(3, "com.queued");
        other.leaves();
        caller.receivesError(2, ErrorUri.CANCELED);
        answers(callee, 1);
        answers(callee, 3);
    }

    @Test
    void the_last_callee_leaves_waiting_calls_without_a_procedure() throws ProtocolViolation {
        long registration = callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        callee.receivesInvocation();
        callee.unregisters(registration);
        caller.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        callee.yields(1);
        caller.receivesResult(1);
    }

    @Test
    void a_caller_that_leaves_takes_its_waiting_calls_with_it() throws ProtocolViolation {
        ScriptedPeer leaving = realm.peer();
        callee.registers("com.queued", ONE);
        leaving.calls(1, "com.queued");
        leaving.calls(2, "com.queued");
        caller.calls(1, "com.queued");
        long invocation = callee.receivesInvocation().request();
        leaving.leaves();
        callee.receivesInterrupt(invocation, "killnowait");
        answers(callee, 1);
        callee.receivesNothing();
    }

    @Test
    void a_session_that_waits_for_itself_is_read_on() throws ProtocolViolation {
        ScriptedRealm small =
                new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 2, 10, 1000), false, RULES);
        ScriptedPeer self = small.peer();
        self.registers("com.queued", ONE);
        self.calls(1, "com.queued");
        self.calls(2, "com.queued");
        self.calls(3, "com.queued");
        assertThat(self.isPaused()).isFalse();
    }

    @Test
    void a_pattern_has_the_queue_of_its_pattern() throws ProtocolViolation {
        callee.registers("com.pattern.a", Map.of("match", "prefix", "concurrency", 1L));
        caller.calls(1, "com.pattern.a.one");
        caller.calls(2, "com.pattern.a.two");
        caller.receivesNothing();
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(1);
        Invocation second = callee.receivesInvocation();
        assertThat(second.details()).isEqualTo(Map.of("procedure", "com.pattern.a.two"));
    }

    @Test
    void under_a_pattern_a_call_waits_for_who_may_serve_it() throws ProtocolViolation {
        ScriptedPeer other = realm.peer(
                ScriptedRealm.ALL_FEATURES,
                (action, uri, match) -> uri.endsWith(".denied") ? Decision.DENIED : Decision.ALLOWED);
        Map<String, Object> options = Map.of("match", "prefix", "concurrency", 1L, "invoke", "first");
        callee.registers("com.pattern.", options);
        other.registers("com.pattern.", options);
        caller.calls(1, "com.pattern.one");
        caller.calls(2, "com.pattern.denied");
        caller.calls(3, "com.pattern.three");
        answers(other, 3);
        answers(callee, 1);
        answers(callee, 2);
        other.leaves();
    }

    @Test
    void under_a_pattern_a_call_does_not_wait_for_who_has_left() throws ProtocolViolation {
        ScriptedPeer other = realm.peer(
                ScriptedRealm.ALL_FEATURES,
                (action, uri, match) -> uri.endsWith(".denied") ? Decision.DENIED : Decision.ALLOWED);
        Map<String, Object> options = Map.of("match", "prefix", "concurrency", 1L, "invoke", "first");
        ScriptedPeer leaving = realm.peer();
        leaving.registers("com.pattern.", options);
        other.registers("com.pattern.", options);
        caller.calls(1, "com.pattern.one");
        caller.calls(2, "com.pattern.denied");
        leaving.leaves();
        caller.receivesError(1, ErrorUri.CANCELED);
        caller.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        other.leaves();
    }

    @Test
    void a_call_does_not_wait_for_who_does_not_read() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued");
        callee.connection.congested = true;
        answers(callee, 1);
        caller.receivesError(2, ErrorUri.NO_AVAILABLE_CALLEE);
        callee.receivesNothing();
    }

    @Test
    void a_refused_start_does_not_stop_the_queue() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ScriptedRealm.features(true, true, true, true));
        plain.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        caller.calls(2, "com.queued", Map.of("ppt_scheme", "x_a"));
        caller.calls(3, "com.queued");
        answers(plain, 1);
        caller.receivesError(2, ErrorUri.FEATURE_NOT_SUPPORTED);
        answers(plain, 3);
        plain.leaves();
    }
}
