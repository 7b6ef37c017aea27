package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.SessionLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator says of timeouts and queues. */
class CallRulesTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0",
        "0, 0, 7, 7",
        "5, 0, 0, 5",
        "5, 0, 7, 7",
        "0, 5, 0, 5",
        "0, 5, 7, 5",
        "0, 5, 3, 3",
        "3, 5, 0, 3",
        "7, 5, 0, 5",
        "0, 0, 9007199254740992, 9007199254740992"
    })
    void the_timeout_is_what_was_asked_for_else_the_default_and_never_above_the_maximum(
            long defaultMillis, long maxMillis, long asked, long expected) {
        assertThat(new CallRules(defaultMillis, maxMillis, List.of()).timeoutMillis(asked))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"com.a, 1", "com.a.b, 2", "com.a.b.c, 2", "net.a.x, 3", "com.b, 0"})
    void the_most_specific_queue_counts(String registered, int limit) {
        CallRules rules = new CallRules(
                0,
                0,
                List.of(
                        new CallRules.QueueLimit("com.a", MatchPolicy.EXACT, 1),
                        new CallRules.QueueLimit("com.a", MatchPolicy.EXACT, 9),
                        new CallRules.QueueLimit("com.a.", MatchPolicy.PREFIX, 2),
                        new CallRules.QueueLimit("net..x", MatchPolicy.WILDCARD, 3)));
        assertThat(rules.queueLimit(registered)).isEqualTo(limit);
    }

    @Test
    void a_call_without_a_timeout_gets_the_default() throws ProtocolViolation {
        ScriptedRealm realm = new ScriptedRealm(SessionLimits.DEFAULTS, false, new CallRules(100, 1000, List.of()));
        ScriptedPeer callee = realm.peer();
        ScriptedPeer caller = realm.peer();
        callee.registers("com.x");
        caller.calls(1, "com.x");
        caller.calls(2, "com.x", Map.of("timeout", 5000L));
        callee.receivesInvocation();
        callee.receivesInvocation();
        realm.timer.advanceMillis(99);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(1, ErrorUri.TIMEOUT);
        realm.timer.advanceMillis(899);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(2, ErrorUri.TIMEOUT);
    }

    @Test
    void a_callee_that_keeps_the_time_is_told_the_timeout_that_counts() throws ProtocolViolation {
        ScriptedRealm realm = new ScriptedRealm(SessionLimits.DEFAULTS, false, new CallRules(100, 1000, List.of()));
        ScriptedPeer callee = realm.peer();
        ScriptedPeer caller = realm.peer();
        callee.registers("com.x", Map.of("forward_timeout", true));
        caller.calls(1, "com.x");
        caller.calls(2, "com.x", Map.of("timeout", 5000L));
        assertThat(callee.receivesInvocation().details()).isEqualTo(Map.of("timeout", 100L));
        assertThat(callee.receivesInvocation().details()).isEqualTo(Map.of("timeout", 1000L));
        realm.timer.advanceMillis(2000);
        caller.receivesNothing();
    }
}
