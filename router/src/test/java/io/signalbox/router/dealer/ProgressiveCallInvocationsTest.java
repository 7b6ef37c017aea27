package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Progressive call invocations (spec: Progressive Call Invocations). */
class ProgressiveCallInvocationsTest {
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    @Test
    void a_caller_must_have_announced_the_feature() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        callee.registers("com.a");

        assertThatThrownBy(() -> plain.calls(1, "com.a", PROGRESS)).isInstanceOf(ProtocolViolation.class);
        callee.receivesNothing();
    }

    @Test
    void a_callee_without_the_feature_gets_no_such_call() throws ProtocolViolation {
        ScriptedPeer noChunks = realm.peer(ScriptedRealm.features(true, true, false, true));
        ScriptedPeer noCanceling = realm.peer(ScriptedRealm.features(true, true, true, false));
        noChunks.registers("com.a");
        noCanceling.registers("com.b");

        caller.calls(1, "com.a", PROGRESS);
        caller.receivesError(1, ErrorUri.FEATURE_NOT_SUPPORTED);
        caller.calls(2, "com.b", PROGRESS);
        caller.receivesError(2, ErrorUri.FEATURE_NOT_SUPPORTED);
    }

    @Test
    void what_open_calls_tell_of_their_payloads_counts_until_their_last_chunk() throws ProtocolViolation {
        ScriptedRealm small = new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 4_000), false);
        ScriptedPeer big = small.peer();
        ScriptedPeer busy = small.peer();
        busy.registers("com.a");
        Map<String, Object> last = Map.of("ppt_scheme", "x_test", "ppt_keyid", "k".repeat(1_500));
        Map<String, Object> open = Map.of("progress", true, "ppt_scheme", "x_test", "ppt_keyid", "k".repeat(1_500));
        assertThatTwoOpenCallsReachTheLimit(big, last, open);
    }

    private static void assertThatTwoOpenCallsReachTheLimit(
            ScriptedPeer peer, Map<String, Object> last, Map<String, Object> open) throws ProtocolViolation {
        for (int request = 1; request <= 3; request++) {
            peer.calls(request, "com.a", last);
        }
        peer.calls(4, "com.a", open);
        peer.calls(5, "com.a", open);
        peer.receivesNothing();
        peer.calls(6, "com.a", open);
        peer.receivesError(6, "crossbar.error.max_concurrency_reached");
        peer.calls(5, "com.a", last);
        peer.calls(7, "com.a", open);
        peer.receivesNothing();
    }

    @Test
    void the_way_of_open_calls_of_a_link_counts_until_their_last_chunk() throws ProtocolViolation {
        ScriptedRealm small = new ScriptedRealm(new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10, 10, 4_000), false);
        RouterRole role = new RouterRole(
                "link", (action, uri, match) -> Decision.ALLOWED, SlowConsumerOverride.NONE, null, "node1");
        ScriptedPeer link = small.peer(ScriptedRealm.ALL_FEATURES, role);
        small.peer().registers("com.a");
        Object way = List.of(Map.of("node", "node2", "authid", "k".repeat(1_500)));
        Map<String, Object> last = Map.of("forward_for", way);
        Map<String, Object> open = Map.of("progress", true, "forward_for", way);
        assertThatTwoOpenCallsReachTheLimit(link, last, open);
    }

    @Test
    void chunks_behind_a_refused_one_are_dropped() throws ProtocolViolation {
        caller.calls(1, "com.a", PROGRESS);
        caller.calls(1, "com.a", PROGRESS);
        caller.calls(1, "com.a");

        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        caller.receivesNothing();
    }

    @Test
    void chunks_of_a_call_that_was_refused_elsewhere_are_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        Call first = new Call(1, PROGRESS, "com.a", Payload.EMPTY);
        assertThat(realm.dealer.isContinuation(caller.session(), first)).isFalse();
        realm.dealer.refused(caller.session(), first);

        assertThat(realm.dealer.isContinuation(caller.session(), first)).isTrue();
        caller.calls(first, Decision.DENIED);
        caller.calls(1, "com.a");
        caller.receivesNothing();
        callee.receivesNothing();
        assertThat(realm.dealer.isContinuation(caller.session(), first)).isFalse();
    }

    @Test
    void a_plain_call_that_was_refused_elsewhere_is_not_remembered() throws ProtocolViolation {
        Call plain = new Call(1, Map.of(), "com.a", Payload.EMPTY);
        realm.dealer.refused(caller.session(), plain);

        assertThat(realm.dealer.isContinuation(caller.session(), plain)).isFalse();
    }

    @Test
    void a_chunk_is_told_from_a_reused_id() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        caller.calls(2, "com.a");

        assertThat(isContinuation(1, "com.a")).isTrue();
        assertThat(isContinuation(1, "com.b")).isFalse();
        assertThat(isContinuation(2, "com.a")).isFalse();
        assertThat(isContinuation(3, "com.a")).isFalse();
    }

    private boolean isContinuation(long request, String procedure) {
        return realm.dealer.isContinuation(caller.session(), new Call(request, PROGRESS, procedure, Payload.EMPTY));
    }

    @Test
    void all_chunks_are_one_invocation_at_one_callee() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        long registration = callee.registers("com.a", Map.of("invoke", "roundrobin"));
        second.registers("com.a", Map.of("invoke", "roundrobin"));
        Payload z = ScriptedPeer.payload("[3]");
        caller.calls(1, "com.a", PROGRESS);
        caller.calls(1, "com.a", PROGRESS);
        caller.calls(new Call(1, Map.of(), "com.a", z), Decision.ALLOWED);

        assertThat(callee.receivesInvocation()).isEqualTo(new Invocation(1, registration, PROGRESS, Payload.EMPTY));
        assertThat(callee.receivesInvocation()).isEqualTo(new Invocation(1, registration, PROGRESS, Payload.EMPTY));
        assertThat(callee.receivesInvocation()).isEqualTo(new Invocation(1, registration, Map.of(), z));
        second.receivesNothing();
        callee.yields(1);
        caller.receivesResult(1);
    }

    @Test
    void a_chunk_of_another_procedure_or_behind_the_last_one_is_a_violation() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        assertThatThrownBy(() -> caller.calls(1, "com.b", PROGRESS)).isInstanceOf(ProtocolViolation.class);

        caller.calls(1, "com.a");
        assertThatThrownBy(() -> caller.calls(1, "com.a", PROGRESS)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void chunks_that_cross_the_answer_are_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        callee.receivesInvocation();
        callee.fails(1, "com.x.enough", Payload.EMPTY);
        caller.receivesError(1, "com.x.enough");

        caller.calls(1, "com.a", PROGRESS);
        caller.calls(1, "com.a");
        callee.receivesNothing();
        caller.receivesNothing();
    }

    @Test
    void after_the_last_chunk_the_request_id_is_free() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        callee.yields(1);
        caller.receivesResult(1);
        caller.calls(1, "com.a");
        callee.receivesInvocation();
        callee.receivesNothing();

        caller.calls(1, "com.a");
        assertThat(callee.receivesInvocation().request()).isEqualTo(2);
    }

    @Test
    void the_options_of_the_first_chunk_stay() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", Map.of("progress", true, "disclose_me", true));
        caller.calls(1, "com.a", Map.of("receive_progress", true));

        Map<String, Object> first = callee.receivesInvocation().details();
        Map<String, Object> second = callee.receivesInvocation().details();
        assertThat(first).containsEntry("caller", caller.session().id()).containsEntry("progress", true);
        assertThat(second)
                .containsEntry("caller", caller.session().id())
                .doesNotContainKeys("progress", "receive_progress");
    }

    @Test
    void results_and_chunks_cross_and_a_final_yield_ends_the_call() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", Map.of("progress", true, "receive_progress", true));
        callee.yieldsProgress(1, Payload.EMPTY);
        caller.receivesProgress(1, Payload.EMPTY);
        callee.yields(1);
        caller.receivesResult(1);

        caller.leaves();
        callee.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    @Test
    void chunks_reach_the_callee_after_it_has_unregistered() throws ProtocolViolation {
        long registration = callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        callee.receivesInvocation();
        callee.unregisters(registration);
        caller.calls(1, "com.a");

        assertThat(callee.receivesInvocation().request()).isEqualTo(1);
    }

    @Test
    void a_callee_that_leaves_cancels_the_call_once() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        callee.leaves();
        caller.receivesError(1, ErrorUri.CANCELED);

        caller.calls(1, "com.a");
        caller.receivesNothing();
    }

    @Test
    void chunks_of_a_killed_call_are_not_forwarded() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", PROGRESS);
        callee.receivesInvocation();
        caller.cancels(1, "kill");
        callee.receivesInterrupt(1, "kill");
        caller.calls(1, "com.a");

        callee.receivesNothing();
        callee.yields(1);
        caller.receivesResult(1);
    }

    @Test
    void the_memory_of_calls_whose_last_chunk_never_came_is_bounded() throws ProtocolViolation {
        callee.registers("com.a");
        for (int request = 1; request <= 1000; request++) {
            caller.calls(request, "com.a", PROGRESS);
            callee.receivesInvocation();
            callee.yields(request);
            caller.receivesResult(request);
        }
        caller.calls(1000, "com.a");
        callee.receivesNothing();

        caller.calls(1, "com.a");
        callee.receivesInvocation();
    }
}
