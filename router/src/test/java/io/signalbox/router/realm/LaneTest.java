package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.RouterRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Order of a session's messages while an authorization is pending. */
class LaneTest {
    private static final Map<String, Object> ACKNOWLEDGE = Map.of("acknowledge", true);

    private final RealmFixture fixture = new RealmFixture();
    private final ScriptedAuthorizer authorizer = new ScriptedAuthorizer();

    @BeforeEach
    void use_an_authorizer() {
        fixture.role("asked", authorizer);
    }

    @Test
    void an_authorizer_sees_each_request_once_with_its_options_and_session() {
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Subscribe(1, Map.of("match", "prefix"), "some.")).receives(Subscribed.class);
        peer.sends(new Publish(2, ACKNOWLEDGE, "some.topic", Payload.EMPTY)).receives(Published.class);
        peer.sends(new Register(3, Map.of("invoke", "roundrobin"), "some.procedure"))
                .receives(Registered.class);
        peer.sends(new Call(4, Map.of("timeout", 5L), "some.procedure", Payload.EMPTY))
                .receives(Invocation.class);
        peer.sends(new Publish(5, Map.of(), "not..valid", Payload.EMPTY));

        assertThat(authorizer.requests)
                .extracting(AuthorizationRequest::action)
                .containsExactly(Action.SUBSCRIBE, Action.PUBLISH, Action.REGISTER, Action.CALL);
        assertThat(authorizer.requests)
                .extracting(AuthorizationRequest::options)
                .containsExactly(
                        Map.of("match", "prefix"), ACKNOWLEDGE, Map.of("invoke", "roundrobin"), Map.of("timeout", 5L));
        assertThat(authorizer.requests)
                .allSatisfy(request -> assertThat(request.session().id()).isEqualTo(peer.sessionId));
    }

    @Test
    void nothing_overtakes_a_request_whose_authorization_is_pending() {
        ScriptedPeer peer = fixture.joins("asked");
        long subscription = peer.subscribes("free.topic");
        peer.restartsRequests();
        peer.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY))
                .sends(new Subscribe(2, Map.of(), "free.other"))
                .sends(new Unsubscribe(3, subscription, Map.of()))
                .sends(new Register(4, Map.of(), "asked.procedure"))
                .sends(new Call(5, Map.of(), "free.unknown", Payload.EMPTY))
                .sends(new Publish(6, ACKNOWLEDGE, "free.topic", Payload.EMPTY));
        peer.receivesNothing();

        decides(peer, Decision.ALLOWED);
        assertThat(peer.receives(Published.class).request()).isOne();
        assertThat(peer.receives(Subscribed.class).request()).isEqualTo(2);
        assertThat(peer.receives(Unsubscribed.class).request()).isEqualTo(3);
        peer.receivesNothing();

        decides(peer, Decision.ALLOWED);
        assertThat(peer.receives(Registered.class).request()).isEqualTo(4);
        assertThat(peer.receivesError(MessageType.CALL, ErrorUri.NO_SUCH_PROCEDURE)
                        .request())
                .isEqualTo(5);
        assertThat(peer.receives(Published.class).request()).isEqualTo(6);
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void messages_that_arrive_in_one_round_keep_their_order() {
        ScriptedPeer peer = fixture.joins("asked");
        FlushBatch flushes = new FlushBatch();
        for (long request = 1; request <= 20; request++) {
            String topic = request % 5 == 1 ? "asked.topic" : "free.topic";
            peer.deliver(new Publish(request, ACKNOWLEDGE, topic, Payload.EMPTY), ScriptedPeer.SIZE_BYTES, flushes);
        }
        flushes.flush();
        peer.settle();
        for (long request = 1; request <= 20; request++) {
            if (request % 5 == 1) {
                peer.receivesNothing();
                decides(peer, Decision.ALLOWED);
            }
            assertThat(peer.receives(Published.class).request()).isEqualTo(request);
        }
        peer.receivesNothing();
    }

    @Test
    void a_session_that_waits_holds_up_no_other_session() {
        ScriptedPeer waiting = fixture.joins("asked");
        waiting.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        ScriptedPeer other = fixture.joins("asked");
        other.sends(new Publish(1, ACKNOWLEDGE, "free.topic", Payload.EMPTY)).receives(Published.class);
        waiting.receivesNothing();
    }

    @Test
    void yield_and_error_pass_and_cancel_and_goodbye_wait() {
        ScriptedPeer caller = fixture.joins();
        ScriptedPeer callee = fixture.joins("asked");
        callee.registers("free.procedure");
        callee.receives(Registered.class);
        caller.calls("free.procedure");
        caller.calls("free.procedure");
        long first = callee.receives(Invocation.class).request();
        long second = callee.receives(Invocation.class).request();
        callee.calls("free.procedure");
        callee.receives(Invocation.class);

        callee.sends(new Publish(3, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        callee.sends(new Cancel(2, Map.of()));
        callee.sends(new Goodbye(Map.of(), "wamp.close.close_realm"));
        callee.sends(new Yield(first, Map.of(), Payload.EMPTY));
        assertThat(caller.receives(Result.class).request()).isOne();
        callee.sends(new ErrorMessage(MessageType.INVOCATION, second, Map.of(), "a.b", Payload.EMPTY));
        assertThat(caller.receivesError(MessageType.CALL, "a.b").request()).isEqualTo(2);
        callee.receivesNothing();

        decides(callee, Decision.ALLOWED);
        assertThat(callee.receives(Published.class).request()).isEqualTo(3);
        assertThat(callee.receivesError(MessageType.CALL, ErrorUri.CANCELED).request())
                .isEqualTo(2);
        callee.receives(Goodbye.class);
        callee.sends(ScriptedPeer.hello("realm1")).receives(Welcome.class);
    }

    @Test
    void a_session_may_be_its_own_authorizer() {
        ScriptedPeer peer = fixture.joins("asked");
        peer.registers("free.authorizer");
        peer.receives(Registered.class);
        ScriptedPeer router = fixture.joins();
        peer.sends(new Publish(2, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        router.calls("free.authorizer");
        peer.sends(new Yield(peer.receives(Invocation.class).request(), Map.of(), Payload.EMPTY));
        router.receives(Result.class);
        decides(peer, Decision.ALLOWED);
        peer.receives(Published.class);
    }

    @Test
    void denied_requests_are_answered_and_the_next_ones_have_their_turns() {
        ScriptedPeer peer = fixture.joins("asked");
        List<WampMessage> requests = List.of(
                new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY),
                new Subscribe(2, Map.of(), "asked.topic"),
                new Register(3, Map.of(), "asked.procedure"),
                new Call(4, Map.of(), "asked.procedure", Payload.EMPTY));
        requests.forEach(peer::sends);
        for (WampMessage request : requests) {
            decides(peer, Decision.DENIED);
            peer.receivesError(request.type(), ErrorUri.NOT_AUTHORIZED);
        }
        peer.sends(new Publish(5, Map.of(), "asked.topic", Payload.EMPTY));
        decides(peer, Decision.DENIED);
        peer.receivesNothing().isOpen();
        assertThat(fixture.realm().counters().failedAuthorizations).isZero();
    }

    @Test
    void a_rule_decides_before_the_authorizer_is_asked() {
        fixture.roles.put(
                "asked",
                new RouterRole(
                        "asked",
                        (action, uri, match) -> uri.startsWith("ruled.") ? Decision.DENIED : Decision.UNDECIDED,
                        SlowConsumerOverride.NONE,
                        authorizer));
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Call(1, Map.of(), "ruled.procedure", Payload.EMPTY));
        peer.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        assertThat(authorizer.requests).isEmpty();
    }

    @Test
    void an_authorizer_that_hangs_fails_the_request_and_its_late_answer_has_no_effect() {
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY))
                .sends(new Publish(2, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        fixture.timers.advance(Duration.ofSeconds(10));
        peer.settle();
        assertThat(peer.receivesError(MessageType.PUBLISH, ErrorUri.AUTHORIZATION_FAILED)
                        .request())
                .isOne();
        peer.receivesNothing();

        decides(peer, Decision.ALLOWED);
        peer.receivesNothing();
        decides(peer, Decision.ALLOWED);
        assertThat(peer.receives(Published.class).request()).isEqualTo(2);
    }

    @Test
    void reading_pauses_at_the_credit_of_the_session_and_resumes() {
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        long request = 1;
        while (!peer.connection.paused) {
            peer.sends(new Publish(++request, ACKNOWLEDGE, "free.topic", Payload.EMPTY));
            assertThat(request).isLessThanOrEqualTo(Credit.MAX_MESSAGES + 1);
        }
        assertThat(request).isEqualTo(Credit.MAX_MESSAGES + 1);
        peer.receivesNothing();

        decides(peer, Decision.ALLOWED);
        assertThat(peer.connection.paused).isFalse();
        for (long published = 1; published <= request; published++) {
            assertThat(peer.receives(Published.class).request()).isEqualTo(published);
        }
        assertThat(fixture.inbound.waitingBytes()).isZero();
    }

    @Test
    void a_session_that_is_lost_meanwhile_leaves_nothing_behind() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("asked.topic");
        subscriber.subscribes("free.topic");
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, Map.of(), "asked.topic", Payload.EMPTY))
                .sends(new Publish(2, Map.of(), "free.topic", Payload.EMPTY));
        peer.disconnects();
        assertThat(fixture.timers.waiting()).isZero();
        decides(peer, Decision.ALLOWED);
        subscriber.receivesNothing();
        assertThat(fixture.realm().sessions().size()).isOne();
        assertThat(fixture.nodeQuota.taken()).isOne();
        assertThat(fixture.inbound.waitingBytes()).isZero();
    }

    @Test
    void a_violation_and_a_close_have_their_turn_behind_the_waiting_messages() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("asked.topic");
        ScriptedPeer violator = fixture.joins("asked");
        violator.sends(new Publish(1, Map.of(), "asked.topic", Payload.EMPTY));
        violator.sendsGarbage("scripted");
        violator.receivesNothing().isOpen();
        ScriptedPeer leaving = fixture.joins("asked");
        leaving.sends(new Publish(1, Map.of(), "asked.topic", Payload.EMPTY));
        leaving.closes(new FlushBatch());
        leaving.settle();
        leaving.receivesNothing().isOpen();

        decides(violator, Decision.ALLOWED);
        subscriber.receives(Event.class);
        violator.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
        violator.isClosedWith(Kind.PROTOCOL_ERROR);
        decides(leaving, Decision.ALLOWED);
        subscriber.receives(Event.class);
        leaving.isClosedWith(Kind.NORMAL);
    }

    @Test
    void a_session_that_is_killed_meanwhile_answers_goodbye_at_once() {
        ScriptedPeer killer = fixture.joins();
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY))
                .sends(new Publish(2, ACKNOWLEDGE, "free.topic", Payload.EMPTY));
        killer.sends(new Call(1, Map.of(), "wamp.session.kill", ScriptedPeer.text("" + peer.sessionId)));
        killer.receives(Result.class);
        peer.receives(Goodbye.class);
        peer.sends(new Goodbye(Map.of(), "wamp.close.goodbye_and_out"));
        peer.receivesNothing().isClosedWith(Kind.NORMAL);
        decides(peer, Decision.ALLOWED);
        peer.receivesNothing();
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_realm_that_shuts_down_meanwhile_is_emptied() {
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        CompletableFuture<Void> emptied = fixture.directory().shutDown();
        fixture.workers.runAll();
        peer.receives(Goodbye.class);
        peer.sends(new Goodbye(Map.of(), "wamp.close.goodbye_and_out"));
        assertThat(emptied).isCompleted();
    }

    @Test
    void a_decision_may_disclose_the_publisher() {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes("asked.topic");
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, Map.of(), "asked.topic", Payload.EMPTY));
        decides(peer, Decision.ALLOWED_AND_DISCLOSED);
        assertThat(subscriber.receivesEvent().details()).containsEntry("publisher", peer.sessionId);
    }

    @Test
    void a_call_to_the_router_keeps_its_arguments_while_it_waits() {
        authorizer.answer = request -> new Authorization.Later(pending());
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Call(1, Map.of(), "wamp.session.get", ScriptedPeer.text("" + peer.sessionId)));
        peer.receivesNothing();
        decides(peer, Decision.ALLOWED);
        peer.settle();
        peer.receives(Result.class);
    }

    @Test
    void a_payload_under_a_contract_waits_for_both() {
        ScriptedContracts contracts = new ScriptedContracts();
        fixture.contracts = contracts;
        authorizer.answer = request -> new Authorization.Later(pending());
        ScriptedPeer peer = fixture.joins("asked");
        peer.sends(new Publish(1, ACKNOWLEDGE, "under.a", ScriptedPeer.text("\"bad" + "x".repeat(5_000) + "\"")));
        peer.sends(new Publish(2, ACKNOWLEDGE, "under.a", ScriptedPeer.text("\"bad\"")));
        assertThat(authorizer.requests).isEmpty();

        contracts.aside.remove().run();
        peer.settle();
        decides(peer, Decision.ALLOWED);
        assertThat(peer.receivesError(MessageType.PUBLISH, ErrorUri.INVALID_ARGUMENT)
                        .request())
                .isOne();
        decides(peer, Decision.DENIED);
        assertThat(peer.receivesError(MessageType.PUBLISH, ErrorUri.NOT_AUTHORIZED)
                        .request())
                .isEqualTo(2);
    }

    @Test
    void no_answer_overtakes_an_answer_whose_payload_is_inspected() {
        ScriptedContracts contracts = new ScriptedContracts();
        fixture.contracts = contracts;
        ScriptedPeer caller = fixture.joins();
        ScriptedPeer callee = fixture.joins("asked");
        callee.registers("under.a");
        callee.receives(Registered.class);
        caller.calls("under.a");
        caller.calls("under.a");
        long first = callee.receives(Invocation.class).request();
        long second = callee.receives(Invocation.class).request();
        callee.sends(new Publish(2, ACKNOWLEDGE, "asked.topic", Payload.EMPTY));
        callee.sends(new Yield(first, Map.of(), ScriptedPeer.text("\"" + "x".repeat(5_000) + "\"")));
        callee.sends(new Yield(second, Map.of(), Payload.EMPTY));
        caller.receivesNothing();

        contracts.aside.remove().run();
        callee.settle();
        caller.connection.flush();
        assertThat(caller.receives(Result.class).request()).isOne();
        assertThat(caller.receives(Result.class).request()).isEqualTo(2);
        callee.receivesNothing();
    }

    private CompletableFuture<Decision> pending() {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        authorizer.pending.add(decision);
        return decision;
    }

    private void decides(ScriptedPeer peer, Decision decision) {
        authorizer.decides(decision);
        peer.settle();
    }
}
