package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Inputs that pass the limits and make the most work in a realm with many sessions. Each case prepares a scene and
 * returns the action to be measured. Fan-out is not a case: it is one message per receiver.
 */
final class RealmTaskCases {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final int MANY = 50_000;
    private static final int MAX_HELD = 100_000;
    private static final int RETAINED = 10_000;
    private static final int TESTAMENTS = 100;
    private static final int PENDING_OF_ONE = 1_000;
    private static final Map<String, Object> SHARED = Map.of("invoke", "roundrobin");

    private RealmTaskCases() {}

    static Map<String, Function<RealmScene, Runnable>> all() {
        Map<String, Function<RealmScene, Runnable>> cases = new LinkedHashMap<>();
        cases.put("join", scene -> scene::join);
        addMessages(cases);
        addLists(cases);
        addMetaCalls(cases);
        addRetention(cases);
        addEndings(cases);
        return cases;
    }

    private static void addMessages(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("REGISTER: the first prefix beside 100,000 procedures", scene -> {
            holdRegistrations(first(scene), MAX_HELD);
            return () -> register(second(scene), "com.", Map.of("match", "prefix"));
        });
        cases.put("REGISTER: force_reregister in place of 10,000 callees", scene -> {
            Map<String, Object> yielding = Map.of("invoke", "roundrobin", "force_reregister", true);
            // A callee without force_reregister keeps the other callees from replacing each other.
            RealmScene.Session steady = scene.join();
            register(steady, "com.shared", SHARED);
            scene.sessions
                    .subList(0, scene.sessions.size() - 1)
                    .forEach(peer -> register(peer, "com.shared", yielding));
            steady.disconnects();
            return () -> register(first(scene), "com.shared", yielding);
        });
        cases.put("SUBSCRIBE: 100,000 more topics", scene -> {
            holdSubscriptions(first(scene), MAX_HELD);
            return () -> holdSubscriptions(second(scene), MAX_HELD, "org.");
        });
        cases.put("UNSUBSCRIBE: one of 10,000 subscribers", scene -> {
            each(scene, peer -> subscribe(peer, "com.shared", Map.of()));
            long id = ((Subscribed) second(scene).last).subscription();
            return () -> first(scene).sends(new Unsubscribe(first(scene).nextRequest(), id, Map.of()));
        });
        cases.put("REGISTER: 100,000 more procedures", scene -> {
            holdRegistrations(first(scene), MAX_HELD);
            return () -> holdRegistrations(second(scene), MAX_HELD, "org.");
        });
        cases.put("UNREGISTER: the last of 10,000 callees", scene -> {
            each(scene, peer -> register(peer, "com.shared", SHARED));
            RealmScene.Session last = scene.sessions.getLast();
            long id = ((Registered) last.last).registration();
            return () -> last.sends(new Unregister(last.nextRequest(), id, Map.of()));
        });
        cases.put("CALL: 10,000 callees without room", scene -> {
            each(scene, peer -> register(peer, "com.busy", Map.of("invoke", "random", "concurrency", 1L)));
            for (int i = 0; i < scene.sessions.size(); i++) {
                call(scene.sessions.get(i), "com.busy", Payload.EMPTY);
            }
            return () -> call(first(scene), "com.busy", Payload.EMPTY);
        });
        cases.put("PUBLISH: 10,000 eligible sessions", scene -> {
            List<Long> ids = scene.sessions.stream().map(peer -> peer.id).toList();
            return () -> publish(first(scene), "com.topic", Map.of("eligible", ids));
        });
        cases.put("PUBLISH: 10,000 eligible authids", scene -> {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                names.add("authid-" + i);
            }
            return () -> publish(first(scene), "com.topic", Map.of("eligible_authid", names));
        });
    }

    private static void addLists(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("wamp.registration.list: 50,000", scene -> {
            holdRegistrations(first(scene), MANY);
            return () -> call(second(scene), "wamp.registration.list", Payload.EMPTY);
        });
        cases.put("wamp.subscription.list: 50,000", scene -> {
            holdSubscriptions(first(scene), MANY);
            return () -> call(second(scene), "wamp.subscription.list", Payload.EMPTY);
        });
        cases.put("wamp.registration.list_callees: 10,000", scene -> {
            each(scene, peer -> register(peer, "com.shared", SHARED));
            long id = ((Registered) first(scene).last).registration();
            return () -> call(second(scene), "wamp.registration.list_callees", arguments(id));
        });
        cases.put("wamp.subscription.list_subscribers: 10,000", scene -> {
            each(scene, peer -> subscribe(peer, "com.shared", Map.of()));
            long id = ((Subscribed) first(scene).last).subscription();
            return () -> call(second(scene), "wamp.subscription.list_subscribers", arguments(id));
        });
        cases.put("wamp.session.list", scene -> () -> call(first(scene), "wamp.session.list", Payload.EMPTY));
        cases.put("wamp.session.count: a list of 60 KiB", scene -> {
            Payload roles = JSON.payload(List.of(roles(60 << 10)), Map.of());
            return () -> call(first(scene), "wamp.session.count", roles);
        });
        cases.put("wamp.session.count: two million roles", scene -> {
            Payload roles = JSON.payload(List.of(roles(8 << 20)), Map.of());
            return () -> call(first(scene), "wamp.session.count", roles);
        });
        cases.put("wamp.subscription.get_events: 100,000 on as many topics", scene -> {
            for (int i = 0; i < RealmScene.HISTORY_EVENTS; i++) {
                publish(first(scene), "history.t" + i, Map.of());
            }
            return () -> call(second(scene), "wamp.subscription.get_events", arguments(1L));
        });
    }

    private static List<String> roles(int bytes) {
        List<String> roles = new ArrayList<>();
        for (int i = 0; i < bytes / 4; i++) {
            roles.add(String.valueOf((char) ('a' + i % 26)));
        }
        return roles;
    }

    private static void addMetaCalls(Map<String, Function<RealmScene, Runnable>> cases) {
        for (String procedure : List.of(
                "wamp.session.get",
                "wamp.registration.get",
                "wamp.registration.count_callees",
                "wamp.subscription.get",
                "wamp.subscription.count_subscribers")) {
            cases.put(procedure, scene -> () -> call(first(scene), procedure, arguments(second(scene).id)));
        }
        for (String procedure : List.of(
                "wamp.registration.lookup",
                "wamp.registration.match",
                "wamp.subscription.lookup",
                "wamp.subscription.match",
                "wamp.reflection.procedure.describe",
                "wamp.reflection.topic.describe")) {
            Payload uri = JSON.payload(List.of("a.".repeat(30_000)), Map.of());
            cases.put(procedure + ": a URI of 60 KiB", scene -> () -> call(first(scene), procedure, uri));
        }
        cases.put("wamp.registration.remove_callee", scene -> {
            each(scene, peer -> register(peer, "com.shared", SHARED));
            RealmScene.Session last = scene.sessions.getLast();
            long id = ((Registered) last.last).registration();
            return () ->
                    call(first(scene), "wamp.registration.remove_callee", JSON.payload(List.of(id, last.id), Map.of()));
        });
        cases.put("wamp.subscription.remove_subscriber", scene -> {
            each(scene, peer -> subscribe(peer, "com.shared", Map.of()));
            RealmScene.Session last = scene.sessions.getLast();
            long id = ((Subscribed) last.last).subscription();
            return () -> call(
                    first(scene), "wamp.subscription.remove_subscriber", JSON.payload(List.of(id, last.id), Map.of()));
        });
        cases.put("wamp.session.add_testament: 1 MiB", scene -> {
            List<Long> numbers = new ArrayList<>();
            for (long i = 0; i < 500_000; i++) {
                numbers.add(i % 10);
            }
            Payload testament = JSON.payload(List.of("com.topic", numbers, Map.of()), Map.of());
            return () -> call(first(scene), "wamp.session.add_testament", testament);
        });
        cases.put("wamp.session.flush_testaments: 100", scene -> {
            makeTestaments(first(scene));
            return () -> call(first(scene), "wamp.session.flush_testaments", Payload.EMPTY);
        });
    }

    private static void addRetention(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("SUBSCRIBE: 10,000 retained events", scene -> {
            retain(scene);
            return () -> subscribe(second(scene), "", Map.of("match", "prefix", "get_retained", true));
        });
        cases.put("SUBSCRIBE: 10,000 retained events, none matches", scene -> {
            retain(scene);
            return () -> subscribe(second(scene), "..nothing", Map.of("match", "wildcard", "get_retained", true));
        });
    }

    private static void addEndings(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("wamp.session.kill: 100,000 subscriptions", scene -> {
            holdSubscriptions(second(scene), MAX_HELD);
            return () -> call(first(scene), "wamp.session.kill", arguments(second(scene).id));
        });
        cases.put("wamp.session.kill_all", scene -> {
            each(scene, peer -> subscribe(peer, "com.shared", Map.of()));
            return () -> call(first(scene), "wamp.session.kill_all", Payload.EMPTY);
        });
        cases.put(
                "wamp.session.kill_by_authid: nobody",
                scene -> () ->
                        call(first(scene), "wamp.session.kill_by_authid", JSON.payload(List.of("nobody"), Map.of())));
        cases.put(
                "wamp.session.kill_by_authrole: all",
                scene -> () -> call(
                        first(scene), "wamp.session.kill_by_authrole", JSON.payload(List.of("anonymous"), Map.of())));
        cases.put("GOODBYE deadlines of 10,000 killed sessions", scene -> {
            call(first(scene), "wamp.session.kill_all", Payload.EMPTY);
            return () -> scene.advanceMillis(2_500);
        });
        cases.put("lost: 100,000 subscriptions", scene -> {
            holdSubscriptions(first(scene), MAX_HELD);
            return () -> first(scene).disconnects();
        });
        cases.put("lost: 100,000 registrations", scene -> {
            holdRegistrations(first(scene), MAX_HELD);
            return () -> first(scene).disconnects();
        });
        cases.put("lost: a callee with 10,000 callers", scene -> {
            register(first(scene), "com.slow", Map.of());
            each(scene, peer -> call(peer, "com.slow", Payload.EMPTY));
            return () -> first(scene).disconnects();
        });
        cases.put("lost: a caller with 1,000 calls", scene -> {
            register(first(scene), "com.slow", Map.of());
            for (int i = 0; i < PENDING_OF_ONE; i++) {
                call(second(scene), "com.slow", Payload.EMPTY);
            }
            return () -> second(scene).disconnects();
        });
        cases.put("lost: 100 testaments", scene -> {
            makeTestaments(first(scene));
            return () -> first(scene).disconnects();
        });
        cases.put("10,000 calls time out together", scene -> {
            register(first(scene), "com.slow", Map.of());
            each(
                    scene,
                    peer -> peer.sends(
                            new Call(peer.nextRequest(), Map.of("timeout", 1000L), "com.slow", Payload.EMPTY)));
            return () -> scene.advanceMillis(1_500);
        });
        cases.put("shutdown", scene -> () -> {
            scene.realm.shutDown();
            scene.settle();
            scene.advanceMillis(2_500);
        });
    }

    private static RealmScene.Session first(RealmScene scene) {
        return scene.sessions.get(0);
    }

    private static RealmScene.Session second(RealmScene scene) {
        return scene.sessions.get(1);
    }

    private static void each(RealmScene scene, Consumer<RealmScene.Session> action) {
        scene.sessions.forEach(action);
    }

    private static void holdSubscriptions(RealmScene.Session peer, int count) {
        holdSubscriptions(peer, count, "com.");
    }

    private static void holdSubscriptions(RealmScene.Session peer, int count, String prefix) {
        for (int i = 0; i < count; i++) {
            subscribe(peer, prefix + i, Map.of());
        }
    }

    private static void holdRegistrations(RealmScene.Session peer, int count) {
        holdRegistrations(peer, count, "com.");
    }

    private static void holdRegistrations(RealmScene.Session peer, int count, String prefix) {
        for (int i = 0; i < count; i++) {
            register(peer, prefix + i, Map.of());
        }
    }

    private static void retain(RealmScene scene) {
        for (int i = 0; i < RETAINED; i++) {
            publish(first(scene), "com.t" + i, Map.of("retain", true));
        }
    }

    private static void makeTestaments(RealmScene.Session peer) {
        for (int i = 0; i < TESTAMENTS; i++) {
            call(peer, "wamp.session.add_testament", JSON.payload(List.of("com.topic", List.of(), Map.of()), Map.of()));
        }
    }

    private static Payload arguments(long id) {
        return JSON.payload(List.of(id), Map.of());
    }

    private static void subscribe(RealmScene.Session peer, String topic, Map<String, Object> options) {
        peer.sends(new Subscribe(peer.nextRequest(), options, topic));
    }

    private static void register(RealmScene.Session peer, String procedure, Map<String, Object> options) {
        peer.sends(new Register(peer.nextRequest(), options, procedure));
    }

    private static void publish(RealmScene.Session peer, String topic, Map<String, Object> options) {
        peer.sends(new Publish(peer.nextRequest(), options, topic, Payload.EMPTY));
    }

    private static void call(RealmScene.Session peer, String procedure, Payload payload) {
        peer.sends(new Call(peer.nextRequest(), Map.of(), procedure, payload));
    }
}
