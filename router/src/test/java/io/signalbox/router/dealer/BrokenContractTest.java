package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.ContractViolation;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls whose payloads violate a payload contract. */
class BrokenContractTest {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);
    private static final ContractViolation VIOLATION = new ContractViolation(payload -> null, "$.args", "bad", true);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    @Test
    void an_invalid_chunk_ends_the_call_on_both_sides() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        long invocation = callee.receives(Invocation.class).request();

        realm.dealer.invalidArgument(caller.session(), new Call(1, PROGRESS, "com.a", Payload.EMPTY), VIOLATION);
        caller.receivesError(1, ErrorUri.INVALID_ARGUMENT);
        assertThat(callee.receives(Interrupt.class).request()).isEqualTo(invocation);

        caller.calls(1, "com.a", PROGRESS);
        caller.calls(1, "com.a");
        callee.yields(invocation);
        caller.receivesNothing();
        callee.receivesNothing();
    }

    @Test
    void chunks_behind_an_invalid_first_one_are_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        Call chunk = new Call(1, PROGRESS, "com.a", Payload.EMPTY);
        realm.dealer.invalidArgument(caller.session(), chunk, VIOLATION);
        caller.receivesError(1, ErrorUri.INVALID_ARGUMENT);

        caller.calls(1, "com.a", PROGRESS);
        realm.dealer.invalidArgument(caller.session(), chunk, VIOLATION);
        caller.calls(1, "com.a");
        caller.receivesNothing();
        callee.receivesNothing();
    }

    @Test
    void an_invalid_call_cannot_take_the_id_of_an_open_one() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        Call reused = new Call(1, Map.of(), "com.a", Payload.EMPTY);
        assertThatThrownBy(() -> realm.dealer.invalidArgument(caller.session(), reused, VIOLATION))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void an_invalid_part_that_nobody_asked_for_is_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        long invocation = callee.receives(Invocation.class).request();
        realm.dealer.invalidResult(callee.session(), new Yield(invocation, PROGRESS, Payload.EMPTY), VIOLATION);
        caller.receivesNothing();

        realm.dealer.invalidResult(callee.session(), new Yield(invocation, Map.of(), Payload.EMPTY), VIOLATION);
        caller.receivesError(1, "wamp.error.invalid_result");
        realm.dealer.invalidResult(callee.session(), new Yield(invocation, Map.of(), Payload.EMPTY), VIOLATION);
        caller.receivesNothing();
        callee.receivesNothing();
    }
}
