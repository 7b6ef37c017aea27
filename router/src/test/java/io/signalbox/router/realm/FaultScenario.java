package io.signalbox.router.realm;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Events in a realm while one of its collaborators throws: each kind of message and each way of ending. */
enum FaultScenario {
    JOIN(scene -> scene.realm.act(() -> scene.realm.connects().sends(hello()))),
    SUBSCRIBE(scene -> scene.actorSends(new Subscribe(900, Map.of(), "x.y"))),
    SUBSCRIBE_WITH_RETAINED(
            scene -> scene.actorSends(new Subscribe(900, Map.of("match", "prefix", "get_retained", true), "kept."))),
    UNSUBSCRIBE(scene -> scene.actorSends(new Unsubscribe(900, scene.subscription, Map.of()))),
    PUBLISH(scene -> scene.actorSends(
            new Publish(900, Map.of("acknowledge", true, "exclude_me", false), "a.b", ScriptedPeer.text("1")))),
    PUBLISH_RETAINED(
            scene -> scene.actorSends(new Publish(900, Map.of("retain", true), "a.b", ScriptedPeer.text("1")))),
    PUBLISH_INTO_HISTORY(scene -> scene.actorSends(new Publish(900, Map.of(), "with.history", ScriptedPeer.text("1")))),
    PUBLISH_UNDER_CONTRACT(scene -> scene.actorSends(new Publish(900, Map.of(), "under.a", ScriptedPeer.text("1")))),
    PUBLISH_CHECKED_ASIDE(scene -> {
        String large = "\"" + "x".repeat(5_000) + "\"";
        scene.actorSends(new Publish(900, Map.of(), "under.a", ScriptedPeer.text(large)));
        scene.actorSends(new Publish(901, Map.of(), "a.b", ScriptedPeer.text("1")));
    }),
    REGISTER(scene -> scene.actorSends(new Register(900, Map.of(), "new.procedure"))),
    REGISTER_SHARED(scene -> scene.actorSends(new Register(900, Map.of("invoke", "random"), "shared"))),
    UNREGISTER(scene -> scene.actorSends(new Unregister(900, scene.registration, Map.of()))),
    CALL(scene -> scene.calls(scene.actor, "of.partner", Map.of("timeout", 1_000L))),
    CALL_ON_AND_ON(scene -> {
        scene.calls(scene.actor, "of.partner", Map.of("receive_progress", true));
        scene.calls(scene.actor, "shared", Map.of());
        scene.calls(scene.actor, "of.partner", Map.of());
        scene.answerAll(scene.partner, false);
    }),
    CALL_UNDER_CONTRACT(scene -> {
        scene.calls(scene.actor, "under.partner", Map.of());
        scene.answerAll(scene.partner, false);
    }),
    CALL_THAT_WAITS(scene -> {
        scene.calls(scene.actor, "queued", Map.of("timeout", 1_000L));
        scene.calls(scene.other, "queued", Map.of());
        scene.answerAll(scene.partner, false);
        scene.answerAll(scene.partner, false);
    }),
    CALL_REROUTED(scene -> {
        scene.calls(scene.actor, "shared", Map.of());
        scene.answerAll(scene.partner, true);
        scene.answerAll(scene.other, true);
    }),
    CALL_THAT_TIMES_OUT(scene -> {
        scene.calls(scene.actor, "of.partner", Map.of("timeout", 500L));
        scene.calls(scene.other, "of.partner", Map.of("timeout", 500L));
        scene.passes(Duration.ofSeconds(1));
    }),
    YIELD(scene -> scene.answerAll(scene.actor, false)),
    ERROR(scene -> scene.answerAll(scene.actor, true)),
    CANCEL(scene -> scene.partnerSends(new Cancel(scene.partnersCall, Map.of("mode", "killnowait")))),
    KILL(scene -> {
        scene.calls(scene.other, "wamp.session.kill", scene.actor.sessionId);
        scene.passes(Duration.ofSeconds(3));
    }),
    KILL_ALL(scene -> {
        scene.calls(scene.other, "wamp.session.kill_all", Map.of());
        scene.passes(Duration.ofSeconds(3));
    }),
    GET_EVENTS(scene -> scene.calls(scene.actor, "wamp.subscription.get_events", 1L)),
    TESTAMENT(scene -> scene.calls(scene.actor, "wamp.session.add_testament", List.of("a.b", List.of(), Map.of()))),
    GET_SESSION(scene -> scene.calls(scene.actor, "wamp.session.get", scene.partner.sessionId)),
    REVOKE(scene -> scene.calls(
            scene.other, "wamp.registration.remove_callee", List.of(scene.registration, scene.actor.sessionId))),
    GOODBYE(scene -> scene.actorSends(new Goodbye(Map.of(), "wamp.close.close_realm"))),
    GOODBYE_AND_AGAIN(scene -> {
        scene.actorSends(new Goodbye(Map.of(), "wamp.close.close_realm"));
        scene.actorSends(hello());
    }),
    ABORT(scene -> scene.actorSends(new Abort(Map.of(), "wamp.error.canceled", Payload.EMPTY))),
    VIOLATION(scene -> scene.realm.act(() -> scene.actor.sendsGarbage("no WAMP"))),
    PEER_CLOSES(scene -> scene.realm.act(() -> {
        FlushBatch flushes = new FlushBatch();
        scene.actor.closes(flushes);
        flushes.flush();
    })),
    LOST(scene -> scene.realm.act(scene.actor::disconnects)),
    TOO_SLOW(scene -> scene.realm.act(() -> scene.actor.isSlow(SlowConsumer.Policy.DISCONNECT))),
    LOSES_EVENTS(scene -> scene.realm.act(() -> scene.actor.isSlow(SlowConsumer.Policy.DROP_EVENTS))),
    TOO_LONG(scene -> {
        scene.partner.connection.maxMessageBytes = 500;
        scene.calls(scene.actor, "of.partner", List.of("x".repeat(500)));
    }),
    SHUTDOWN(scene -> {
        scene.realm.shutDown();
        scene.passes(Duration.ofSeconds(3));
    }),
    LOGIN(scene -> scene.logsIn("ticket")),
    LOGIN_LATER(scene -> scene.logsIn("later")),
    LOGIN_TOO_LATE(scene -> {
        scene.realm.act(() -> scene.realm.connects().sends(hello("ticket")));
        scene.passes(Duration.ofSeconds(11));
    }),
    LOST_DURING_LOGIN(scene -> scene.realm.act(() -> {
        ScriptedPeer peer = scene.realm.connects();
        peer.sends(hello("later"));
        peer.disconnects();
    })),
    AUTHORIZED_LATER(scene -> {
        ScriptedPeer peer = scene.logsIn("ticket");
        scene.realm.act(() -> peer.sends(new Subscribe(1, Map.of(), "a.b")));
        scene.realm.act(() -> peer.sends(new Publish(2, Map.of(), "a.b", Payload.EMPTY)));
        scene.realm.act(() -> peer.sends(new Goodbye(Map.of(), "wamp.close.close_realm")));
    }),
    LOST_DURING_AUTHORIZATION(scene -> {
        ScriptedPeer peer = scene.logsIn("ticket");
        scene.realm.act(() -> {
            peer.sends(new Publish(1, Map.of(), "a.b", Payload.EMPTY));
            peer.sends(new Publish(2, Map.of(), "a.b", Payload.EMPTY));
            peer.disconnects();
        });
    }),
    AUTHORIZED_TOO_LATE(scene -> {
        ScriptedPeer peer = scene.logsIn("ticket");
        scene.realm.act(() -> {
            peer.sends(new Publish(1, Map.of(), "a.b", Payload.EMPTY));
            scene.realm.timers.advance(Duration.ofSeconds(11));
        });
    }),
    NO_HELLO(scene -> {
        scene.realm.act(scene.realm::connects);
        scene.passes(Duration.ofSeconds(10));
    });

