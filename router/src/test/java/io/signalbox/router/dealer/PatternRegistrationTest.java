package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pattern-based registrations (spec: Pattern-based Registrations). */
class PatternRegistrationTest {
    private static final Map<String, Object> PREFIX = Map.of("match", "prefix");
    private static final Map<String, Object> WILDCARD = Map.of("match", "wildcard");

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    @ParameterizedTest
    @CsvSource({
        "a1.b2.c3.d4.e55, 1",
        "a1.b2.c3.d98.e74, 2",
        "a1.b2.c3.d4.e325, 3",
        "a1.b2.c55.d4.e5, 4",
        // Registration 5 in the example of the specification; a prefix matches by characters, so 2 comes first.
        "a1.b2.c33.d4.e5, 2",
        "a1.b2.c88.d4.e5.f6.g7, 6"
    })
    void the_worked_table_selects_one_registration(String procedure, long number) throws ProtocolViolation {
        workedTable();
        caller.calls(1, procedure);

        assertThat(callee.receivesInvocation().registration()).isEqualTo(number);
        callee.receivesNothing();
    }

    @Test
    void a_procedure_outside_of_the_worked_table_does_not_exist() throws ProtocolViolation {
        workedTable();
        caller.calls(1, "a2.b2.c2.d2.e2");

        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
    }

    private void workedTable() throws ProtocolViolation {
        assertThat(callee.registers("a1.b2.c3.d4.e55")).isEqualTo(1);
        callee.registers("a1.b2.c3", PREFIX);
        callee.registers("a1.b2.c3.d4", PREFIX);
        callee.registers("a1.b2..d4.e5", WILDCARD);
        callee.registers("a1.b2.c33..e5", WILDCARD);
        callee.registers("a1.b2..d4.e5..g7", WILDCARD);
        callee.registers("a1.b2..d4..f6.g7", WILDCARD);
    }

    @Test
    void the_procedure_is_told_to_callees_of_patterns_only() throws ProtocolViolation {
        callee.registers("com.a");
        callee.registers("com.b", PREFIX);
        callee.registers("com..c", WILDCARD);
        caller.calls(1, "com.a");
        caller.calls(2, "com.b.x");
        caller.calls(3, "com.x.c");

        assertThat(callee.receivesInvocation().details()).isEmpty();
        assertThat(callee.receivesInvocation().details()).isEqualTo(Map.of("procedure", "com.b.x"));
        assertThat(callee.receivesInvocation().details()).isEqualTo(Map.of("procedure", "com.x.c"));
    }

    @Test
    void exactly_one_registration_is_invoked() throws ProtocolViolation {
        callee.registers("com.a");
        callee.registers("com", PREFIX);
        callee.registers("com.", WILDCARD);
        caller.calls(1, "com.a");

        assertThat(callee.receivesInvocation().details()).isEmpty();
        callee.receivesNothing();
    }

    @Test
    void a_callee_that_may_not_register_the_procedure_is_skipped_for_the_next_best() throws ProtocolViolation {
        ScriptedPeer limited = realm.peer(
                ClientFeatures.NONE,
                (action, uri, match) ->
                        action == Action.REGISTER && uri.equals("com.a.secret") ? Decision.DENIED : Decision.ALLOWED);
        limited.registers("com.a", PREFIX);
        callee.registers("com", PREFIX);
        caller.calls(1, "com.a.secret");
        caller.calls(2, "com.a.other");

        callee.receivesInvocation();
        limited.receivesInvocation();
        limited.receivesNothing();
        assertThat(realm.counters.deniedDeliveries).isEqualTo(1);
    }

    @Test
    void without_a_callee_that_may_serve_it_the_procedure_does_not_exist() throws ProtocolViolation {
        ScriptedPeer limited = realm.peer(ClientFeatures.NONE, (action, uri, match) -> Decision.DENIED);
        limited.registers("com.a", PREFIX);
        caller.calls(1, "com.a.secret");

        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        limited.receivesNothing();
    }
}
