package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Order of events between each publisher and subscriber under random interleavings of several sessions, some of which
 * leave and return (spec: Publish & Subscribe Ordering).
 */
class PairOrderTest {
    private static final List<String> TOPICS = List.of("a", "a.b", "a.c", "b.c");
    private static final List<String> POLICIES = List.of("exact", "prefix", "wildcard");

    private final RealmFixture fixture = new RealmFixture();
    private final List<Listening> peers = new ArrayList<>();

    /** A peer with the events that it must have received. */
    private static final class Listening {
        final ScriptedPeer peer;
        final Set<Long> subscriptions = new HashSet<>();
        final Map<String, Long> lastOf = new HashMap<>();
        final List<Long> known = new ArrayList<>();
        long published;
        int heard;

        Listening(ScriptedPeer peer) {
            this.peer = peer;
        }

        void hearAll() {
            for (WampMessage message = peer.connection.received.poll();
                    message != null;
                    message = peer.connection.received.poll()) {
                hear(message);
            }
        }

        private void hear(WampMessage message) {
            if (message instanceof Subscribed subscribed) {
                subscriptions.add(subscribed.subscription());
                known.add(subscribed.subscription());
            } else if (message instanceof Unsubscribed) {
                subscriptions.remove(known.removeFirst());
            } else if (message instanceof Event event) {
                heard++;
                assertThat(subscriptions).as("subscriptions at EVENT").contains(event.subscription());
                String[] payload = text(event).split(",");
                String pair = payload[0] + " " + event.subscription();
                long number = Long.parseLong(payload[1]);
                assertThat(number).as("order of " + pair).isGreaterThan(lastOf.getOrDefault(pair, 0L));
                lastOf.put(pair, number);
                assertThat(number)
                        .as("order across topics")
                        .isGreaterThanOrEqualTo(lastOf.getOrDefault(payload[0], 0L));
                lastOf.put(payload[0], number);
            }
        }

        private static String text(Event event) {
            String list = new String(
                    event.payload().array(),
                    event.payload().offset(),
                    event.payload().length(),
                    StandardCharsets.UTF_8);
            return list.substring(1, list.length() - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void events_keep_their_order_and_none_is_late(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 6; i++) {
            peers.add(new Listening(fixture.joins()));
        }
        FlushBatch flushes = new FlushBatch();
        for (int step = 0; step < 3_000; step++) {
            int index = random.nextInt(peers.size());
            act(random, index, flushes);
            interleave(random, flushes);
        }
        flushes.flush();
        fixture.workers.runAll();
        peers.forEach(Listening::hearAll);

        assertThat(peers).extracting(peer -> peer.heard).allMatch(heard -> heard > 0);
    }

    private void act(Random random, int index, FlushBatch flushes) {
        Listening one = peers.get(index);
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        switch (random.nextInt(100)) {
            case 0 -> replace(index, flushes);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                Map<String, Object> options = Map.of("match", POLICIES.get(random.nextInt(POLICIES.size())));
                one.peer.deliver(new Subscribe(one.peer.nextRequest(), options, topic), 10, flushes);
            }
            case 11, 12, 13, 14, 15 -> {
                settle(flushes);
                one.hearAll();
                if (!one.known.isEmpty() && one.subscriptions.size() == one.known.size()) {
                    one.peer.deliver(
                            new Unsubscribe(one.peer.nextRequest(), one.known.getFirst(), Map.of()), 10, flushes);
                } else {
                    one.known.clear();
                    one.known.addAll(one.subscriptions);
                }
            }
            default -> {
                String payload = index + "x" + one.peer.sessionId + "," + ++one.published;
                one.peer.deliver(
                        new Publish(one.peer.nextRequest(), Map.of(), topic, ScriptedPeer.text(payload)), 10, flushes);
            }
        }
    }

    /** Keeps the realm busy, drains a worker or ends a round with a flush, at random. */
    private void interleave(Random random, FlushBatch flushes) {
        switch (random.nextInt(6)) {
            case 0 -> fixture.realm().loop().submit("busy", () -> {});
            case 1 -> settle(flushes);
            case 2 -> flushes.flush();
            default -> {}
        }
    }

    private void settle(FlushBatch flushes) {
        fixture.workers.runAll();
        flushes.flush();
    }

    private void replace(int index, FlushBatch flushes) {
        Listening leaving = peers.get(index);
        leaving.peer.deliver(new Goodbye(Map.of(), "wamp.close.normal"), 10, flushes);
        settle(flushes);
        leaving.hearAll();
        leaving.peer.disconnects();
        Listening next = new Listening(fixture.joins());
        next.heard = leaving.heard;
        peers.set(index, next);
    }
}
