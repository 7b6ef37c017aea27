package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Thousands of random steps of a few sessions, each compared with what {@link DealerModel} foresees for it. */
class DealerInterleavingTest {
    private static final int STEPS = 4000;
    private static final String[] PROCEDURES = {"com.a", "com.a.x", "com.b.x", "com.b.y", "org.a.x"};
    private static final String[] PATTERNS = {"com.a", "com", "com.b", ".a.x", "com..x", "..x"};
    private static final String[] MODES = {"skip", "kill", "killnowait"};

    private final ScriptedRealm realm = new ScriptedRealm();
    private final DealerModel model = new DealerModel();
    private final List<ModelPeer> peers = new ArrayList<>();
    private final List<String> received = new ArrayList<>();
    private Random random;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void every_interleaving_gives_what_the_naive_model_gives(long seed) throws ProtocolViolation {
        random = new Random(seed);
        for (int step = 0; step < STEPS; step++) {
            String what = step();
            drain();
            assertThat(received)
                    .as("seed %d, step %d: %s", seed, step, what)
                    .containsExactlyInAnyOrderElementsOf(model.expected);
            received.clear();
            model.expected.clear();
        }
        while (!peers.isEmpty()) {
            leave();
            drain();
        }
        assertThat(realm.dealer.isEmpty())
                .as("seed %d: everyone has left", seed)
                .isTrue();
        assertThat(realm.counters.invocations).as("calls that were routed").isGreaterThan(STEPS / 10);
    }

    private void drain() {
        for (ModelPeer peer : peers) {
            received.addAll(peer.drain());
        }
    }

