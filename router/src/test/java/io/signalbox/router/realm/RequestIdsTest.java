package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.router.session.Action;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Request ids of a session (spec: IDs). */
class RequestIdsTest {
    private static final long MAX_ID = 1L << 53;
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void strict_takes_each_id_once_and_in_order() throws ProtocolViolation {
        RequestIds ids = new RequestIds(RequestIdCheck.STRICT);
        ids.take(1);
        ids.take(2);

        assertThatThrownBy(() -> ids.take(2)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> ids.take(4)).isInstanceOf(ProtocolViolation.class);
        ids.take(3);
    }

    @Test
    void strict_begins_with_one() {
        assertThatThrownBy(() -> new RequestIds(RequestIdCheck.STRICT).take(5))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("5, expected 1");
    }

    @Test
    void increasing_takes_gaps_but_no_repetition() throws ProtocolViolation {
        RequestIds ids = new RequestIds(RequestIdCheck.INCREASING);
        ids.take(5);
        ids.take(100);

        assertThatThrownBy(() -> ids.take(100)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> ids.take(7)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void increasing_begins_anew_behind_the_highest_id() throws ProtocolViolation {
        RequestIds ids = new RequestIds(RequestIdCheck.INCREASING);
        ids.take(MAX_ID);
        ids.take(1);

        assertThatThrownBy(() -> ids.take(1)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void off_takes_any_id() {
        RequestIds ids = new RequestIds(RequestIdCheck.OFF);

        for (long id : new long[] {713_845_233, 1, 1}) {
            assertThatCode(() -> ids.take(id)).doesNotThrowAnyException();
        }
    }

    @Test
    void all_requests_share_one_counter() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();

        peer.sends(new Subscribe(1, Map.of(), "a.b"));
        long subscription = peer.receives(Subscribed.class).subscription();
        peer.sends(new Publish(2, Map.of(), "a.b", Payload.EMPTY));
        peer.sends(new Unsubscribe(3, subscription, Map.of()));
        peer.receives(Unsubscribed.class);
        peer.sends(new Register(4, Map.of(), "a.b"));
        long registration = peer.receives(Registered.class).registration();
        peer.sends(new Unregister(5, registration, Map.of()));
        peer.receives(Unregistered.class);
        peer.sends(new Call(6, Map.of(), "c.d", Payload.EMPTY));
        peer.receives(ErrorMessage.class);
        peer.sends(new Publish(7, Map.of(), "a.b", Payload.EMPTY));
        peer.receivesNothing().isOpen();
    }

    @Test
    void a_request_out_of_sequence_ends_a_strict_session() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();

        peer.sends(new Subscribe(5, Map.of(), "a.b"));

        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        peer.isClosedWith(Kind.PROTOCOL_ERROR);
    }

    @Test
    void a_call_that_reuses_an_id_ends_a_strict_session() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();
        peer.sends(new Call(1, Map.of(), "c.d", Payload.EMPTY));
        peer.receives(ErrorMessage.class);

        peer.sends(new Call(1, Map.of(), "c.d", Payload.EMPTY));

        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
    }

    @Test
    void chunks_of_a_progressive_call_share_its_id_in_a_strict_session() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer callee = fixture.connects().sends(progressive("callee"));
        callee.receives(Welcome.class);
        callee.registers("a.b");
        callee.receives(Registered.class);
        ScriptedPeer caller = fixture.connects().sends(progressive("caller"));
        caller.receives(Welcome.class);

        caller.sends(new Call(1, Map.of("progress", true), "a.b", Payload.EMPTY));
        caller.sends(new Publish(2, Map.of(), "a.b", Payload.EMPTY));
        caller.sends(new Call(1, Map.of(), "a.b", Payload.EMPTY));

        callee.receives(Invocation.class);
        callee.receives(Invocation.class);
        caller.receivesNothing().isOpen();
    }

    @Test
    void chunks_of_a_denied_progressive_call_are_dropped() {
        fixture.role("some", RealmFixture.denying(Action.CALL, "a.b"));
        ScriptedPeer caller = fixture.connects("some").sends(progressive("caller"));
        caller.receives(Welcome.class);

        caller.sends(new Call(1, Map.of("progress", true), "a.b", Payload.EMPTY));
        caller.sends(new Call(1, Map.of("progress", true), "a.b", Payload.EMPTY));
        caller.sends(new Call(1, Map.of(), "a.b", Payload.EMPTY));

        caller.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        caller.receivesNothing().isOpen();
    }

    private static Hello progressive(String role) {
        Map<String, Object> features = Map.of("progressive_call_invocations", true, "call_canceling", true);
        return new Hello(Optional.of("realm1"), Map.of("roles", Map.of(role, Map.of("features", features))));
    }

    @Test
    void cancel_does_not_take_an_id() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();
        peer.sends(new Cancel(9, Map.of()));
        peer.sends(new Publish(1, Map.of(), "a.b", Payload.EMPTY));

        peer.receivesNothing().isOpen();
    }

    @Test
    void a_second_session_on_the_connection_counts_from_one_again() {
        fixture.requestIdCheck = RequestIdCheck.STRICT;
        ScriptedPeer peer = fixture.joins();
        peer.subscribes("a.b");
        peer.leaves();
        peer.connection.received.clear();
        peer.restartsRequests();

        peer.joins().subscribes("a.b");

        peer.isOpen();
    }
}
