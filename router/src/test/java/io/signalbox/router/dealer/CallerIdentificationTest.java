package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.router.session.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Disclosure of callers (spec: Caller Identification). */
class CallerIdentificationTest {
    private static final Map<String, Object> DISCLOSE_ME = Map.of("disclose_me", true);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();
    private final Map<String, Object> identity = Map.of(
            "caller", caller.session().id(),
            "caller_authid", caller.session().principal().authid(),
            "caller_authrole", caller.session().role().name());

    @Test
    void a_caller_discloses_itself() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", DISCLOSE_ME);

        assertThat(callee.receivesInvocation().details()).isEqualTo(identity);
    }

    @Test
    void a_caller_stays_unknown_by_default() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", Map.of("disclose_me", false));

        assertThat(callee.receivesInvocation().details()).isEmpty();
    }

    @Test
    void a_realm_refuses_disclosure_and_does_not_route_the_call() throws ProtocolViolation {
        ScriptedRealm discreet = new ScriptedRealm(ScriptedRealm.limits(9, 9, 9), true);
        ScriptedPeer server = discreet.peer();
        ScriptedPeer client = discreet.peer();
        server.registers("com.a");
        client.calls(1, "com.a", DISCLOSE_ME);

        client.receivesError(1, ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME);
        server.receivesNothing();
        client.calls(1, "com.a");
        assertThat(server.receivesInvocation().details()).isEmpty();
    }

    @Test
    void a_registration_asks_for_every_caller() throws ProtocolViolation {
        callee.registers("com.a", Map.of("disclose_caller", true));
        caller.calls(1, "com.a");

        assertThat(callee.receivesInvocation().details()).isEqualTo(identity);
    }

    @Test
    void a_realm_that_refuses_disclosure_refuses_such_a_registration() throws ProtocolViolation {
        ScriptedRealm discreet = new ScriptedRealm(ScriptedRealm.limits(9, 9, 9), true);
        ScriptedPeer server = discreet.peer();
        server.sendsRegister(1, "com.a", Map.of("disclose_caller", true));

        server.receivesError(MessageType.REGISTER, 1, ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME);
    }

    @Test
    void a_permission_rule_discloses_in_any_case() throws ProtocolViolation {
        ScriptedRealm discreet = new ScriptedRealm(ScriptedRealm.limits(9, 9, 9), true);
        ScriptedPeer server = discreet.peer();
        ScriptedPeer client = discreet.peer();
        server.registers("com.a");
        client.calls(1, "com.a", Map.of(), Decision.ALLOWED_AND_DISCLOSED);
        client.calls(2, "com.a", DISCLOSE_ME, Decision.ALLOWED_AND_DISCLOSED);

        assertThat(server.receivesInvocation().details())
                .containsEntry("caller", client.session().id());
        assertThat(server.receivesInvocation().details())
                .containsEntry("caller", client.session().id());
    }
}
