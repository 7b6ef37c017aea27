package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;

/** The option concurrency of REGISTER, and the item call-queue of a store. */
class CallQueueTest extends WireTest {
    private static final String NO_ROOM = "[8, 48, %d, {}, 'crossbar.error.max_concurrency_reached', '*']";

    @Test
    void without_a_queue_a_call_beyond_the_concurrency_fails() {
        RawWampClient callee = join("queued");
        register(callee, "plain.procedure", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {}, 'plain.procedure']");
        caller.send("[48, 2, {}, 'plain.procedure']");
        caller.receives(NO_ROOM.formatted(2));
        callee.receives("[68, 1, '*', {}]");
        callee.send("[70, 1, {}]");
        caller.receives("[50, 1, {}]");
        caller.send("[48, 3, {}, 'plain.procedure']");
        callee.receives("[68, 2, '*', {}]");
    }

    @Test
    void calls_wait_in_their_order_until_the_callee_has_room() {
        RawWampClient callee = join("queued");
        register(callee, "queue.order", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        for (int i = 1; i <= 4; i++) {
            caller.send("[48, %d, {}, 'queue.order', [%d]]".formatted(i, i));
        }
        caller.receives(NO_ROOM.formatted(4));
        for (int i = 1; i <= 3; i++) {
            callee.receives("[68, %d, '*', {}, [%d]]".formatted(i, i));
            callee.hasNothingMore();
            callee.send("[70, %d, {}, [%d]]".formatted(i, i));
            caller.receives("[50, %d, {}, [%d]]".formatted(i, i));
        }
    }

    @Test
    void the_more_specific_queue_counts() {
        RawWampClient callee = join("queued");
        register(callee, "queue.short", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        for (int i = 1; i <= 3; i++) {
            caller.send("[48, %d, {}, 'queue.short']".formatted(i));
        }
        caller.receives(NO_ROOM.formatted(3));
    }

    @Test
    void a_waiting_call_times_out_and_can_be_canceled() {
        RawWampClient callee = join("queued");
        register(callee, "queue.end", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {}, 'queue.end']");
        callee.receives("[68, 1, '*', {}]");
        caller.send("[48, 2, {'timeout': 20}, 'queue.end']");
        caller.receives("[8, 48, 2, {}, 'wamp.error.timeout']");
        caller.send("[48, 3, {}, 'queue.end']");
        caller.asks("[49, 3, {'mode': 'kill'}]", "[8, 48, 3, {}, 'wamp.error.canceled']");
        callee.hasNothingMore();
    }

    @Test
    void waiting_calls_end_with_their_procedure() {
        RawWampClient callee = join("queued");
        long registration = register(callee, "queue.gone", "{'concurrency': 1}");
        RawWampClient caller = join("queued");
        caller.send("[48, 1, {}, 'queue.gone']");
        callee.receives("[68, 1, '*', {}]");
        caller.send("[48, 2, {}, 'queue.gone']");
        caller.hasNothingMore();
        callee.asks("[66, 2, %d]".formatted(registration), "[67, 2]");
        caller.receives("[8, 48, 2, {}, 'wamp.error.no_such_procedure', '*']");
        callee.vanish();
        caller.receives("[8, 48, 1, {}, 'wamp.error.canceled']");
    }

    @Test
    void a_progressive_call_waits_with_its_chunks() {
        RawWampClient callee = connect();
        callee.asks(
                "[1, 'queued', {'roles': {'callee': {'features': {'progressive_call_invocations': true,"
                        + " 'call_canceling': true}}}}]",
                "[2, '*', '*']");
        register(callee, "queue.chunks", "{'concurrency': 1}");
        RawWampClient caller = connect();
        caller.asks(
                "[1, 'queued', {'roles': {'caller': {'features': {'progressive_call_invocations': true}}}}]",
                "[2, '*', '*']");
        caller.send("[48, 1, {}, 'queue.chunks']");
        callee.receives("[68, 1, '*', {}]");
        caller.send("[48, 2, {'progress': true}, 'queue.chunks', [1]]");
        caller.send("[48, 2, {'progress': true}, 'queue.chunks', [2]]");
        caller.send("[48, 2, {}, 'queue.chunks', [3]]");
        callee.send("[70, 1, {}]");
        caller.receives("[50, 1, {}]");
        callee.receives("[68, 2, '*', {'progress': true}, [1]]");
        callee.receives("[68, 2, '*', {'progress': true}, [2]]");
        callee.receives("[68, 2, '*', {}, [3]]");
        callee.send("[70, 2, {}]");
        caller.receives("[50, 2, {}]");
    }

    @Test
    void a_concurrency_that_is_none_is_a_violation() {
        RawWampClient callee = join("queued");
        callee.send("[64, 1, {'concurrency': 0}, 'queue.zero']");
        callee.isAborted("wamp.error.protocol_violation");
    }
}