    private String step() throws ProtocolViolation {
        if (peers.size() < 3) {
            return join();
        }
        return switch (random.nextInt(20)) {
            case 0 -> peers.size() < 8 ? join() : leave();
            case 1 -> random.nextInt(4) == 0 ? leave() : advance();
            case 2, 3 -> register();
            case 4 -> unregister();
            case 5, 6, 7, 8, 9, 10 -> call();
            case 11 -> nextChunk();
            case 12, 13, 14, 15 -> answer(false);
            case 16 -> answer(true);
            case 17 -> error();
            case 18 -> cancel();
            default -> advance();
        };
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String any(String[] words) {
        return words[random.nextInt(words.length)];
    }

    private String join() {
        boolean hasFeatures = random.nextInt(4) != 0;
        ClientFeatures features =
                hasFeatures ? ScriptedRealm.ALL_FEATURES : ScriptedRealm.features(true, false, false, false);
        peers.add(new ModelPeer(realm.peer(features), hasFeatures));
        return "join";
    }

    private String leave() {
        ModelPeer peer = peers.remove(random.nextInt(peers.size()));
        long open = model.calls.stream().filter(call -> call.caller == peer).count();
        assertThat(peer.unanswered).as("calls without an answer").hasSize((int) open);
        model.leave(peer);
        peer.wire.leaves();
        peer.wire.receivesNothing();
        return "leave";
    }

    private String register() throws ProtocolViolation {
        ModelPeer peer = any(peers);
        MatchPolicy match = MatchPolicy.values()[random.nextInt(3)];
        String uri = match == MatchPolicy.EXACT ? any(PROCEDURES) : any(PATTERNS);
        InvokePolicy policy = InvokePolicy.values()[random.nextInt(4) == 0 ? random.nextInt(5) : usual(match, uri)];
        model.register(peer, match, uri, policy);
        peer.wire.sendsRegister(0, uri, Map.of("match", match.wireName(), "invoke", policy.wireName()));
        return "register " + match + " " + uri + " " + policy;
    }

    /** A policy that goes with the URI, so that registrations come to be shared. */
    private static int usual(MatchPolicy match, String uri) {
        return 1 + (match.ordinal() + uri.length()) % 4;
    }

    private String unregister() {
        ModelPeer peer = any(peers);
        List<Long> own = new ArrayList<>(peer.registrations);
        long registration = own.isEmpty() ? 4711 : any(own);
        model.unregister(peer, registration);
        peer.registrations.remove(registration);
        peer.wire.sendsUnregister(0, registration);
        return "unregister " + registration;
    }

    private String call() throws ProtocolViolation {
        ModelPeer peer = any(peers);
        DealerModel.OpenCall call = new DealerModel.OpenCall();
        call.request = ++peer.lastRequest;
        call.procedure = any(PROCEDURES);
        call.takesProgress = random.nextInt(3) == 0;
        call.inputOpen = random.nextInt(5) == 0;
        call.timeoutMillis = random.nextInt(3) == 0 ? 1 + random.nextInt(100) : 0;
        peer.unanswered.add(call.request);
        send(peer, call);
        return "call " + call.procedure;
    }

    private String nextChunk() throws ProtocolViolation {
        List<DealerModel.OpenCall> open = new ArrayList<>(model.calls);
        open.removeIf(call -> !call.inputOpen);
        if (open.isEmpty()) {
            return "nothing";
        }
        DealerModel.OpenCall first = any(open);
        if (random.nextInt(4) == 0) {
            crossedByTheAnswer(first);
        }
        DealerModel.OpenCall next = new DealerModel.OpenCall();
        next.request = first.request;
        next.procedure = first.procedure;
        next.inputOpen = random.nextInt(2) == 0;
        send(first.caller, next);
        return "next chunk of " + first.request;
    }

    private void crossedByTheAnswer(DealerModel.OpenCall call) throws ProtocolViolation {
        model.yield(call.callee, call.invocation, false);
        call.callee.wire.yields(call.invocation);
    }

    private void send(ModelPeer peer, DealerModel.OpenCall call) throws ProtocolViolation {
        Map<String, Object> options = new HashMap<>();
        options.put("progress", call.inputOpen);
        options.put("receive_progress", call.takesProgress);
        options.put("timeout", call.timeoutMillis);
        long[] before = peers.stream()
                .mapToLong(any -> any.wire.session().lastInvocation())
                .toArray();
        ModelPeer drawn = null;
        // The dealer goes first here: only it knows whom the policy random has drawn.
        peer.wire.calls(call.request, call.procedure, options);
        for (int i = 0; i < before.length; i++) {
            if (peers.get(i).wire.session().lastInvocation() != before[i]) {
                drawn = peers.get(i);
            }
        }
        model.call(peer, call, drawn);
    }

    private String answer(boolean progress) throws ProtocolViolation {
        ModelPeer peer = any(peers);
        if (peer.invocations.isEmpty()) {
            return "nothing";
        }
        long invocation = someInvocation(peer);
        model.yield(peer, invocation, progress);
        if (progress) {
            peer.wire.yieldsProgress(invocation, Payload.EMPTY);
        } else {
            peer.wire.yields(invocation);
        }
        return "yield " + invocation + " " + progress;
    }

    private String error() throws ProtocolViolation {
        ModelPeer peer = any(peers);
        if (peer.invocations.isEmpty()) {
            return "nothing";
        }
        long invocation = someInvocation(peer);
        model.error(peer, invocation, "com.x.err");
        peer.wire.fails(invocation, "com.x.err", Payload.EMPTY);
        return "error " + invocation;
    }

    /** Mostly a recent one, which is likely to be open still. */
    private long someInvocation(ModelPeer peer) {
        int recent = Math.min(peer.invocations.size(), 6);
        return random.nextInt(8) == 0
                ? any(peer.invocations)
                : peer.invocations.get(peer.invocations.size() - 1 - random.nextInt(recent));
    }

    private String cancel() throws ProtocolViolation {
        ModelPeer peer = any(peers);
        List<Long> open = new ArrayList<>(peer.unanswered);
        long request = open.isEmpty() || random.nextInt(5) == 0 ? 1 + random.nextInt(100) : any(open);
        String mode = any(MODES);
        model.cancel(peer, request, mode);
        peer.wire.cancels(request, mode);
        return "cancel " + request + " " + mode;
    }

    private String advance() {
        long millis = random.nextInt(50);
        model.advance(millis);
        realm.timer.advanceMillis(millis);
        return "advance " + millis;
    }
}
