package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.Yield;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every protocol violation is answered with ABORT before the close (spec: Protocol Errors). */
class ProtocolViolationTest {
    private final RealmFixture fixture = new RealmFixture();

    static Stream<WampMessage> violations() {
        return Stream.of(
                ScriptedPeer.hello("realm1"),
                new Welcome(1, Map.of()),
                new Challenge("ticket", Map.of()),
                new Authenticate("x", Map.of()),
                new Published(1, 1),
                new Subscribed(1, 1),
                new Unsubscribed(1, Map.of()),
                new Event(1, 1, Map.of(), Payload.EMPTY),
                new Result(1, Map.of(), Payload.EMPTY),
                new Registered(1, 1),
                new Unregistered(1, Map.of()),
                new Invocation(1, 1, Map.of(), Payload.EMPTY),
                new Interrupt(1, Map.of()),
                new ErrorMessage(MessageType.CALL, 1, Map.of(), "x.y", Payload.EMPTY),
                new Yield(1, Map.of(), Payload.EMPTY),
                new Publish(1, Map.of("acknowledge", 1L), "a.b", Payload.EMPTY),
                new Publish(1, Map.of("exclude", List.of("x")), "a.b", Payload.EMPTY),
                new Publish(1, Map.of("retain", "x"), "a.b", Payload.EMPTY),
                new Subscribe(1, Map.of("match", "foo"), "a.b"),
                new Subscribe(1, Map.of("get_retained", "x"), "a.b"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void a_violation_is_answered_by_abort_and_close(WampMessage violation) {
        ScriptedPeer peer = fixture.joins();

        peer.sends(violation);

        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.receivesNothing().isClosedWith(Kind.PROTOCOL_ERROR);
        assertThat(fixture.realm().sessions().size()).isZero();
    }

    @Test
    void bytes_that_are_no_message_end_the_session() {
        ScriptedPeer peer = fixture.joins();

        peer.sendsGarbage("99 is no message type");

        assertThat(peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION).details())
                .containsEntry("message", "99 is no message type");
        peer.isClosedWith(Kind.PROTOCOL_ERROR);
    }

    @Test
    void a_violation_does_not_overtake_the_messages_before_it() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer peer = fixture.joins();
        // Another thread is in the realm, so that every message has to wait.
        fixture.realm().loop().submit("busy", () -> {});
        FlushBatch flushes = new FlushBatch();
        peer.deliver(new Publish(1, Map.of(), "a.b", Payload.EMPTY), 10, flushes);
        peer.sendsGarbage("no list");

        subscriber.receivesEvent();
        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
    }

    @Test
    void a_disconnect_does_not_overtake_the_messages_before_it() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer peer = fixture.joins();
        fixture.realm().loop().submit("busy", () -> {});
        peer.deliver(new Publish(1, Map.of(), "a.b", Payload.EMPTY), 10, new FlushBatch());
        peer.disconnects();

        subscriber.receivesEvent();
        assertThat(fixture.realm().sessions().size()).isOne();
    }

    @Test
    void nothing_is_done_for_a_session_after_its_violation() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("a.b");
        ScriptedPeer peer = fixture.joins();
        fixture.realm().loop().submit("busy", () -> {});
        FlushBatch flushes = new FlushBatch();
        peer.deliver(new Welcome(1, Map.of()), 10, flushes);
        peer.deliver(new Publish(1, Map.of(), "a.b", Payload.EMPTY), 10, flushes);
        flushes.flush();
        peer.settle();

        subscriber.receivesNothing();
        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.receivesNothing();
    }

    @Test
    void a_session_that_is_aborted_gets_no_event_any_more() {
        ScriptedPeer peer = fixture.joins();
        peer.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins();

        peer.sends(new Welcome(1, Map.of()));
        publisher.publishes("a.b");

        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.receivesNothing();
    }
}
