package io.signalbox.bench.load;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Scenario of a thousand parallel logins, round after round, by cryptosign and by WAMP-CRA in turns, beside calls. An
 * authenticator procedure has the keys, and the plain secrets of salted users, so that the router derives a key for each
 * login. The connections stay open.
 */
final class Logins implements Overload, LoginClient.Listener {
    private static final int CLIENTS = 1_000;
    private static final int CONNECTS_AT_ONCE = 64;
    private static final int CALLERS = 4;
    private static final int WINDOW = 16;
    private static final int PHASES = 3;
    private static final int WARM_UP_SECONDS = 15;
    private static final double LEAST_SHARE = 0.7;
    private static final double MOST_HEAP_MIB = 64;
    private static final Salting SALTING = new Salting("salt123", 1_000, 32);
    private static final String SECRET = "a secret of a user";
    private static final String CALLED = "com.bench.called";
    private static final String AUTHENTICATOR = "com.bench.authenticate.";

    private final CryptosignKey key = CryptosignKey.generate(new SecureRandom());
    private final Map<Long, Payload> answers = new HashMap<>();
    private final Map<Long, Payload> answersOfRequests = new HashMap<>();
    private final List<List<LoginClient>> groups = new ArrayList<>();
    private String failure;
    private int round;
    private int waiting;
    private long logins;
    private long results;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        provide(scene);
        startCalls(scene);
        groups.add(connect(scene, "cryptosign"));
        groups.add(connect(scene, "wampcra"));
        GcLog collections = new GcLog(Path.of(scene.options().text("gc-log", "")));
        run(scene, WARM_UP_SECONDS, true);
        bystander.takeLatencies();
        int seconds = Math.max(1, scene.options().number("seconds", 30) / PHASES);
        double without = 0;
        double with = 0;
        long heapWithout = 0;
        long heapWith = 0;
        long before = logins;
        for (int phase = 0; phase < PHASES; phase++) {
            int line = collections.lines();
            without += run(scene, seconds, false) / PHASES;
            heapWithout = Math.max(heapWithout, collections.mostLeftMib(line));
            bystander.takeLatencies();
            line = collections.lines();
            with += run(scene, seconds, true) / PHASES;
            heapWith = Math.max(heapWith, collections.mostLeftMib(line));
            scene.verdict().latency("a bystander beside logins:", bystander.takeLatencies());
        }
        scene.verdict().figure("calls/s without logins", Math.rint(without));
        scene.verdict().figure("with logins", Math.rint(with));
        scene.verdict().figure("logins/s", Math.rint((logins - before) / (double) (PHASES * seconds)));
        scene.verdict().figure("heap without logins in MiB", heapWithout);
        scene.verdict().atLeast("share of the calls/s without logins", with / without, LEAST_SHARE);
        scene.verdict().atMost("more heap after a collection in MiB", heapWith - heapWithout, MOST_HEAP_MIB);
        scene.verdict().none("failed logins", failure);
    }

    /** Registers the called procedure and the authenticators, which all answer each call alike. */
    private void provide(Scene scene) throws IOException {
        Map<String, Object> user = Map.of(
                "role",
                "user",
                "secret",
                SECRET,
                "salt",
                SALTING.salt(),
                "iterations",
                SALTING.iterations(),
                "keylen",
                SALTING.keylen());
        Map<String, Payload> procedures = Map.of(
                CALLED,
                scene.serializer().payload(List.of("x".repeat(16)), Map.of()),
                AUTHENTICATOR + "wampcra",
                scene.serializer().payload(List.of(user), Map.of()),
                AUTHENTICATOR + "cryptosign",
                scene.serializer()
                        .payload(
                                List.of(Map.of(
                                        "role",
                                        "user",
                                        "pubkey",
                                        key.publicKey().hex())),
                                Map.of()));
        LoadClient[] provider = new LoadClient[1];
        provider[0] = scene.join(message -> atProvider(provider[0], message)).client();
        procedures.forEach((uri, answer) -> {
            long request = provider[0].nextRequest();
            answersOfRequests.put(request, answer);
            provider[0].send(new Register(request, Map.of(), uri));
        });
        scene.await(() -> answers.size() == procedures.size(), "REGISTERED");
    }

    private void atProvider(LoadClient provider, WampMessage message) {
        if (message instanceof Registered registered) {
            answers.put(registered.registration(), answersOfRequests.get(registered.request()));
        } else if (message instanceof Invocation invocation) {
            provider.send(new Yield(invocation.request(), Map.of(), answers.get(invocation.registration())));
        }
    }

    private void startCalls(Scene scene) throws IOException {
        for (int i = 0; i < CALLERS; i++) {
            LoadClient[] caller = new LoadClient[1];
            caller[0] = scene.join(message -> {
                        if (message instanceof Result) {
                            results++;
                            call(caller[0]);
                        }
                    })
                    .client();
            for (int call = 0; call < WINDOW; call++) {
                call(caller[0]);
            }
        }
    }

    private static void call(LoadClient caller) {
        caller.send(new Call(caller.nextRequest(), Map.of(), CALLED, Payload.EMPTY));
    }

    private List<LoginClient> connect(Scene scene, String method) throws IOException {
        boolean isSigned = method.equals("cryptosign");
        URI url = scene.options().url().resolve("login");
        byte[] derived = WampCra.key(SECRET, SALTING);
        List<LoginClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Map<String, Object> details = Map.of(
                    "roles",
                    Map.of("caller", Map.of()),
                    "authmethods",
                    List.of(method),
                    "authid",
                    "user" + i,
                    "authextra",
                    isSigned ? Map.of("pubkey", key.publicKey().hex()) : Map.of());
            LoginClient client = new LoginClient(
                    scene.options().realm(), details, isSigned ? key : null, isSigned ? null : derived, this);
            clients.add(client);
            scene.connectTo(url, client);
            int enough = i - CONNECTS_AT_ONCE;
            scene.await(() -> enough < 0 || clients.get(enough).isOpen(), "upgrade");
        }
        scene.await(() -> clients.stream().allMatch(LoginClient::isOpen), "upgrade");
        return clients;
    }

    @Override
    public void left() {
        waiting--;
        logins++;
    }

    /** Runs the calls, with or without rounds of logins. Returns the calls per second. */
    private double run(Scene scene, int seconds, boolean hasLogins) throws IOException {
        long before = results;
        long start = System.nanoTime();
        scene.runUntil(
                () -> {
                    if (hasLogins && waiting == 0) {
                        beginRound();
                    }
                    return failure != null;
                },
                seconds * 1000L);
        double perSecond = (results - before) / ((System.nanoTime() - start) / 1e9);
        scene.await(() -> waiting == 0 || failure != null, "the end of a round of logins");
        return perSecond;
    }

    private void beginRound() {
        List<LoginClient> clients = groups.get(round++ % groups.size());
        waiting = clients.size();
        clients.forEach(LoginClient::logIn);
    }

    @Override
    public void failed(String why) {
        failure = failure == null ? why : failure;
    }
}
