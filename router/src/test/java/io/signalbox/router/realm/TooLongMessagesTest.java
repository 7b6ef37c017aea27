package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.dealer.CallRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages that exceed the longest message of the receiver's transport. */
class TooLongMessagesTest {
    private static final int MAX_BYTES = 200;
    private static final Payload SHORT = ScriptedPeer.text("1");
    private static final Payload LONG = ScriptedPeer.text("\"" + "x".repeat(MAX_BYTES) + "\"");
    private static final Map<String, Object> PROGRESS = Map.of("progress", true);
    private static final Map<String, Object> FEATURES = Map.of(
            "features",
            Map.of("progressive_call_invocations", true, "progressive_call_results", true, "call_canceling", true));

    private final RealmFixture fixture = new RealmFixture();

    private ScriptedPeer joins(int maxMessageBytes) {
        ScriptedPeer peer = fixture.connects();
        Map<String, Object> roles = Map.of("caller", FEATURES, "callee", FEATURES, "subscriber", Map.of());
        peer.sends(new Hello(Optional.of("realm1"), Map.of("roles", roles)));
        peer.sessionId = peer.receives(Welcome.class).session();
        peer.connection.maxMessageBytes = maxMessageBytes;
        return peer;
    }

    private ScriptedPeer joins() {
        return joins(Integer.MAX_VALUE);
    }

    private static ScriptedPeer serving(ScriptedPeer callee) {
        callee.registers("com.x");
        callee.receives(Registered.class);
        return callee;
    }

    private static void calls(ScriptedPeer caller, long request, Map<String, Object> options, Payload payload) {
        caller.sends(new Call(request, options, "com.x", payload));
    }

    private static void yields(ScriptedPeer callee, Map<String, Object> options, Payload payload) {
        callee.sends(new Yield(callee.receives(Invocation.class).request(), options, payload));
    }

    private static void receivesTooLong(ScriptedPeer caller, long request) {
        ErrorMessage error = caller.receivesError(MessageType.CALL, ErrorUri.PAYLOAD_SIZE_EXCEEDED);
        assertThat(error.request()).isEqualTo(request);
        caller.receivesNothing();
    }

    private void nothingIsPending(ScriptedPeer... peers) {
        for (ScriptedPeer peer : peers) {
            peer.isOpen();
            peer.leaves();
        }
        fixture.workers.runAll();
        assertThat(fixture.realm().counters().failedTasks).isZero();
    }

    @Test
    void an_event_is_lost_for_this_receiver_only() {
        ScriptedPeer small = joins(MAX_BYTES);
        ScriptedPeer large = joins();
        small.subscribes("a.b");
        large.subscribes("a.b");
        ScriptedPeer publisher = joins();
        publisher.sends(new Publish(1, Map.of("acknowledge", true), "a.b", LONG));
        publisher.sends(new Publish(2, Map.of("acknowledge", true), "a.b", SHORT));

        assertThat(large.receivesEvent().payload()).isSameAs(LONG);
        assertThat(large.receivesEvent().payload()).isSameAs(SHORT);
        assertThat(small.receivesEvent().payload()).isSameAs(SHORT);
        publisher.receives(Published.class);
        assertThat(fixture.realm().counters().tooLongMessages).isOne();
        nothingIsPending(small, large, publisher);
    }

    @Test
    void it_is_logged_once_in_ten_seconds_and_what_was_left_out_when_they_are_over() {
        RecordedLog log = RecordedLog.of(TooLongMessages.class);
        try {
            ScriptedPeer small = joins(MAX_BYTES);
            small.subscribes("a.b");
            ScriptedPeer publisher = joins();
            for (int i = 1; i <= 3; i++) {
                publisher.sends(new Publish(i, Map.of(), "a.b", LONG));
            }
            passes(Duration.ofSeconds(10).minusNanos(1));
            assertThat(log.lines()).hasSize(1);
            assertThat(log.lines().getFirst()).contains("session=" + small.sessionId, "EVENT");
            passes(Duration.ofNanos(1));
            assertThat(log.lines())
                    .hasSize(2)
                    .last()
                    .isEqualTo("realm=realm1 2 further messages dropped as too long since the last log line");
            publisher.sends(new Publish(4, Map.of(), "a.b", LONG));
            passes(Duration.ofSeconds(10));
            assertThat(log.lines()).hasSize(3).last().asString().contains("session=" + small.sessionId);
            assertThat(fixture.realm().counters().tooLongMessages).isEqualTo(4);
        } finally {
            log.stop();
        }
    }

    @Test
    void what_was_left_out_is_told_when_the_realm_ends() {
        RecordedLog log = RecordedLog.of(TooLongMessages.class);
        try {
            ScriptedPeer small = joins(MAX_BYTES);
            small.subscribes("a.b");
            ScriptedPeer publisher = joins();
            publisher.sends(new Publish(1, Map.of(), "a.b", LONG)).sends(new Publish(2, Map.of(), "a.b", LONG));
            publisher.leaves();
            small.leaves();
            fixture.realm().shutDown();
            fixture.workers.runAll();
            assertThat(log.lines()).hasSize(2).last().asString().contains(" 1 further messages ");
        } finally {
            log.stop();
        }
    }