    private final Consumer<Scene> action;

    FaultScenario(Consumer<Scene> action) {
        this.action = action;
    }

    void play(Scene scene) {
        action.accept(scene);
    }

    /** Sessions that interact with each other, and two sessions that are independent of them. */
    static final class Scene {
        final FaultyRealm realm = new FaultyRealm();
        final ScriptedPeer actor = joins();
        final ScriptedPeer partner = joins();
        final ScriptedPeer other = joins();
        final ScriptedPeer bystander = joins();
        final ScriptedPeer bystandersCallee = joins();
        long subscription;
        long registration;
        long partnersCall;

        Scene() {
            other.publishes("kept.event", Map.of("retain", true));
            subscription = actor.subscribes("a.b");
            actor.subscribes("a.", Map.of("match", "prefix"));
            partner.subscribes("a.", Map.of("match", "prefix"));
            other.subscribes("a..b", Map.of("match", "wildcard"));
            other.subscribes("under.a");
            other.subscribes("wamp.", Map.of("match", "prefix"));
            registers(actor, "of.actor", Map.of());
            registration = lastRegistered(actor);
            registers(actor, "queued.of.actor", Map.of());
            registers(partner, "of.partner", Map.of());
            registers(partner, "under.partner", Map.of());
            registers(partner, "queued", Map.of("concurrency", 1L));
            registers(partner, "shared", Map.of("invoke", "roundrobin"));
            registers(other, "shared", Map.of("invoke", "roundrobin"));
            registers(bystandersCallee, "of.bystander", Map.of());
            bystander.subscribes("bystanders.topic");
            calls(partner, "of.actor", Map.of());
            calls(partner, "of.actor", Map.of());
            calls(actor, "of.partner", Map.of());
            calls(actor, "wamp.session.add_testament", List.of("a.b", List.of(), Map.of()));
            partnersCall = lastRequest(partner);
            realm.peers.forEach(ScriptedPeer::isOpen);
        }

