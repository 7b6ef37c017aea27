package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that have ended for their callers while their callees, which take one call at once, work on. */
class EndedCallTest extends WireTest {
    private static final String CANCELED = "[8, 48, %d, {}, 'wamp.error.canceled']";
    private static final String NO_ROOM = "[8, 48, %d, {}, 'crossbar.error.max_concurrency_reached', '*']";

    /** A callee that announces no feature. */
    private RawWampClient simpleCallee(String realm, String procedure, String options) {
        RawWampClient callee = connect();
        callee.asks("[1, '%s', {'roles': {'callee': {}, 'subscriber': {}}}]".formatted(realm), "[2, '*', '*']");
        register(callee, procedure, options);
        return callee;
    }

    @ParameterizedTest
    @ValueSource(strings = {"skip", "killnowait", "kill"})
    void a_callee_that_is_not_interrupted_has_no_room_until_it_answers(String mode) {
        RawWampClient callee = simpleCallee("queued", "ended.cancel", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {}, 'ended.cancel']");
        callee.receives("[68, 1, '*', {}]");
        caller.asks("[49, 1, {'mode': '%s'}]".formatted(mode), CANCELED.formatted(1));
        caller.asks("[48, 2, {}, 'ended.cancel']", NO_ROOM.formatted(2));
        callee.send("[70, 1, {'progress': true}, ['at work']]");
        callee.hasNothingMore();
        join("queued").asks("[48, 1, {}, 'ended.cancel']", NO_ROOM.formatted(1));
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
        caller.send("[48, 3, {}, 'ended.cancel']");
        callee.receives("[68, 2, '*', {}]");
        callee.send("[70, 2, {}, ['in time']]");
        caller.receives("[50, 3, {}, ['in time']]");
    }

    @Test
    void a_callee_that_announced_call_canceling_is_interrupted_and_has_room_at_once() {
        RawWampClient callee = join("queued");
        register(callee, "ended.interrupt", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {}, 'ended.interrupt']");
        callee.receives("[68, 1, '*', {}]");
        caller.asks("[49, 1, {'mode': 'killnowait'}]", CANCELED.formatted(1));
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        caller.send("[48, 2, {}, 'ended.interrupt']");
        callee.receives("[68, 2, '*', {}]");
        callee.send("[8, 68, 1, {}, 'wamp.error.canceled']");
        callee.send("[70, 2, {}]");
        caller.receives("[50, 2, {}]");
    }

    @Test
    void a_waiting_call_gets_the_callee_when_that_has_answered_the_one_that_timed_out() {
        RawWampClient callee = simpleCallee("queued", "queue.timeout", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {'timeout': 20}, 'queue.timeout']");
        callee.receives("[68, 1, '*', {}]");
        caller.receives("[8, 48, 1, {}, 'wamp.error.timeout']");
        RawWampClient other = join("queued");
        other.send("[48, 1, {}, 'queue.timeout', ['other']]");
        other.hasNothingMore();
        callee.hasNothingMore();
        callee.send("[8, 68, 1, {}, 'late.error']");
        callee.receives("[68, 2, '*', {}, ['other']]");
        callee.send("[70, 2, {}]");
        other.receives("[50, 1, {}]");
        caller.hasNothingMore();
    }

    @Test
    void a_caller_that_leaves_and_comes_back_finds_the_callee_at_work() {
        RawWampClient callee = simpleCallee("queued", "ended.leave", "{'concurrency': 2}");
        RawWampClient saysGoodbye = join("queued");
        saysGoodbye.send("[48, 1, {}, 'ended.leave']");
        callee.receives("[68, 1, '*', {}]");
        saysGoodbye.asks("[6, {}, 'wamp.close.close_realm']", "[6, '*', '*']");
        RawWampClient vanishes = join("queued");
        vanishes.send("[48, 1, {}, 'ended.leave']");
        callee.receives("[68, 2, '*', {}]");
        vanishes.vanish();
        RawWampClient caller = join("queued");
        caller.asks("[48, 1, {}, 'ended.leave']", NO_ROOM.formatted(1));
        callee.send("[70, 1, {}]");
        callee.hasNothingMore();
        caller.send("[48, 2, {}, 'ended.leave']");
        callee.receives("[68, 3, '*', {}]");
        caller.asks("[48, 3, {}, 'ended.leave']", NO_ROOM.formatted(3));
    }

    @Test
    void an_ended_call_counts_for_its_caller_and_for_nobody_else() {
        RawWampClient callee = simpleCallee("tight", "ended.counted", "{}");
        RawWampClient caller = join("tight");
        caller.send("[48, 1, {}, 'ended.counted', [1]]");
        callee.receives("[68, 1, '*', {}, [1]]");
        caller.asks("[49, 1, {'mode': 'skip'}]", CANCELED.formatted(1));
        caller.send("[48, 2, {}, 'ended.counted', [2]]");
        callee.receives("[68, 2, '*', {}, [2]]");
        caller.send("[48, 3, {}, 'ended.counted', [3]]");
        RawWampClient other = join("tight");
        other.send("[48, 1, {}, 'ended.counted', ['other']]");
        callee.receives("[68, 3, '*', {}, ['other']]");
        callee.send("[70, 3, {}]");
        other.receives("[50, 1, {}]");
        callee.hasNothingMore();
        callee.send("[70, 1, {}, ['late']]");
        callee.receives("[68, 4, '*', {}, [3]]");
        callee.send("[70, 2, {}]");
        caller.receives("[50, 2, {}]");
        callee.send("[70, 4, {}]");
        caller.receives("[50, 3, {}]");
    }
}
