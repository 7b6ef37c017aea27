package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CALL, YIELD and ERROR. */
class CallTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer(ClientFeatures.NONE);

    @Test
    void a_call_goes_to_the_callee_and_its_result_back() throws ProtocolViolation {
        long registration = callee.registers("com.a");
        Payload arguments = ScriptedPeer.payload("[1]");
        Payload result = ScriptedPeer.payload("[3]");

        caller.calls(new Call(7, Map.of("private", 1L), "com.a", arguments), Decision.ALLOWED);
        assertThat(callee.receivesInvocation()).isEqualTo(new Invocation(1, registration, Map.of(), arguments));
        callee.yields(1, result);
        caller.receivesResult(7, result);
    }

    @Test
    void a_call_nobody_serves_fails() throws ProtocolViolation {
        caller.calls(7, "com.a");
        caller.receivesError(7, ErrorUri.NO_SUCH_PROCEDURE);
    }

    @Test
    void the_error_of_a_callee_reaches_the_caller_without_its_details() throws ProtocolViolation {
        Payload why = ScriptedPeer.payload("[\"no\"]");
        callee.registers("com.a");
        caller.calls(7, "com.a");
        callee.fails(callee.receivesInvocation().request(), "com.x.err", why);

        assertThat(caller.receives(ErrorMessage.class))
                .isEqualTo(new ErrorMessage(MessageType.CALL, 7, Map.of(), "com.x.err", why));
    }

    @Test
    void invocations_keep_the_order_of_calls_across_procedures() throws ProtocolViolation {
        long a = callee.registers("com.a");
        long b = callee.registers("com.b");
        caller.calls(1, "com.a");
        caller.calls(2, "com.b");
        caller.calls(3, "com.a");

        assertThat(callee.receivesInvocation().registration()).isEqualTo(a);
        assertThat(callee.receivesInvocation().registration()).isEqualTo(b);
        assertThat(callee.receivesInvocation().registration()).isEqualTo(a);
    }

    @Test
    void results_return_in_any_order() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        caller.calls(2, "com.a");
        callee.yields(2);
        callee.yields(1);

        caller.receivesResult(2);
        caller.receivesResult(1);
    }

    @Test
    void a_session_calls_its_own_procedure() throws ProtocolViolation {
        callee.registers("com.a");
        callee.calls(9, "com.a");
        callee.yields(callee.receivesInvocation().request());
        callee.receivesResult(9);
    }

    @Test
    void two_callers_use_the_same_request_id_at_once() throws ProtocolViolation {
        ScriptedPeer another = realm.peer();
        Payload first = ScriptedPeer.payload("[1]");
        Payload second = ScriptedPeer.payload("[2]");
        callee.registers("com.a");
        caller.calls(7, "com.a");
        another.calls(7, "com.a");
        callee.yields(1, first);
        callee.yields(2, second);

        caller.receivesResult(7, first);
        another.receivesResult(7, second);
    }

    @Test
    void a_second_answer_to_an_invocation_is_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");
        callee.yields(1);
        callee.yields(1);
        callee.fails(1, "com.x.err", Payload.EMPTY);

        caller.receivesResult(7);
        caller.receivesNothing();
    }

    @Test
    void a_yield_for_an_invocation_that_was_never_sent_is_a_violation() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");

        assertThatThrownBy(() -> callee.yields(2)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> callee.fails(2, "com.x.err", Payload.EMPTY)).isInstanceOf(ProtocolViolation.class);
        callee.yields(1);
        caller.receivesResult(7);
    }

    @Test
    void the_invocation_of_another_session_cannot_be_answered() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");

        assertThatThrownBy(() -> caller.yields(1)).isInstanceOf(ProtocolViolation.class);
        caller.receivesNothing();
    }

    @Test
    void an_error_for_anything_but_an_invocation_is_a_violation() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");

        assertThatThrownBy(() -> callee.sendsError(MessageType.CALL, 1, "x.y", Payload.EMPTY))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void invocation_ids_count_from_one_for_each_callee() throws ProtocolViolation {
        ScriptedPeer another = realm.peer();
        callee.registers("com.a");
        another.registers("com.b");
        caller.calls(1, "com.a");
        caller.calls(2, "com.b");
        caller.calls(3, "com.a");

        assertThat(callee.receivesInvocation().request()).isEqualTo(1);
        assertThat(callee.receivesInvocation().request()).isEqualTo(2);
        assertThat(another.receivesInvocation().request()).isEqualTo(1);
    }

    @Test
    void a_request_id_is_free_again_after_the_answer_and_not_before() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");
        assertThatThrownBy(() -> caller.calls(7, "com.a")).isInstanceOf(ProtocolViolation.class);

        callee.yields(1);
        caller.receivesResult(7);
        caller.calls(7, "com.a");
        callee.yields(2);
        caller.receivesResult(7);
    }

    @Test
    void an_option_of_the_wrong_type_is_a_violation() {
        assertThatThrownBy(() -> caller.calls(1, "com.a", Map.of("disclose_me", 1L)))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> caller.calls(1, "com.a", Map.of("timeout", -1L)))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void a_refusal_says_why() throws ProtocolViolation {
        caller.calls(7, "com.a");

        ErrorMessage refused = caller.receives(ErrorMessage.class);
        assertThat(refused.details()).isEmpty();
        assertThat(new Serializers().of(WireFormat.JSON).arguments(refused.payload()))
                .containsExactly("no callee is registered for this procedure");
    }

    @Test
    void calls_and_invocations_are_counted() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        caller.calls(2, "com.b");

        assertThat(realm.counters.calls).isEqualTo(2);
        assertThat(realm.counters.invocations).isEqualTo(1);
    }
}
