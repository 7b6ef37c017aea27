package io.signalbox.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Whole messages on their way to a mediator that takes one at a time. */
class MessagePassageTest {
    private final List<String> taken = new ArrayList<>();
    private final List<String> control = new ArrayList<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AssemblyBudget budget = new AssemblyBudget(100_000);
    private final MessagePassage passage = passage(message -> taken.add(message.text()));

    private MessagePassage passage(java.util.function.Consumer<WebSocketMessage> receiver) {
        LegOutput.Owner owner = new LegOutput.Owner() {
            @Override
            public void writable() {}

            @Override
            public void closeWritten() {}
        };
        MessagePassage.Place place = new MessagePassage.Place(
                new LegOutput(owner, null),
                new LegOutput(owner, null),
                budget,
                resumed::incrementAndGet,
                failure -> control.add(failure.getMessage()));
        Passage.ControlFrames frames = new Passage.ControlFrames() {
            @Override
            public void ping(byte[] payload) {
                control.add("ping");
            }

            @Override
            public void pong(byte[] payload) {
                control.add("pong");
            }

            @Override
            public void close(byte[] payload) {
                control.add("close");
            }
        };
        return new MessagePassage(true, 200_000, 200_000, place, frames, receiver);
    }

    private static ByteBuffer frame(int opcode, boolean isLast, String payload) {
        return ByteBuffer.wrap(RawPeer.frame(opcode, isLast, payload.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void one_message_at_a_time_is_taken_and_a_close_follows_the_last() throws FramingViolation {
        assertThat(passage.pass(frame(RawPeer.TEXT, true, "one"))).isTrue();
        passage.pass(frame(RawPeer.TEXT, true, "two"));
        passage.pass(frame(RawPeer.PING, true, ""));
        passage.pass(frame(RawPeer.CLOSE, true, ""));
        assertThat(taken).containsExactly("one");
        assertThat(control).containsExactly("ping");
        passage.done();
        assertThat(taken).containsExactly("one", "two");
        assertThat(control).containsExactly("ping");
        passage.done();
        assertThat(control).containsExactly("ping", "close");
    }

    @Test
    void a_mediator_may_be_done_before_it_returns() throws FramingViolation {
        MessagePassage[] immediate = new MessagePassage[1];
        immediate[0] = passage(message -> {
            taken.add(message.text());
            immediate[0].done();
        });
        immediate[0].hold();
        for (int i = 0; i < 500; i++) {
            immediate[0].pass(frame(RawPeer.TEXT, true, "message"));
        }
        assertThat(taken).isEmpty();
        immediate[0].done();
        assertThat(taken).hasSize(500);
    }

    @Test
    void reading_pauses_while_too_much_waits_and_resumes_once() throws FramingViolation {
        String long64 = "x".repeat(64);
        boolean mayRead = true;
        int sent = 0;
        while (mayRead) {
            mayRead = passage.pass(frame(RawPeer.TEXT, true, long64));
            sent++;
        }
        assertThat(sent * 128L).isBetween(64L * 1024, 66L * 1024);
        while (taken.size() < sent) {
            passage.done();
        }
        assertThat(resumed.get()).isEqualTo(1);
        assertThat(passage.goOn()).isTrue();
    }

    @Test
    void a_mediator_that_throws_is_reported_and_the_tasks_behind_it_run() throws FramingViolation {
        MessagePassage failing = passage(message -> {
            throw new IllegalStateException("broken");
        });
        failing.pass(frame(RawPeer.TEXT, true, "one"));
        assertThat(control).containsExactly("broken");
        failing.discard();
        failing.then(() -> control.add("after"));
        failing.done();
        assertThat(control).containsExactly("broken", "after");
    }

    @Test
    void dropped_messages_are_not_taken_any_more() throws FramingViolation {
        passage.pass(frame(RawPeer.TEXT, true, "one"));
        passage.pass(frame(RawPeer.TEXT, true, "two"));
        passage.discard();
        passage.pass(frame(RawPeer.TEXT, true, "three"));
        passage.done();
        assertThat(taken).containsExactly("one");
    }

    @Test
    void incomplete_messages_are_charged_and_given_back() throws FramingViolation {
        passage.pass(frame(RawPeer.TEXT, false, "x".repeat(50_000)));
        assertThat(budget.reservedBytes()).isBetween(50_000L, 100_000L);
        assertThatThrownBy(() -> passage.pass(frame(RawPeer.CONTINUATION, true, "x".repeat(80_000))))
                .isInstanceOfSatisfying(FramingViolation.class, violation -> assertThat(violation.kind())
                        .isEqualTo(CloseReason.Kind.TRY_AGAIN_LATER));
        passage.release();
        assertThat(budget.reservedBytes()).isZero();
        assertThat(taken).isEmpty();
    }
}
