package io.signalbox.bench.load;

import static io.signalbox.bench.load.RealmTaskCases.SHARED;
import static io.signalbox.bench.load.RealmTaskCases.each;
import static io.signalbox.bench.load.RealmTaskCases.first;
import static io.signalbox.bench.load.RealmTaskCases.register;
import static io.signalbox.bench.load.RealmTaskCases.second;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Yield;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Cases of {@link RealmTaskCases} in which many calls run or wait, or a procedure has many callees. */
final class CallTaskCases {
    private static final String QUEUED = "queued.a";
    private static final int CALLS_OF_ONE = 1_000;
    private static final Map<String, Object> ONE_AT_ONCE = Map.of("invoke", "roundrobin", "concurrency", 1L);

    private CallTaskCases() {}

    static void addTo(Map<String, Function<RealmScene, Runnable>> cases) {
        addManyCallees(cases);
        addQueues(cases);
        addManyCalls(cases);
        addEndedCalls(cases);
    }

    private static void addManyCallees(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("REGISTER: force_reregister in place of 10,000 callees", scene -> {
            Map<String, Object> replaceable = Map.of("invoke", "roundrobin", "force_reregister", true);
            // A callee that is not replaceable keeps the others from replacing each other.
            RealmScene.Session steady = scene.join();
            register(steady, "com.shared", SHARED);
            scene.sessions
                    .subList(0, scene.sessions.size() - 1)
                    .forEach(peer -> register(peer, "com.shared", replaceable));
            steady.disconnects();
            return () -> register(first(scene), "com.shared", replaceable);
        });
        for (String match : new String[] {"exact", "prefix"}) {
            cases.put("CALL: 10,000 callees without room, " + match, scene -> {
                Map<String, Object> busy = Map.of("invoke", "random", "concurrency", 1L, "match", match);
                each(scene, peer -> register(peer, "com.busy", busy));
                each(scene, peer -> call(peer, "com.busy"));
                return () -> call(first(scene), "com.busy");
            });
        }
        cases.put("CALL: 10,000 callees that do not read", scene -> {
            each(scene, peer -> register(peer, "com.shared", SHARED));
            each(scene, peer -> peer.isCongested = true);
            return () -> call(first(scene), "com.shared");
        });
        cases.put("CALL: a URI of 2,000 characters below as many prefixes and 256 placements of wildcards", scene -> {
            String uri = "a".repeat(31).concat(".").repeat(62) + "a".repeat(16);
            for (int length = 1; length < uri.length(); length++) {
                register(first(scene), uri.substring(0, length), Map.of("match", "prefix"));
            }
            for (int shape = 1; shape < 256; shape++) {
                register(first(scene), wildcards(uri, shape), Map.of("match", "wildcard"));
            }
            return () -> call(second(scene), uri);
        });
        cases.put("ERROR: unavailable, and 10,000 callees refuse the options", scene -> {
            register(first(scene), "com.shared", SHARED);
            int plain = scene.sessions.size();
            for (int i = 0; i < plain; i++) {
                register(scene.join(Map.of()), "com.shared", SHARED);
            }
            Map<String, Object> passthru = Map.of("ppt_scheme", "x_a");
            second(scene).sends(new Call(second(scene).nextRequest(), passthru, "com.shared", Payload.EMPTY));
            return () -> first(scene)
                    .sends(new ErrorMessage(MessageType.INVOCATION, 1, Map.of(), ErrorUri.UNAVAILABLE, Payload.EMPTY));
        });
        cases.put("CALL and REGISTER while 10,000 callees are killed", scene -> {
            RealmScene.Session killer = scene.join();
            scene.sessions.subList(0, scene.sessions.size() - 1).forEach(peer -> register(peer, "com.shared", SHARED));
            return () -> {
                killer.sendsAndGoesOn(new Call(killer.nextRequest(), Map.of(), "wamp.session.kill_all", Payload.EMPTY));
                for (int i = 0; i < CALLS_OF_ONE; i++) {
                    killer.sendsAndGoesOn(new Call(killer.nextRequest(), Map.of(), "com.shared", Payload.EMPTY));
                    killer.sendsAndGoesOn(new Register(killer.nextRequest(), SHARED, "com.shared"));
                    scene.settleOne();
                }
            };
        });
    }

