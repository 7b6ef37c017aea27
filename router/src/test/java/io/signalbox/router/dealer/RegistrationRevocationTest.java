package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Registration revocation (spec: Registration Revocation), and force_reregister of Crossbar.io. */
class RegistrationRevocationTest {
    private static final Map<String, Object> FORCE = Map.of("force_reregister", true);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    private static void isRevoked(ScriptedPeer peer, long registration, String reason) {
        assertThat(peer.receives(Unregistered.class))
                .isEqualTo(new Unregistered(0, Map.of("registration", registration, "reason", reason)));
    }

    @Test
    void the_callee_is_told() throws ProtocolViolation {
        long registration = callee.registers("com.x");
        assertThat(realm.dealer.revoke(registration, callee.session().id(), "com.reason"))
                .isTrue();
        isRevoked(callee, registration, "com.reason");
        caller.calls(1, "com.x");
        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        assertThat(realm.dealer.revoke(registration, callee.session().id(), "again"))
                .isFalse();
        callee.receivesNothing();
    }

    @Test
    void who_did_not_announce_it_is_not_told() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        long registration = plain.registers("com.x");
        assertThat(realm.dealer.revoke(registration, plain.session().id(), "com.reason"))
                .isTrue();
        plain.receivesNothing();
        plain.sendsUnregister(2, registration);
        plain.receivesError(MessageType.UNREGISTER, 2, ErrorUri.NO_SUCH_REGISTRATION);
    }

    @Test
    void the_other_callees_keep_theirs() throws ProtocolViolation {
        ScriptedPeer other = realm.peer();
        long registration = callee.registers("com.x", Map.of("invoke", "first"));
        other.registers("com.x", Map.of("invoke", "first"));
        assertThat(realm.dealer.revoke(registration, callee.session().id(), "r"))
                .isTrue();
        isRevoked(callee, registration, "r");
        caller.calls(1, "com.x");
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(1);
    }

    @Test
    void open_invocations_go_on() throws ProtocolViolation {
        long registration = callee.registers("com.x");
        caller.calls(1, "com.x");
        long invocation = callee.receivesInvocation().request();
        realm.dealer.revoke(registration, callee.session().id(), "r");
        isRevoked(callee, registration, "r");
        callee.yields(invocation);
        caller.receivesResult(1);
    }

    @Test
    void what_is_not_there_cannot_be_revoked() throws ProtocolViolation {
        long registration = callee.registers("com.x");
        assertThat(realm.dealer.revoke(registration, caller.session().id(), "r"))
                .isFalse();
        assertThat(realm.dealer.revoke(registration, 4711, "r")).isFalse();
        assertThat(realm.dealer.revoke(4711, callee.session().id(), "r")).isFalse();
        callee.receivesNothing();
    }

    @Test
    void a_callee_that_would_replace_others_is_replaced() throws ProtocolViolation {
        long before = callee.registers("com.x", FORCE);
        ScriptedPeer other = realm.peer();
        long after = other.registers("com.x", FORCE);
        assertThat(after).isNotEqualTo(before);
        isRevoked(callee, before, ErrorUri.UNREGISTERED);
        caller.calls(1, "com.x");
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(1);
        callee.receivesNothing();
    }

    @Test
    void many_callees_are_replaced_in_slices_and_the_procedure_is_served_by_the_new_one_at_once()
            throws ProtocolViolation {
        Map<String, Object> shared = Map.of("invoke", "roundrobin");
        Map<String, Object> forcing = Map.of("invoke", "roundrobin", "force_reregister", true);
        // A callee without force_reregister keeps the others from replacing each other.
        ScriptedPeer steady = realm.peer();
        long before = steady.registers("com.x", shared);
        List<ScriptedPeer> replaced = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            replaced.add(realm.peer());
            assertThat(replaced.getLast().registers("com.x", forcing)).isEqualTo(before);
        }
        steady.leaves();
        long after = callee.registers("com.x", forcing);
        assertThat(after).isNotEqualTo(before);
        // A callee leaves before it is told.
        ScriptedPeer last = replaced.removeLast();
        last.receivesNothing();
        last.leaves();
        caller.calls(1, "com.x");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(1);

        int tasks = 1;
        while (realm.runsTask()) {
            tasks++;
        }
        assertThat(tasks).isGreaterThanOrEqualTo(replaced.size() * 2 / Sweep.SLICE_WEIGHT);
        replaced.forEach(peer -> isRevoked(peer, before, ErrorUri.UNREGISTERED));
        assertThat(realm.dealer.registrations().find(before)).isNull();
        caller.calls(2, "com.x");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);
    }

    @Test
    void a_callee_that_did_not_opt_in_stays() throws ProtocolViolation {
        callee.registers("com.x");
        ScriptedPeer other = realm.peer();
        other.sendsRegister(1, "com.x", FORCE);
        other.receivesError(MessageType.REGISTER, 1, ErrorUri.PROCEDURE_ALREADY_EXISTS);
        callee.receivesNothing();
    }

    @Test
    void one_of_several_that_did_not_opt_in_protects_all() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        long registration = callee.registers("com.x", Map.of("invoke", "first", "force_reregister", true));
        second.registers("com.x", Map.of("invoke", "first"));
        ScriptedPeer third = realm.peer();
        long joined = third.registers("com.x", Map.of("invoke", "first", "force_reregister", true));
        assertThat(joined).isEqualTo(registration);
        callee.receivesNothing();
    }

    @Test
    void the_one_that_replaces_may_choose_another_policy() throws ProtocolViolation {
        long before = callee.registers("com.x", FORCE);
        ScriptedPeer other = realm.peer();
        other.registers("com.x", Map.of("invoke", "last", "force_reregister", true));
        isRevoked(callee, before, ErrorUri.UNREGISTERED);
        callee.registers("com.x", Map.of("invoke", "last"));
        caller.calls(1, "com.x");
        callee.receivesInvocation();
    }
}