    private void passes(Duration time) {
        fixture.timers.advance(time);
        fixture.workers.runAll();
    }

    @Test
    void an_invocation_fails_its_call_and_the_callee_hears_nothing() {
        ScriptedPeer callee = serving(joins(MAX_BYTES));
        ScriptedPeer caller = joins();
        calls(caller, 1, Map.of(), LONG);
        receivesTooLong(caller, 1);
        callee.receivesNothing();
        calls(caller, 2, Map.of(), SHORT);
        yields(callee, Map.of(), SHORT);
        assertThat(caller.receives(Result.class).request()).isEqualTo(2);
        nothingIsPending(callee, caller);
    }

    @Test
    void an_invocation_that_fails_so_makes_room_for_one_that_waits() {
        fixture.calls = new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.x", MatchPolicy.EXACT, 1)));
        ScriptedPeer callee = joins(MAX_BYTES);
        callee.sends(new Register(1, Map.of("concurrency", 1L), "com.x"));
        callee.receives(Registered.class);
        ScriptedPeer caller = joins();
        FlushBatch flushes = new FlushBatch();
        caller.deliver(new Call(1, Map.of(), "com.x", LONG), 10, flushes);
        caller.deliver(new Call(2, Map.of(), "com.x", SHORT), 10, flushes);
        flushes.flush();
        caller.settle();
        receivesTooLong(caller, 1);
        assertThat(callee.receives(Invocation.class).payload().array()).isSameAs(SHORT.array());
        nothingIsPending(callee, caller);
    }

    @Test
    void a_chunk_ends_the_call_on_both_sides() {
        ScriptedPeer callee = serving(joins(MAX_BYTES));
        ScriptedPeer caller = joins();
        calls(caller, 1, PROGRESS, SHORT);
        long invocation = callee.receives(Invocation.class).request();
        calls(caller, 1, PROGRESS, LONG);
        receivesTooLong(caller, 1);
        assertThat(callee.receives(Interrupt.class).request()).isEqualTo(invocation);
        calls(caller, 1, Map.of(), SHORT);
        callee.sends(new Yield(invocation, Map.of(), SHORT));
        callee.receivesNothing();
        caller.receivesNothing();
        nothingIsPending(callee, caller);
    }

    @Test
    void a_result_becomes_an_error_for_the_caller() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(MAX_BYTES);
        calls(caller, 1, Map.of(), SHORT);
        yields(callee, Map.of(), LONG);
        receivesTooLong(caller, 1);
        callee.receivesNothing();
        nothingIsPending(callee, caller);
    }

    @Test
    void a_progressive_result_ends_the_call_on_both_sides() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(MAX_BYTES);
        calls(caller, 1, Map.of("receive_progress", true), SHORT);
        yields(callee, PROGRESS, LONG);
        receivesTooLong(caller, 1);
        callee.receives(Interrupt.class);
        callee.sends(new Yield(1, Map.of(), SHORT));
        caller.receivesNothing();
        nothingIsPending(callee, caller);
    }

    @Test
    void a_progressive_result_of_a_call_that_is_over_causes_no_second_answer() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(MAX_BYTES);
        calls(caller, 1, Map.of("receive_progress", true), SHORT);
        callee.receives(Invocation.class);
        FlushBatch flushes = new FlushBatch();
        callee.deliver(new Yield(1, PROGRESS, LONG), 10, flushes);
        callee.deliver(new Yield(1, Map.of(), SHORT), 10, flushes);
        flushes.flush();
        callee.settle();
        assertThat(caller.receives(Result.class).payload()).isSameAs(SHORT);
        caller.receivesNothing();
        nothingIsPending(callee, caller);
    }

    @Test
    void an_error_becomes_a_shorter_one() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(MAX_BYTES);
        calls(caller, 1, Map.of(), SHORT);
        long invocation = callee.receives(Invocation.class).request();
        callee.sends(new ErrorMessage(MessageType.INVOCATION, invocation, Map.of(), "com.x.err", LONG));
        receivesTooLong(caller, 1);
        nothingIsPending(callee, caller);
    }

    @Test
    void who_takes_not_even_the_shorter_error_is_closed() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(40);
        calls(caller, 1, Map.of(), SHORT);
        yields(callee, Map.of(), LONG);
        caller.isClosedWith(Kind.POLICY);
        nothingIsPending(callee);
    }

    @Test
    void a_session_that_has_ended_is_not_told() {
        ScriptedPeer callee = serving(joins());
        ScriptedPeer caller = joins(MAX_BYTES);
        calls(caller, 1, Map.of(), SHORT);
        callee.receives(Invocation.class);
        FlushBatch flushes = new FlushBatch();
        callee.deliver(new Yield(1, Map.of(), LONG), 10, flushes);
        caller.deliver(new Goodbye(Map.of(), "wamp.close.normal"), 10, flushes);
        flushes.flush();
        callee.settle();
        caller.receives(Goodbye.class);
        caller.receivesNothing();
        assertThat(fixture.realm().counters().tooLongMessages).isZero();
        nothingIsPending(callee);
    }
}
