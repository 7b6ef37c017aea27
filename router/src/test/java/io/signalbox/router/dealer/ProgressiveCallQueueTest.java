package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.SessionLimits;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Progressive calls that wait in a call queue with their chunks. */
class ProgressiveCallQueueTest extends CallQueueScene {
    @Test
    void a_progressive_call_waits_with_all_of_its_chunks() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        chunk(2, true, "[1]");
        chunk(2, true, "[2]");
        caller.calls(3, "com.queued");
        chunk(2, true, "[3]");
        answers(callee, 1);
        for (int number = 1; number <= 3; number++) {
            receivesChunk(2, true, "[" + number + "]");
        }
        callee.receivesNothing();
        chunk(2, false, "[4]");
        receivesChunk(2, false, "[4]");
        callee.yields(2);
        caller.receivesResult(2);
        answers(callee, 3);
    }

    @Test
    void a_progressive_call_may_be_complete_before_it_is_invoked() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        chunk(2, true, "[1]");
        chunk(2, false, "[2]");
        answers(callee, 1);
        receivesChunk(2, true, "[1]");
        receivesChunk(2, false, "[2]");
        callee.yields(2);
        caller.receivesResult(2);
    }

    @Test
    void chunks_of_a_call_that_ended_while_it_waited_are_dropped() throws ProtocolViolation {
        callee.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        chunk(2, true, "[1]");
        chunk(2, true, "[2]");
        caller.cancels(2);
        caller.receivesError(2, ErrorUri.CANCELED);
        chunk(2, true, "[3]");
        chunk(2, false, "[4]");
        answers(callee, 1);
        callee.receivesNothing();
        caller.receivesNothing();
    }

    @Test
    void a_call_whose_chunks_take_more_than_is_kept_ends() throws ProtocolViolation {
        ScriptedRealm small =
                new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 1_700), false, RULES);
        ScriptedPeer one = small.peer();
        ScriptedPeer busy = small.peer();
        busy.registers("com.queued", ONE);
        one.calls(1, "com.queued");
        for (int request = 2; request <= 3; request++) {
            one.calls(request, "com.queued", Map.of("progress", true));
            one.calls(request, "com.queued", Map.of("progress", true));
        }
        one.receivesNothing();
        one.calls(2, "com.queued", Map.of("progress", true));
        one.receivesError(2, NO_ROOM);
        one.calls(2, "com.queued");
        one.receivesNothing();
        assertThat(small.counters.refusedByLimit).isEqualTo(1);
        one.calls(3, "com.queued");
        busy.yields(busy.receivesInvocation().request());
        one.receivesResult(1);
        for (int number = 1; number <= 3; number++) {
            assertThat(busy.receivesInvocation().request()).isEqualTo(2);
        }
        busy.receivesNothing();
    }

    @Test
    void a_waiting_progressive_call_fails_at_a_callee_that_takes_none() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ScriptedRealm.features(true, true, false, true));
        plain.registers("com.queued", ONE);
        caller.calls(1, "com.queued");
        chunk(2, true, "[1]");
        answers(plain, 1);
        caller.receivesError(2, ErrorUri.FEATURE_NOT_SUPPORTED);
        chunk(2, false, "[2]");
        plain.receivesNothing();
        caller.receivesNothing();
        plain.leaves();
    }

    @Test
    void a_call_that_was_invoked_with_several_chunks_goes_to_no_other_callee() throws ProtocolViolation {
        ScriptedPeer other = realm.peer();
        callee.registers("com.queued", ONE_OF_MANY);
        caller.calls(1, "com.queued");
        chunk(2, true, "[1]");
        chunk(2, true, "[2]");
        other.registers("com.queued", ONE_OF_MANY);
        other.receivesInvocation();
        long invocation = other.receivesInvocation().request();
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(1);
        other.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(2, ErrorUri.UNAVAILABLE);
        callee.receivesNothing();
        other.leaves();
    }

    private void chunk(long request, boolean hasMore, String payload) throws ProtocolViolation {
        Map<String, Object> options = Map.of("progress", hasMore);
        caller.calls(new Call(request, options, "com.queued", ScriptedPeer.payload(payload)), Decision.ALLOWED);
    }

    private void receivesChunk(long invocation, boolean hasMore, String payload) {
        Invocation chunk = callee.receivesInvocation();
        assertThat(chunk.request()).isEqualTo(invocation);
        assertThat(chunk.details()).isEqualTo(hasMore ? Map.of("progress", true) : Map.of());
        assertThat(new String(chunk.payload().array(), StandardCharsets.UTF_8)).isEqualTo(payload);
    }
}