        private ScriptedPeer joins() {
            return realm.connects().sends(hello()).takesWelcome();
        }

        private void registers(ScriptedPeer callee, String procedure, Map<String, Object> options) {
            callee.sends(new Register(callee.nextRequest(), options, procedure));
        }

        private static long lastRegistered(ScriptedPeer callee) {
            return callee.lastReceived(Registered.class).registration();
        }

        private static long lastRequest(ScriptedPeer peer) {
            return peer.nextRequest() - 1;
        }

        /** Opens a session with an authorizer. */
        ScriptedPeer logsIn(String method) {
            ScriptedPeer peer = realm.connects();
            realm.act(() -> peer.sends(FaultScenario.hello(method)));
            realm.act(() -> peer.sends(new Authenticate("right", Map.of())));
            return peer;
        }

        void actorSends(WampMessage message) {
            realm.act(() -> actor.sends(message));
        }

        void partnerSends(WampMessage message) {
            realm.act(() -> partner.sends(message));
        }

        void calls(ScriptedPeer caller, String procedure, Map<String, Object> options) {
            realm.calls(caller, procedure, options, ScriptedPeer.text("1"));
        }

        void calls(ScriptedPeer caller, String procedure, long argument) {
            realm.calls(caller, procedure, Map.of(), ScriptedPeer.text("" + argument));
        }

        void calls(ScriptedPeer caller, String procedure, List<?> arguments) {
            Payload payload = new Serializers().of(WireFormat.JSON).payload(arguments, Map.of());
            realm.calls(caller, procedure, Map.of(), payload);
        }

        /** Answers each pending INVOCATION. */
        void answerAll(ScriptedPeer callee, boolean unavailable) {
            List<WampMessage> received = List.copyOf(callee.connection.received);
            callee.connection.received.clear();
            for (WampMessage message : received) {
                if (message instanceof Invocation invocation) {
                    long request = invocation.request();
                    WampMessage answer = unavailable
                            ? new ErrorMessage(
                                    MessageType.INVOCATION, request, Map.of(), ErrorUri.UNAVAILABLE, Payload.EMPTY)
                            : new Yield(request, Map.of(), ScriptedPeer.text("2"));
                    realm.act(() -> callee.sends(answer));
                }
            }
        }

        void passes(Duration time) {
            realm.act(() -> realm.timers.advance(time));
        }
    }

    private static Hello hello() {
        return hello("anonymous");
    }

    private static Hello hello(String method) {
        Map<String, Object> callee = Map.of(
                "features", Map.of("call_canceling", true, "call_reroute", true, "progressive_call_results", true));
        Map<String, Object> roles =
                Map.of("caller", Map.of(), "callee", callee, "publisher", Map.of(), "subscriber", Map.of());
        return new Hello(Optional.of("realm1"), Map.of("roles", roles, "authmethods", List.of(method)));
    }
}
