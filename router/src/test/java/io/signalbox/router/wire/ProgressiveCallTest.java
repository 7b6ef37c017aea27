package io.signalbox.router.wire;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Checklist C28 to C39, C43 and C44: progressive results and progressive invocations. */
class ProgressiveCallTest extends WireTest {
    private static final String ALL =
            "{'progressive_call_results': true, 'progressive_call_invocations': true, 'call_canceling': true}";

    private RawWampClient callee;
    private RawWampClient caller;

    @BeforeEach
    void join_two_that_announce_everything() {
        callee = announcing("realm1", ALL, ALL);
        caller = announcing("realm1", ALL, ALL);
    }

    private RawWampClient announcing(String realm, String asCaller, String asCallee) {
        RawWampClient client = connect();
        client.asks(
                "[1, '%s', {'roles': {'subscriber': {}, 'caller': {'features': %s}, 'callee': {'features': %s}}}]"
                        .formatted(realm, asCaller, asCallee),
                "[2, '*', '*']");
        return client;
    }

    @Test
    void results_come_in_parts_until_the_last_one() {
        register(callee, "progress.results", "{}");
        caller.send("[48, 1, {'receive_progress': true}, 'progress.results']");
        callee.receives("[68, 1, '*', {'receive_progress': true}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        callee.send("[70, 1, {'progress': true}, [2]]");
        callee.send("[70, 1, {}, [3]]");
        callee.send("[70, 1, {'progress': true}, [4]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {'progress': true}, [2]]");
        caller.receives("[50, 1, {}, [3]]");
        callee.hasNothingMore();
        caller.hasNothingMore();
    }

    @Test
    void progress_that_nobody_asked_for_is_dropped() {
        register(callee, "progress.unasked", "{}");
        caller.send("[48, 1, {}, 'progress.unasked']");
        callee.receives("[68, 1, '*', {}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        callee.send("[70, 1, {}, [2]]");
        caller.receives("[50, 1, {}, [2]]");
    }

    @Test
    void a_callee_without_the_feature_is_not_asked_for_progress() {
        RawWampClient plain = announcing("realm1", "{}", "{}");
        register(plain, "progress.plain", "{}");
        caller.send("[48, 1, {'receive_progress': true}, 'progress.plain']");
        plain.receives("[68, 1, '*', {}]");
    }

    @Test
    void chunks_of_a_call_share_an_invocation_and_its_callee() {
        RawWampClient other = announcing("realm1", ALL, ALL);
        register(callee, "progress.chunks", "{'invoke': 'roundrobin'}");
        register(other, "progress.chunks", "{'invoke': 'roundrobin'}");
        caller.send("[48, 1, {'progress': true}, 'progress.chunks', ['x']]");
        caller.send("[48, 1, {'progress': true}, 'progress.chunks', ['y']]");
        caller.send("[48, 1, {}, 'progress.chunks', ['z']]");
        callee.receives("[68, 1, '*', {'progress': true}, ['x']]");
        callee.receives("[68, 1, '*', {'progress': true}, ['y']]");
        callee.receives("[68, 1, '*', {}, ['z']]");
        other.hasNothingMore();
        callee.send("[70, 1, {}]");
        caller.receives("[50, 1, {}]");
    }

    @Test
    void a_caller_that_did_not_announce_chunks_is_aborted() {
        RawWampClient plain = announcing("realm1", "{}", "{}");
        plain.send("[48, 1, {'progress': true}, 'progress.unannounced']");
        plain.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void a_callee_that_takes_no_chunks_is_not_invoked() {
        for (String lacking : new String[] {"progressive_call_invocations", "call_canceling"}) {
            RawWampClient plain = announcing("realm1", "{}", ALL.replace("'" + lacking + "': true", "'x': true"));
            register(plain, "progress.refused." + lacking, "{}");
            RawWampClient fresh = announcing("realm1", ALL, ALL);
            fresh.send("[48, 1, {'progress': true}, 'progress.refused.%s']".formatted(lacking));
            fresh.receives("[8, 48, 1, {}, 'wamp.error.feature_not_supported', '*']");
            // The next chunk was on its way already.
            fresh.send("[48, 1, {}, 'progress.refused.%s']".formatted(lacking));
            fresh.hasNothingMore();
            plain.hasNothingMore();
        }
    }

    @Test
    void chunks_that_cross_the_final_result_are_dropped() {
        register(callee, "progress.crossed", "{}");
        caller.send("[48, 1, {'progress': true}, 'progress.crossed']");
        callee.receives("[68, 1, '*', {'progress': true}]");
        callee.send("[70, 1, {}, ['early']]");
        caller.receives("[50, 1, {}, ['early']]");
        caller.send("[48, 1, {'progress': true}, 'progress.crossed']");
        caller.send("[48, 1, {}, 'progress.crossed']");
        caller.hasNothingMore();
        callee.hasNothingMore();
    }

    @Test
    void later_options_of_a_call_are_ignored() {
        register(callee, "progress.frozen", "{}");
        caller.send("[48, 1, {'progress': true, 'receive_progress': true, 'timeout': 60000}, 'progress.frozen']");
        callee.receives("[68, 1, '*', {'progress': true, 'receive_progress': true}]");
        caller.send("[48, 1, {'timeout': 1, 'disclose_me': true}, 'progress.frozen']");
        callee.receives("[68, 1, '*', {'receive_progress': true}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        callee.send("[70, 1, {}, [2]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {}, [2]]");
    }

    @Test
    void chunks_go_on_after_the_procedure_was_unregistered() {
        long registration = register(callee, "progress.unregistered", "{}");
        caller.send("[48, 1, {'progress': true}, 'progress.unregistered', [1]]");
        callee.receives("[68, 1, '*', {'progress': true}, [1]]");
        callee.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        caller.send("[48, 1, {}, 'progress.unregistered', [2]]");
        callee.receives("[68, 1, '*', {}, [2]]");
    }

    @Test
    void a_chunk_after_the_last_one_is_a_violation() {
        register(callee, "progress.final", "{}");
        caller.send("[48, 1, {'progress': true}, 'progress.final']");
        caller.send("[48, 1, {}, 'progress.final']");
        caller.send("[48, 1, {}, 'progress.final']");
        caller.isAborted("wamp.error.protocol_violation");
        callee.receives("[68, 1, '*', {'progress': true}]");
        callee.receives("[68, 1, '*', {}]");
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
    }

    @Test
    void a_continuation_for_another_procedure_is_a_violation() {
        register(callee, "progress.other", "{}");
        caller.send("[48, 1, {'progress': true}, 'progress.other']");
        caller.send("[48, 1, {'progress': true}, 'progress.another']");
        caller.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void where_ids_are_counted_a_continuation_takes_none() {
        RawWampClient server = announcing("counted", ALL, ALL);
        register(server, "progress.counted", "{}");
        RawWampClient counted = announcing("counted", ALL, ALL);
        counted.send("[48, 1, {'progress': true}, 'progress.counted']");
        counted.send("[48, 1, {'progress': true}, 'progress.counted']");
        counted.send("[48, 2, {}, 'progress.counted']");
        counted.send("[48, 1, {}, 'progress.counted']");
        server.receives("[68, 1, '*', {'progress': true}]");
        server.receives("[68, 1, '*', {'progress': true}]");
        server.receives("[68, 2, '*', {}]");
        server.receives("[68, 1, '*', {}]");
        counted.send("[48, 4, {}, 'progress.counted']");
        counted.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void every_progressive_result_starts_the_timeout_anew() {
        register(callee, "progress.timeout", "{}");
        caller.send("[48, 1, {'receive_progress': true, 'timeout': 1000}, 'progress.timeout']");
        callee.receives("[68, 1, '*', {'receive_progress': true}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.timeout']");
    }
}
