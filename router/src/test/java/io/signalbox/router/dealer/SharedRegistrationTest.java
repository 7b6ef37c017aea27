package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Shared registrations (spec: Shared Registration). */
class SharedRegistrationTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer c1 = realm.peer();
    private final ScriptedPeer c2 = realm.peer();
    private final ScriptedPeer c3 = realm.peer();
    private final ScriptedPeer caller = realm.peer();
    private long lastRequest;

    private static Map<String, Object> invoke(String policy) {
        return Map.of("invoke", policy);
    }

    private void threeCallees(String policy) throws ProtocolViolation {
        long registration = c1.registers("com.a", invoke(policy));
        assertThat(c2.registers("com.a", invoke(policy))).isEqualTo(registration);
        assertThat(c3.registers("com.a", invoke(policy))).isEqualTo(registration);
    }

    private void nextCallGoesTo(ScriptedPeer callee) throws ProtocolViolation {
        caller.calls(++lastRequest, "com.a");
        callee.receivesInvocation();
        c1.receivesNothing();
        c2.receivesNothing();
        c3.receivesNothing();
    }

    @Test
    void a_callee_that_does_not_read_is_passed_over() throws ProtocolViolation {
        threeCallees("roundrobin");
        c2.connection.congested = true;
        nextCallGoesTo(c1);
        nextCallGoesTo(c3);
        nextCallGoesTo(c1);
        c2.connection.congested = false;
        nextCallGoesTo(c2);
    }

    @Test
    void a_call_is_refused_when_no_callee_reads() throws ProtocolViolation {
        for (String policy : List.of("first", "last", "random")) {
            String procedure = "com." + policy;
            c1.registers(procedure, invoke(policy));
            c2.registers(procedure, invoke(policy));
            c1.connection.congested = true;
            c2.connection.congested = true;
            caller.calls(++lastRequest, procedure);
            caller.receivesError(MessageType.CALL, lastRequest, ErrorUri.NO_AVAILABLE_CALLEE);
            c2.connection.congested = false;
            caller.calls(++lastRequest, procedure);
            c2.receivesInvocation();
            c1.receivesNothing();
        }
    }

    @Test
    void an_unknown_policy_is_a_violation() {
        assertThatThrownBy(() -> c1.registers("com.a", invoke("all"))).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void another_policy_than_the_first_is_refused() throws ProtocolViolation {
        for (InvokePolicy first : InvokePolicy.values()) {
            String procedure = "com." + first.wireName();
            c1.registers(procedure, invoke(first.wireName()));
            for (InvokePolicy second : InvokePolicy.values()) {
                if (second != first || first == InvokePolicy.SINGLE) {
                    c2.sendsRegister(5, procedure, invoke(second.wireName()));
                    c2.receivesError(MessageType.REGISTER, 5, ErrorUri.PROCEDURE_ALREADY_EXISTS);
                }
            }
        }
    }

    @Test
    void roundrobin_cycles_in_the_order_of_registration() throws ProtocolViolation {
        threeCallees("roundrobin");
        nextCallGoesTo(c1);
        nextCallGoesTo(c2);
        nextCallGoesTo(c3);
        nextCallGoesTo(c1);
    }

    @Test
    void first_is_the_oldest() throws ProtocolViolation {
        threeCallees("first");
        nextCallGoesTo(c1);
        nextCallGoesTo(c1);
    }

    @Test
    void last_is_the_newest() throws ProtocolViolation {
        threeCallees("last");
        nextCallGoesTo(c3);
        nextCallGoesTo(c3);
    }

    @Test
    void random_reaches_all_about_equally() throws ProtocolViolation {
        threeCallees("random");
        for (int call = 0; call < 900; call++) {
            caller.calls(++lastRequest, "com.a");
        }
        assertThat(c1.session().lastInvocation()).isBetween(240L, 360L);
        assertThat(c2.session().lastInvocation()).isBetween(240L, 360L);
        assertThat(c3.session().lastInvocation()).isBetween(240L, 360L);
    }

    @Test
    void first_and_last_move_on_when_a_callee_leaves() throws ProtocolViolation {
        threeCallees("first");
        c1.leaves();
        nextCallGoesTo(c2);
        c2.leaves();
        nextCallGoesTo(c3);
    }

    @Test
    void last_falls_back_to_the_one_before() throws ProtocolViolation {
        threeCallees("last");
        c3.leaves();
        nextCallGoesTo(c2);
    }

    @Test
    void the_turn_stays_when_an_earlier_callee_leaves() throws ProtocolViolation {
        threeCallees("roundrobin");
        nextCallGoesTo(c1);
        c1.leaves();
        nextCallGoesTo(c2);
        nextCallGoesTo(c3);
        nextCallGoesTo(c2);
    }

    @Test
    void the_turn_passes_on_when_the_next_callee_leaves() throws ProtocolViolation {
        threeCallees("roundrobin");
        nextCallGoesTo(c1);
        c2.leaves();
        nextCallGoesTo(c3);
        nextCallGoesTo(c1);
    }

    @Test
    void the_turn_starts_over_when_the_last_callee_leaves() throws ProtocolViolation {
        threeCallees("roundrobin");
        nextCallGoesTo(c1);
        nextCallGoesTo(c2);
        c3.leaves();
        nextCallGoesTo(c1);
        nextCallGoesTo(c2);
    }

    @Test
    void a_session_that_registers_twice_counts_once() throws ProtocolViolation {
        long registration = c1.registers("com.a", invoke("roundrobin"));
        assertThat(c1.registers("com.a", invoke("roundrobin"))).isEqualTo(registration);
        c2.registers("com.a", invoke("roundrobin"));
        nextCallGoesTo(c1);
        nextCallGoesTo(c2);
        nextCallGoesTo(c1);
        c1.leaves();
        caller.receivesError(1, ErrorUri.CANCELED);
        nextCallGoesTo(c2);
        nextCallGoesTo(c2);
    }

    @Test
    void unregister_leaves_the_registration_to_the_others() throws ProtocolViolation {
        threeCallees("first");
        c1.unregisters(1);
        nextCallGoesTo(c2);
        c2.unregisters(1);
        c3.sendsRegister(5, "com.a", invoke("last"));
        c3.receivesError(MessageType.REGISTER, 5, ErrorUri.PROCEDURE_ALREADY_EXISTS);
        c3.unregisters(1);

        assertThat(c1.registers("com.a", invoke("last"))).isNotEqualTo(1);
    }

    @Test
    void callees_that_may_not_serve_the_procedure_count_as_absent() throws ProtocolViolation {
        for (InvokePolicy policy : InvokePolicy.values()) {
            if (policy != InvokePolicy.SINGLE) {
                onlyTheAdmittedAreCalled(policy);
            }
        }
    }

    private void onlyTheAdmittedAreCalled(InvokePolicy policy) throws ProtocolViolation {
        Map<String, Object> options = new HashMap<>(invoke(policy.wireName()));
        options.put("match", "prefix");
        ScriptedPeer[] callees = new ScriptedPeer[4];
        for (int i = 0; i < callees.length; i++) {
            boolean admitted = i == 1 || i == 2;
            callees[i] = realm.peer(
                    ClientFeatures.NONE,
                    (action, uri, match) -> action != Action.REGISTER || admitted ? Decision.ALLOWED : Decision.DENIED);
            callees[i].registers("com." + policy.wireName(), options);
        }
        for (int call = 0; call < 60; call++) {
            caller.calls(++lastRequest, "com." + policy.wireName() + ".x");
        }
        long second = callees[1].session().lastInvocation();
        long third = callees[2].session().lastInvocation();
        assertThat(second + third).isEqualTo(60);
        switch (policy) {
            case FIRST -> assertThat(second).isEqualTo(60);
            case LAST -> assertThat(third).isEqualTo(60);
            case ROUNDROBIN -> assertThat(second).isEqualTo(30);
            case RANDOM, SINGLE -> assertThat(second).isBetween(15L, 45L);
        }
    }
}
