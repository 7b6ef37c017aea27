package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Call timeouts (spec: Call Timeouts). */
class CallTimeoutTest {
    private static final Map<String, Object> SECOND = Map.of("timeout", 1000L);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer(ClientFeatures.NONE);

    @Test
    void the_call_fails_after_its_milliseconds_and_the_callee_is_interrupted() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", SECOND);
        assertThat(callee.receivesInvocation().details()).isEmpty();
        realm.timer.advanceMillis(999);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);

        caller.receivesError(7, ErrorUri.TIMEOUT);
        callee.receivesInterrupt(1, "killnowait");
        callee.yields(1);
        caller.receivesNothing();
    }

    @Test
    void a_callee_without_call_canceling_is_not_interrupted() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.a");
        caller.calls(7, "com.a", SECOND);
        plain.receivesInvocation();
        realm.timer.advanceMillis(1000);

        caller.receivesError(7, ErrorUri.TIMEOUT);
        plain.receivesNothing();
    }

    @Test
    void an_answer_in_time_disarms_the_timer() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", SECOND);
        callee.yields(1);
        caller.receivesResult(7);
        realm.timer.advanceMillis(5000);

        caller.receivesNothing();
    }

    @Test
    void zero_means_no_timeout() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", Map.of("timeout", 0L));

        assertThat(realm.timer.isIdle()).isTrue();
    }

    @Test
    void a_callee_that_asked_for_it_keeps_the_time_itself() throws ProtocolViolation {
        callee.registers("com.a", Map.of("forward_timeout", true));
        caller.calls(7, "com.a", SECOND);

        assertThat(callee.receivesInvocation().details()).isEqualTo(SECOND);
        assertThat(realm.timer.isIdle()).isTrue();
        callee.fails(1, ErrorUri.TIMEOUT, Payload.EMPTY);
        caller.receivesError(7, ErrorUri.TIMEOUT);
    }

    @Test
    void a_callee_without_call_timeout_does_not_keep_the_time() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.a", Map.of("forward_timeout", true));
        caller.calls(7, "com.a", SECOND);

        assertThat(plain.receivesInvocation().details()).isEmpty();
        realm.timer.advanceMillis(1000);
        caller.receivesError(7, ErrorUri.TIMEOUT);
    }

    @Test
    void each_callee_of_a_shared_registration_decides_who_keeps_the_time() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        callee.registers("com.a", Map.of("invoke", "roundrobin", "forward_timeout", true));
        second.registers("com.a", Map.of("invoke", "roundrobin"));
        caller.calls(7, "com.a", SECOND);
        caller.calls(8, "com.a", SECOND);

        assertThat(callee.receivesInvocation().details()).isEqualTo(SECOND);
        assertThat(second.receivesInvocation().details()).isEmpty();
        realm.timer.advanceMillis(1000);
        caller.receivesError(8, ErrorUri.TIMEOUT);
        caller.receivesNothing();
    }

    @Test
    void each_progressive_result_starts_the_timeout_anew() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", Map.of("timeout", 1000L, "receive_progress", true));
        for (int part = 0; part < 3; part++) {
            realm.timer.advanceMillis(900);
            callee.yieldsProgress(1, Payload.EMPTY);
            caller.receivesProgress(7, Payload.EMPTY);
        }
        realm.timer.advanceMillis(999);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(7, ErrorUri.TIMEOUT);
    }

    @Test
    void later_chunks_neither_restart_nor_add_a_timer() throws ProtocolViolation {
        ScriptedPeer progressive = realm.peer();
        callee.registers("com.a");
        progressive.calls(7, "com.a", Map.of("timeout", 1000L, "progress", true));
        realm.timer.advanceMillis(600);
        progressive.calls(7, "com.a", Map.of("timeout", 9000L));
        realm.timer.advanceMillis(400);

        progressive.receivesError(7, ErrorUri.TIMEOUT);
        realm.timer.advanceMillis(10_000);
        progressive.receivesNothing();
        assertThat(realm.timer.isIdle()).isTrue();
    }

    @Test
    void a_killed_call_still_times_out_without_a_second_interrupt() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", SECOND);
        callee.receivesInvocation();
        caller.cancels(7, "kill");
        callee.receivesInterrupt(1, "kill");
        realm.timer.advanceMillis(1000);

        caller.receivesError(7, ErrorUri.TIMEOUT);
        callee.receivesNothing();
    }

    @Test
    void the_longest_timeout_a_client_can_ask_for_does_not_overflow() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", Map.of("timeout", 1L << 53));
        caller.calls(8, "com.a", SECOND);
        realm.timer.advanceMillis(1000);

        caller.receivesError(8, ErrorUri.TIMEOUT);
        caller.receivesNothing();
    }
}
