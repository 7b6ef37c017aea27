package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.SessionLimits;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Call rerouting. */
class CallReroutingTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer caller = realm.peer();
    private final ScriptedPeer one = realm.peer();
    private final ScriptedPeer two = realm.peer();
    private final ScriptedPeer three = realm.peer();

    private void share(String policy) throws ProtocolViolation {
        for (ScriptedPeer callee : new ScriptedPeer[] {one, two, three}) {
            callee.registers("com.x", Map.of("invoke", policy));
        }
    }

    private static void isUnavailable(ScriptedPeer callee) throws ProtocolViolation {
        long invocation = callee.receivesInvocation().request();
        callee.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
    }

    private void gets(ScriptedPeer callee, long request) throws ProtocolViolation {
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(request);
        for (ScriptedPeer other : new ScriptedPeer[] {one, two, three}) {
            other.receivesNothing();
        }
    }

    @Test
    void roundrobin_goes_on_with_the_next() throws ProtocolViolation {
        share("roundrobin");
        caller.calls(1, "com.x");
        isUnavailable(one);
        gets(two, 1);
        caller.calls(2, "com.x");
        isUnavailable(three);
        isUnavailable(one);
        gets(two, 2);
    }

    @Test
    void first_goes_on_with_the_one_registered_after() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x");
        isUnavailable(one);
        isUnavailable(two);
        gets(three, 1);
    }

    @Test
    void last_goes_on_with_the_one_registered_before() throws ProtocolViolation {
        share("last");
        caller.calls(1, "com.x");
        isUnavailable(three);
        isUnavailable(two);
        gets(one, 1);
    }

    @Test
    void random_draws_another_one() throws ProtocolViolation {
        share("random");
        for (int request = 1; request <= 50; request++) {
            caller.calls(request, "com.x");
            ScriptedPeer drawn = invoked();
            isUnavailable(drawn);
            ScriptedPeer other = invoked();
            assertThat(other).isNotSameAs(drawn);
            gets(other, request);
        }
    }

    private ScriptedPeer invoked() {
        for (ScriptedPeer callee : new ScriptedPeer[] {one, two, three}) {
            if (callee.hasReceived()) {
                return callee;
            }
        }
        throw new AssertionError("nobody was invoked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "random", "first", "last"})
    void each_callee_is_tried_once(String policy) throws ProtocolViolation {
        share(policy);
        caller.calls(1, "com.x");
        for (int tries = 0; tries < 3; tries++) {
            isUnavailable(invoked());
        }
        caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundrobin", "random", "first", "last"})
    void a_callee_that_has_unregistered_meanwhile_was_the_last(String policy) throws ProtocolViolation {
        long registration = one.registers("com.y", Map.of("invoke", policy));
        caller.calls(1, "com.y");
        long invocation = one.receivesInvocation().request();
        one.unregisters(registration);
        one.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
    }

    @Test
    void a_single_callee_has_no_other() throws ProtocolViolation {
        one.registers("com.single");
        caller.calls(1, "com.single");
        isUnavailable(one);
        caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
    }

    @Test
    void the_next_callee_gets_the_same_call_under_an_id_of_its_own() throws ProtocolViolation {
        share("first");
        two.registers("com.other");
        caller.calls(1, "com.other");
        two.receivesInvocation();
        Payload payload = ScriptedPeer.payload("[1, 2]");
        Map<String, Object> options = Map.of("disclose_me", true, "receive_progress", true, "ppt_scheme", "x_a");
        caller.calls(new Call(2, options, "com.x", payload), Decision.ALLOWED);
        Invocation first = one.receivesInvocation();
        one.fails(first.request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        Invocation second = two.receivesInvocation();
        assertThat(second.request()).isEqualTo(2);
        assertThat(second.registration()).isEqualTo(first.registration());
        assertThat(second.payload().array()).isSameAs(payload.array());
        assertThat(second.details()).isEqualTo(first.details()).containsKeys("caller", "ppt_scheme");
        one.yields(first.request());
        caller.receivesNothing();
    }

    @Test
    void a_callee_that_did_not_announce_it_has_its_error_forwarded() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.x", Map.of("invoke", "first"));
        one.registers("com.x", Map.of("invoke", "first"));
        caller.calls(1, "com.x");
        isUnavailable(plain);
        caller.receivesError(1, ErrorUri.UNAVAILABLE);
    }

    @Test
    void another_error_is_no_reason() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x");
        one.fails(one.receivesInvocation().request(), "com.x.unavailable", Payload.EMPTY);
        caller.receivesError(1, "com.x.unavailable");
    }

    @Test
    void after_progress_the_error_is_the_callees() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x", Map.of("receive_progress", true));
        long invocation = one.receivesInvocation().request();
        one.yieldsProgress(invocation, Payload.EMPTY);
        caller.receivesProgress(1, Payload.EMPTY);
        one.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.UNAVAILABLE);
    }

    @Test
    void after_a_second_chunk_the_error_is_the_callees() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x", Map.of("progress", true));
        caller.calls(1, "com.x", Map.of("progress", true));
        long invocation = one.receivesInvocation().request();
        one.receivesInvocation();
        one.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.UNAVAILABLE);
    }

    @Test
    void chunks_follow_the_first_one_to_its_new_callee() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x", Map.of("progress", true));
        isUnavailable(one);
        long invocation = two.receivesInvocation().request();
        caller.calls(1, "com.x");
        assertThat(two.receivesInvocation().request()).isEqualTo(invocation);
        two.yields(invocation);
        caller.receivesResult(1);
    }

    @Test
    void a_callee_without_the_features_of_the_call_is_passed_over() throws ProtocolViolation {
        one.registers("com.x", Map.of("invoke", "first"));
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.x", Map.of("invoke", "first"));
        two.registers("com.x", Map.of("invoke", "first"));
        caller.calls(1, "com.x", Map.of("ppt_scheme", "x_a"));
        isUnavailable(one);
        plain.receivesNothing();
        two.yields(two.receivesInvocation().request());
        caller.receivesResult(1);
    }

    @Test
    void a_call_that_is_being_canceled_is_not_rerouted() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x");
        long invocation = one.receivesInvocation().request();
        caller.cancels(1, "kill");
        one.receivesInterrupt(invocation, "kill");
        one.fails(invocation, ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.UNAVAILABLE);
    }

    @Test
    void the_timeout_counts_from_the_call() throws ProtocolViolation {
        share("first");
        caller.calls(1, "com.x", Map.of("timeout", 100L));
        realm.timer.advanceMillis(60);
        isUnavailable(one);
        long invocation = two.receivesInvocation().request();
        realm.timer.advanceMillis(39);
        caller.receivesNothing();
        realm.timer.advanceMillis(1);
        caller.receivesError(1, ErrorUri.TIMEOUT);
        two.receivesInterrupt(invocation, "killnowait");
    }

    @Test
    void a_call_too_big_to_be_kept_gets_the_error_of_its_callee() throws ProtocolViolation {
        ScriptedRealm small = new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 1_100), false);
        ScriptedPeer first = small.peer();
        ScriptedPeer second = small.peer();
        ScriptedPeer big = small.peer();
        first.registers("com.x", Map.of("invoke", "first"));
        second.registers("com.x", Map.of("invoke", "first"));
        for (int request = 1; request <= 3; request++) {
            Payload payload = ScriptedPeer.payload("[1, 2, 3]");
            big.calls(new Call(request, Map.of(), "com.x", payload), Decision.ALLOWED);
        }
        isUnavailable(first);
        isUnavailable(first);
        isUnavailable(first);
        big.receivesError(3, ErrorUri.UNAVAILABLE);
        second.yields(second.receivesInvocation().request());
        big.receivesResult(1);
        second.yields(second.receivesInvocation().request());
        big.receivesResult(2);
        big.calls(new Call(4, Map.of(), "com.x", ScriptedPeer.payload("[1, 2, 3]")), Decision.ALLOWED);
        isUnavailable(first);
        second.receivesInvocation();
    }
}