    /** Returns the URI with an empty component for each bit of {@code shape}, and with another last component. */
    private static String wildcards(String uri, int shape) {
        String[] components = uri.split("\\.");
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            if ((shape & 1 << bit) != 0) {
                components[bit] = "";
            }
        }
        components[components.length - 1] = "b";
        return String.join(".", components);
    }

    private static void addQueues(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("UNREGISTER: 100,000 calls wait", scene -> {
            fillQueue(scene, Map.of());
            long id = ((Registered) second(scene).last).registration();
            return () -> second(scene).sends(new Unregister(second(scene).nextRequest(), id, Map.of()));
        });
        cases.put("lost: the callee for which 100,000 calls wait", scene -> {
            fillQueue(scene, Map.of());
            return () -> second(scene).disconnects();
        });
        cases.put("lost: a caller with 1,000 waiting calls", scene -> {
            fillQueue(scene, Map.of());
            return () -> scene.sessions.get(2).disconnects();
        });
        cases.put("REGISTER: room for 100,000 waiting calls", scene -> {
            fillQueue(scene, Map.of());
            return () -> register(first(scene), QUEUED, SHARED);
        });
        cases.put("REGISTER: room for 100,000 waiting calls of a pattern", scene -> {
            fillQueue(scene, Map.of("match", "prefix"));
            return () -> register(first(scene), QUEUED, Map.of("invoke", "roundrobin", "match", "prefix"));
        });
        cases.put("REGISTER: a callee more, of 10,000, for 100,000 waiting calls", scene -> {
            each(scene, peer -> register(peer, QUEUED, ONE_AT_ONCE));
            fill(scene, 0);
            return () -> register(scene.join(), QUEUED, SHARED);
        });
        cases.put("100,000 waiting calls time out", scene -> {
            fillQueue(scene, Map.of());
            return () -> scene.advanceMillis(100_000);
        });
        cases.put("CANCEL: 10,000 waiting calls", scene -> {
            fillQueue(scene, Map.of());
            return () -> {
                for (int i = 0; i < 10_000; i++) {
                    RealmScene.Session caller = scene.sessions.get(2 + i % 100);
                    caller.sendsAndGoesOn(new Cancel(2 + i / 100, Map.of("mode", "skip")));
                }
            };
        });
    }

    /** Fills the queue of a callee, the second session, that takes one call at once. */
    private static void fillQueue(RealmScene scene, Map<String, Object> match) {
        Map<String, Object> options = new HashMap<>(ONE_AT_ONCE);
        options.putAll(match);
        register(second(scene), QUEUED, options);
        fill(scene, 2);
    }

    private static void fill(RealmScene scene, int from) {
        Registered registered = (Registered) second(scene).last;
        for (int i = 0; i < RealmScene.QUEUED_CALLS; i++) {
            call(scene.sessions.get(from + i / CALLS_OF_ONE), QUEUED);
        }
        second(scene).last = registered;
        requireNoError(scene);
    }

    /** A call that was refused would make a case easier than its name says. */
    private static void requireNoError(RealmScene scene) {
        each(scene, peer -> {
            if (peer.last instanceof ErrorMessage error) {
                throw new IllegalStateException("the scene is not as prepared: " + error);
            }
        });
    }

    private static void addManyCalls(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("lost: a callee with 10,000 callers", scene -> {
            callOnceEach(scene, Map.of());
            return () -> first(scene).disconnects();
        });
        cases.put("UNREGISTER: 10,000 calls run", scene -> {
            callOnceEach(scene, Map.of());
            return () -> first(scene).sends(new Unregister(first(scene).nextRequest(), slow(scene), Map.of()));
        });
        cases.put("YIELD: 10,000 calls run", scene -> {
            callOnceEach(scene, Map.of());
            return () -> {
                for (int invocation = 1; invocation <= scene.sessions.size(); invocation++) {
                    first(scene).sendsAndGoesOn(new Yield(invocation, Map.of(), Payload.EMPTY));
                }
            };
        });
        for (String mode : new String[] {"skip", "kill", "killnowait"}) {
            cases.put("CANCEL: 10,000 running calls, " + mode, scene -> {
                callOnceEach(scene, Map.of());
                return () -> cancelAll(scene, mode);
            });
        }
        cases.put("CANCEL: 10,000 running calls, each of which makes room for a waiting call", scene -> {
            register(second(scene), QUEUED, Map.of("concurrency", 10_000L));
            each(scene, peer -> call(peer, QUEUED));
            each(scene, peer -> call(peer, QUEUED));
            return () -> each(scene, peer -> peer.sendsAndGoesOn(new Cancel(1, Map.of("mode", "killnowait"))));
        });
        cases.put("10,000 calls time out together", scene -> {
            callOnceEach(scene, Map.of("timeout", 1000L));
            return () -> scene.advanceMillis(1_500);
        });
        cases.put("10,000 calls time out together, each of which makes room for a waiting call", scene -> {
            register(second(scene), QUEUED, Map.of("concurrency", 10_000L));
            each(
                    scene,
                    peer -> peer.sends(new Call(peer.nextRequest(), Map.of("timeout", 1000L), QUEUED, Payload.EMPTY)));
            each(scene, peer -> call(peer, QUEUED));
            return () -> scene.advanceMillis(1_500);
        });
        cases.put("lost: a caller with 1,000 calls", scene -> {
            register(first(scene), "com.slow", Map.of());
            for (int i = 0; i < CALLS_OF_ONE; i++) {
                call(second(scene), "com.slow");
            }
            return () -> second(scene).disconnects();
        });
    }

    private static void addEndedCalls(Map<String, Function<RealmScene, Runnable>> cases) {
        cases.put("lost: a callee with 10,000 ended invocations", scene -> {
            callOnceEach(scene, Map.of());
            cancelAll(scene, "skip");
            return () -> first(scene).disconnects();
        });
        cases.put("lost: a caller with 1,000 ended calls", scene -> {
            register(first(scene), "com.slow", Map.of("concurrency", 100_000L));
            for (int i = 0; i < CALLS_OF_ONE; i++) {
                call(second(scene), "com.slow");
                second(scene).sends(new Cancel(i + 1, Map.of("mode", "skip")));
            }
            return () -> second(scene).disconnects();
        });
        cases.put("wamp.session.kill_all: 10,000 callers with ended calls", scene -> {
            callOnceEach(scene, Map.of());
            cancelAll(scene, "skip");
            return () -> call(first(scene), "wamp.session.kill_all");
        });
    }

    /** Has each session call the first one. */
    private static void callOnceEach(RealmScene scene, Map<String, Object> options) {
        register(first(scene), "com.slow", Map.of());
        long registration = ((Registered) first(scene).last).registration();
        each(scene, peer -> peer.sends(new Call(peer.nextRequest(), options, "com.slow", Payload.EMPTY)));
        first(scene).last = new Registered(1, registration);
        requireNoError(scene);
    }

    private static long slow(RealmScene scene) {
        return ((Registered) first(scene).last).registration();
    }

    /** Has each session cancel its last request, while the tasks of earlier messages wait. */
    private static void cancelAll(RealmScene scene, String mode) {
        each(scene, peer -> peer.sendsAndGoesOn(new Cancel(peer.lastRequest(), Map.of("mode", mode))));
    }

    private static void call(RealmScene.Session peer, String procedure) {
        RealmTaskCases.call(peer, procedure, Payload.EMPTY);
    }
}
