package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.dealer.CallRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of random steps of a few sessions in one realm, each compared with the prediction of {@link CallModel} and
 * {@link TopicModel}. {@link ModelPeer} also checks without a model that no peer receives a second answer, more
 * concurrent invocations than offered, or an unrequested message.
 */
class RealmInterleavingTest {
    static final int QUEUE_LIMIT = 3;

    private static final int STEPS = 4000;
    private static final String[] URIS = {"com.a", "com.a.x", "com.b.x", "com.b.y", "org.a.x"};
    private static final String[] PREFIXES = {"com.a", "com", "com.b.", "o"};
    private static final String[] WILDCARDS = {".a.x", "com..x", "..x", "com..y"};
    private static final String[] MODES = {"skip", "kill", "killnowait"};

    private final RealmFixture fixture = new RealmFixture();
    private final Expected expected = new Expected();
    private final Map<String, Deque<ModelPeer>> draws = new HashMap<>();
    private final CallModel calls = new CallModel(expected, this::drawn);
    private final TopicModel topics = new TopicModel(expected);
    private final List<ModelPeer> peers = new ArrayList<>();
    private final List<ModelPeer> gone = new ArrayList<>();
    private final Map<ModelPeer, List<String>> received = new HashMap<>();
    private Random random;
    private int texts;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 4, 5, 9, 13, 21, 34, 1063, 1118})
    void every_interleaving_gives_what_the_naive_models_give(long seed) {
        random = new Random(seed);
        CallRules.QueueLimit queues = new CallRules.QueueLimit("com", MatchPolicy.PREFIX, QUEUE_LIMIT);
        fixture.calls = new CallRules(0, 0, List.of(queues));
        int empty = entries();
        int mostEnded = 0;
        for (int step = 0; step < STEPS; step++) {
            String what = step();
            boolean anyOrder = what.startsWith("leave") || what.startsWith("publish");
            for (ModelPeer peer : peers) {
                var messages = assertThat(received.getOrDefault(peer, List.of()))
                        .as("seed %d, step %d, %s: peer %d", seed, step, what, peer.id());
                if (anyOrder) {
                    messages.containsExactlyInAnyOrderElementsOf(expected.of(peer));
                } else {
                    messages.containsExactlyElementsOf(expected.of(peer));
                }
            }
            assertThat(fixture.realm().dealer().endedInvocations())
                    .as("seed %d, step %d, %s: ended invocations", seed, step, what)
                    .isEqualTo(calls.ended.size());
            mostEnded = Math.max(mostEnded, calls.ended.size());
            received.clear();
            expected.clear();
            draws.clear();
        }
        while (!peers.isEmpty()) {
            leave();
        }
        assertThat(entries()).as("seed %d: what is left of sessions", seed).isEqualTo(empty);
        for (ModelPeer peer : gone) {
            assertThat(peer.wire.connection.received).as("after the end").isEmpty();
        }
        assertThat(fixture.realm().counters().invocations).as("calls").isGreaterThan(STEPS / 10);
        assertThat(mostEnded).as("ended invocations at the same time").isGreaterThan(3);
        assertThat(fixture.realm().counters().events).as("events").isGreaterThan(STEPS / 20);
    }

    private int entries() {
        return fixture.realm().broker().entries() + fixture.realm().dealer().entries();
    }

    private ModelPeer drawn(String call) {
        Deque<ModelPeer> drawn = draws.get(call);
        return drawn == null ? null : drawn.poll();
    }

    /**
     * Collects the sent messages. The realm's messages are read first, because only the realm knows the random choices.
     */
    private void drain() {
        for (ModelPeer peer : peers) {
            int before = peer.invocations.size();
            received.put(peer, peer.drain());
            for (String call : peer.invocations.subList(before, peer.invocations.size())) {
                draws.computeIfAbsent(call, any -> new ArrayDeque<>()).add(peer);
            }
        }
    }

    private String step() {
        // Each step has a time of its own, so that no two deadlines are equal.
        pass(1);
        if (peers.size() < 3) {
            return join();
        }
        return switch (random.nextInt(26)) {
            case 0 -> peers.size() < 8 ? join() : leave();
            case 1 -> random.nextInt(4) == 0 ? leave() : advance();
            case 2, 3 -> register();
            case 4 -> random.nextBoolean() ? unregister() : revoke();
            case 5, 6, 7, 8, 9, 10, 11 -> call();
            case 12 -> nextChunk();
            case 13, 14, 15, 16 -> answer(false);
            case 17 -> answer(true);
            case 18 -> error("com.x.err");
            case 19 -> error(ErrorUri.UNAVAILABLE);
            case 20 -> cancel();
            case 21 -> subscribe();
            case 22 -> unsubscribe();
            case 23, 24 -> publish();
            default -> advance();
        };
    }

    private <T> T any(Collection<T> elements) {
        return List.copyOf(elements).get(random.nextInt(elements.size()));
    }

    private String any(String[] words) {
        return words[random.nextInt(words.length)];
    }

    private MatchPolicy anyMatch() {
        return MatchPolicy.values()[random.nextInt(3)];
    }

    private String uri(MatchPolicy match) {
        return switch (match) {
            case EXACT -> any(URIS);
            case PREFIX -> any(PREFIXES);
            case WILDCARD -> any(WILDCARDS);
        };
    }

    private String join() {
        ModelPeer peer = new ModelPeer(fixture.connects(), random.nextInt(4) != 0);
        peers.add(peer);
        return "join";
    }

    private String leave() {
        ModelPeer peer = peers.remove(random.nextInt(peers.size()));
        long open = calls.calls.stream().filter(call -> call.caller == peer).count();
        assertThat(peer.unanswered).as("calls without an answer").hasSize((int) open);
        if (random.nextBoolean()) {
            peer.wire.disconnects();
        } else {
            peer.wire.leaves();
            peer.wire.receives(Goodbye.class);
        }
        gone.add(peer);
        drain();
        topics.leave(peer);
        calls.leave(peer);
        return "leave";
    }

    private String subscribe() {
        ModelPeer peer = any(peers);
        MatchPolicy match = anyMatch();
        String uri = uri(match);
        peer.wire.sends(new Subscribe(++peer.lastRequest, Map.of("match", match.wireName()), uri));
        drain();
        topics.subscribe(peer, match, uri, peer.lastGiven);
        return "subscribe " + match + " " + uri;
    }

    private String unsubscribe() {
        ModelPeer peer = any(peers);
        long subscription = peer.subscriptions.isEmpty() ? 4711 : any(peer.subscriptions);
        peer.subscriptions.remove(subscription);
        peer.wire.sends(new Unsubscribe(++peer.lastRequest, subscription, Map.of()));
        drain();
        topics.unsubscribe(peer, subscription);
        return "unsubscribe " + subscription;
    }

    private String publish() {
        ModelPeer peer = any(peers);
        String uri = any(URIS);
        boolean excludesMe = random.nextBoolean();
        long excluded = any(peers).id();
        String text = text();
        Map<String, Object> options =
                Map.of("acknowledge", true, "exclude_me", excludesMe, "exclude", List.of(excluded));
        peer.wire.sends(new Publish(++peer.lastRequest, options, uri, ScriptedPeer.text(text)));
        drain();
        topics.publish(peer, uri, "[" + text + "]", excludesMe, Set.of(excluded));
        return "publish " + uri;
    }

    private String text() {
        return "\"text " + ++texts + "\"";
    }

    private String register() {
        ModelPeer peer = any(peers);
        MatchPolicy match = anyMatch();
        String uri = uri(match);
        InvokePolicy policy = InvokePolicy.values()[random.nextInt(4) == 0 ? random.nextInt(5) : usual(match, uri)];
        long concurrency = random.nextBoolean() ? 1 + random.nextInt(2) : Long.MAX_VALUE;
        Offer offer = new Offer(match, uri, policy, concurrency, random.nextInt(3) == 0);
        peer.offeredConcurrency = concurrency;
        peer.wire.sends(new Register(++peer.lastRequest, offer.options(), uri));
        drain();
        calls.register(peer, offer, peer.lastGiven);
        return "register " + offer;
    }

    /** Returns a policy that depends on the URI only, so that registrations are shared. */
    private static int usual(MatchPolicy match, String uri) {
        return 1 + (match.ordinal() + uri.length()) % 4;
    }

    private String unregister() {
        ModelPeer peer = any(peers);
        long registration = peer.registrations.isEmpty() ? 4711 : any(peer.registrations);
        peer.unregisters(registration);
        peer.wire.sends(new Unregister(++peer.lastRequest, registration, Map.of()));
        drain();
        calls.unregister(peer, registration);
        return "unregister " + registration;
    }

    private String revoke() {
        ModelPeer peer = any(peers);
        long registration = peer.registrations.isEmpty() ? 4711 : any(peer.registrations);
        Realm realm = fixture.realm();
        realm.loop().submit("revoke", () -> realm.dealer().revoke(registration, peer.id(), "com.reason"));
        fixture.workers.runAll();
        peer.unregisters(registration);
        drain();
        calls.revoke(peer, registration);
        return "revoke " + registration;
    }

    private String call() {
        ModelPeer peer = any(peers);
        ModelCall call = new ModelCall(peer, ++peer.lastRequest, any(URIS));
        call.takesProgress = random.nextInt(3) == 0;
        call.inputOpen = random.nextInt(5) == 0;
        call.timeoutMillis = random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 0;
        peer.unanswered.add(call.request);
        send(call);
        return "call " + call.procedure;
    }

    private String nextChunk() {
        List<ModelCall> open = new ArrayList<>(calls.calls);
        open.removeIf(call -> !call.inputOpen);
        if (open.isEmpty()) {
            return "nothing";
        }
        ModelCall first = any(open);
        ModelCall next = new ModelCall(first.caller, first.request, first.procedure);
        next.inputOpen = random.nextInt(2) == 0;
        if (first.callee() != null && random.nextInt(4) == 0) {
            // The answer of the callee crosses the chunk.
            yields(first.callee(), first.name(), false);
            Map<ModelPeer, List<String>> answered = new HashMap<>(received);
            send(next);
            answered.forEach((peer, messages) -> received.merge(peer, messages, RealmInterleavingTest::joined));
        } else {
            send(next);
        }
        return "next chunk of " + first.request;
    }

    private static List<String> joined(List<String> later, List<String> earlier) {
        List<String> all = new ArrayList<>(earlier);
        all.addAll(later);
        return all;
    }

    private void send(ModelCall call) {
        Map<String, Object> options = Map.of(
                "progress", call.inputOpen, "receive_progress", call.takesProgress, "timeout", call.timeoutMillis);
        String name = call.name();
        call.caller.wire.sends(new Call(
                call.request, options, call.procedure, ScriptedPeer.text(name.substring(1, name.length() - 1))));
        drain();
        calls.call(call);
    }

    private String answer(boolean progress) {
        ModelPeer peer = any(peers);
        if (peer.invocations.isEmpty()) {
            return "nothing";
        }
        String call = someInvocation(peer);
        yields(peer, call, progress);
        return "yield " + call + " " + progress;
    }

    private void yields(ModelPeer peer, String call, boolean progress) {
        String text = text();
        Map<String, Object> options = progress ? Map.of("progress", true) : Map.of();
        if (!progress) {
            peer.stops(invocation(peer, call));
        }
        peer.wire.sends(new Yield(invocation(peer, call), options, ScriptedPeer.text(text)));
        drain();
        calls.yield(peer, call, progress, "[" + text + "]");
    }

    private static long invocation(ModelPeer peer, String call) {
        return peer.invocations.indexOf(call) + 1;
    }

    private String error(String error) {
        ModelPeer peer = any(peers);
        if (peer.invocations.isEmpty()) {
            return "nothing";
        }
        String call = someInvocation(peer);
        peer.stops(invocation(peer, call));
        peer.wire.sends(new ErrorMessage(
                MessageType.INVOCATION, invocation(peer, call), Map.of(), error, ScriptedPeer.text(text())));
        drain();
        calls.error(peer, call, error);
        return "error " + call + " " + error;
    }

    /** Prefers a recent invocation, which is likely to be open. */
    private String someInvocation(ModelPeer peer) {
        int recent = Math.min(peer.invocations.size(), 6);
        return random.nextInt(8) == 0
                ? any(peer.invocations)
                : peer.invocations.get(peer.invocations.size() - 1 - random.nextInt(recent));
    }

    private String cancel() {
        ModelPeer peer = any(peers);
        long request =
                peer.unanswered.isEmpty() || random.nextInt(5) == 0 ? 1 + random.nextInt(100) : any(peer.unanswered);
        String mode = any(MODES);
        peer.wire.sends(new Cancel(request, Map.of("mode", mode)));
        drain();
        calls.cancel(peer, request, mode);
        return "cancel " + request + " " + mode;
    }

    private String advance() {
        pass(1000L * random.nextInt(50));
        return "advance";
    }

    private void pass(long micros) {
        fixture.timers.advance(Duration.ofNanos(micros * 1000));
        fixture.workers.runAll();
        Map<ModelPeer, List<String>> before = new HashMap<>(received);
        drain();
        before.forEach((peer, messages) -> received.merge(peer, messages, RealmInterleavingTest::joined));
        calls.advance(micros);
    }
}
