package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.router.session.SessionLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** REGISTER and UNREGISTER. */
class RegistrationTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer other = realm.peer();

    @Test
    void register_is_answered_with_the_registration() throws ProtocolViolation {
        callee.sendsRegister(5, "com.a", Map.of());

        assertThat(callee.receives(Registered.class).request()).isEqualTo(5);
    }

    @Test
    void a_procedure_has_one_callee_by_default() throws ProtocolViolation {
        callee.registers("com.a");

        other.sendsRegister(5, "com.a", Map.of());
        other.receivesError(MessageType.REGISTER, 5, ErrorUri.PROCEDURE_ALREADY_EXISTS);
    }

    @Test
    void a_session_cannot_register_the_same_procedure_twice() throws ProtocolViolation {
        callee.registers("com.a");

        callee.sendsRegister(5, "com.a", Map.of("invoke", "single"));
        callee.receivesError(MessageType.REGISTER, 5, ErrorUri.PROCEDURE_ALREADY_EXISTS);
    }

    @Test
    void unregister_is_acknowledged() throws ProtocolViolation {
        long registration = callee.registers("com.a");

        callee.sendsUnregister(6, registration);
        assertThat(callee.receives(Unregistered.class)).isEqualTo(new Unregistered(6, Map.of()));
    }

    @Test
    void unregister_of_an_unknown_registration_fails() {
        callee.sendsUnregister(6, 4711);
        callee.receivesError(MessageType.UNREGISTER, 6, ErrorUri.NO_SUCH_REGISTRATION);
    }

    @Test
    void unregister_of_a_foreign_registration_fails_and_leaves_it() throws ProtocolViolation {
        long registration = callee.registers("com.a");

        other.sendsUnregister(6, registration);
        other.receivesError(MessageType.UNREGISTER, 6, ErrorUri.NO_SUCH_REGISTRATION);
        other.calls(7, "com.a");
        callee.receivesInvocation();
    }

    @Test
    void a_registration_ends_once() throws ProtocolViolation {
        long registration = callee.registers("com.a");
        callee.unregisters(registration);

        callee.sendsUnregister(6, registration);
        callee.receivesError(MessageType.UNREGISTER, 6, ErrorUri.NO_SUCH_REGISTRATION);
    }

    @Test
    void calls_after_unregister_fail_while_those_before_go_on() throws ProtocolViolation {
        long registration = callee.registers("com.a");
        other.calls(1, "com.a");
        long invocation = callee.receivesInvocation().request();
        callee.unregisters(registration);

        other.calls(2, "com.a");
        other.receivesError(2, ErrorUri.NO_SUCH_PROCEDURE);
        callee.yields(invocation);
        other.receivesResult(1);
    }

    @Test
    void no_invocation_follows_unregistered() throws ProtocolViolation {
        long registration = callee.registers("com.a");
        callee.unregisters(registration);

        other.calls(1, "com.a");
        callee.receivesNothing();
    }

    @Test
    void registrations_of_one_uri_under_each_match_policy_coexist() throws ProtocolViolation {
        long exact = callee.registers("com.a");
        long prefix = callee.registers("com.a", Map.of("match", "prefix"));
        long wildcard = callee.registers("com.a", Map.of("match", "wildcard"));
        assertThat(exact).isNotEqualTo(prefix).isNotEqualTo(wildcard);
        assertThat(prefix).isNotEqualTo(wildcard);

        callee.unregisters(exact);
        other.calls(1, "com.a");
        assertThat(callee.receivesInvocation().registration()).isEqualTo(prefix);
    }

    @Test
    void a_session_holds_a_limited_number_of_registrations() throws ProtocolViolation {
        ScriptedRealm small = new ScriptedRealm(ScriptedRealm.limits(2, 10, 10), false);
        ScriptedPeer greedy = small.peer();
        greedy.registers("com.a");
        long second = greedy.registers("com.b");

        greedy.sendsRegister(5, "com.c", Map.of());
        greedy.receivesError(MessageType.REGISTER, 5, ErrorUri.LIMIT_EXCEEDED);
        assertThat(small.counters.refusedByLimit).isEqualTo(1);

        greedy.unregisters(second);
        greedy.registers("com.c");
    }

    @Test
    void placings_of_wildcards_are_bounded_for_all_sessions_together() throws ProtocolViolation {
        ScriptedRealm small = new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 1, 10, 10, 1000), false);
        Map<String, Object> wildcard = Map.of("match", "wildcard");
        long first = small.peer().registers("com..a", wildcard);
        ScriptedPeer other = small.peer();

        other.sendsRegister(5, "com.a.", wildcard);
        other.receivesError(MessageType.REGISTER, 5, ErrorUri.LIMIT_EXCEEDED);
        assertThat(small.counters.refusedByLimit).isEqualTo(1);
        assertThat(other.registers("com..b", wildcard)).isNotEqualTo(first);
        other.registers("com.a", Map.of("match", "prefix"));
        other.registers("com.a..b", wildcard);
    }

    @Test
    void an_option_of_the_wrong_type_is_a_violation() {
        assertThatThrownBy(() -> callee.sendsRegister(1, "com.a", Map.of("match", "foo")))
                .isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> callee.sendsRegister(1, "com.a", Map.of("invoke", 1L)))
                .isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void leaving_ends_all_registrations() throws ProtocolViolation {
        callee.registers("com.a");
        callee.registers("com", Map.of("match", "prefix"));
        callee.leaves();

        other.calls(1, "com.a");
        other.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        other.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }
}
