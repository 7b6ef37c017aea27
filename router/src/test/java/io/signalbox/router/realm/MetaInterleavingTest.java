package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random interleavings of sessions that join, act, end each other and leave, while one session checks that its meta
 * events are consistent.
 */
class MetaInterleavingTest {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final int STEPS = 3_000;
    private static final int MAX_CLIENTS = 6;
    private static final List<String> URIS = List.of("a", "a.b", "a.b.c", "b");
    private static final List<String> MATCHES = List.of("exact", "prefix", "wildcard");

    private final RealmFixture fixture = new RealmFixture();
    private final List<Client> clients = new ArrayList<>();

    /** Open objects according to the meta events, by topic and arguments. */
    private final Map<String, Integer> open = new HashMap<>();

    private static final class Client {
        final ScriptedPeer peer;
        final List<Long> subscriptions = new ArrayList<>();
        final List<Long> registrations = new ArrayList<>();
        final List<Long> invocations = new ArrayList<>();
        boolean isGone;

        Client(ScriptedPeer peer) {
            this.peer = peer;
        }

        /** Records the received messages. */
        void reads() {
            WampMessage message = peer.connection.received.poll();
            while (message != null) {
                if (message instanceof Subscribed subscribed) {
                    subscriptions.add(subscribed.subscription());
                } else if (message instanceof Registered registered) {
                    registrations.add(registered.registration());
                } else if (message instanceof Invocation invocation) {
                    invocations.add(invocation.request());
                } else if (message instanceof Goodbye) {
                    isGone = true;
                }
                message = peer.connection.received.poll();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void whatever_happens_the_books_are_even_and_the_tables_empty_at_the_end(long seed) {
        Random random = new Random(seed);
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("wamp.", Map.of("match", "prefix"));
        int entries = entries();
        for (int step = 0; step < STEPS; step++) {
            act(random);
            clients.forEach(Client::reads);
            clients.removeIf(client -> client.isGone);
            book(watcher);
        }
        clients.forEach(client -> client.peer.disconnects());
        fixture.timers.advance(Duration.ofMinutes(1));
        fixture.workers.runAll();
        book(watcher);

        assertThat(open).isEmpty();
        assertThat(entries()).isEqualTo(entries);
        assertThat(result(watcher, "wamp.session.count")).isEqualTo(1L);
        Map<String, Object> nothing = Map.of("exact", List.of(), "prefix", List.of(), "wildcard", List.of());
        assertThat(result(watcher, "wamp.subscription.list")).isEqualTo(nothing);
        assertThat(result(watcher, "wamp.registration.list")).isEqualTo(nothing);
        assertThat(fixture.realm().isWithoutTestaments()).isTrue();
        assertThat(fixture.realm().counters().failedTasks).isZero();
        assertThat(fixture.timers.waiting()).isZero();
    }

    private int entries() {
        return fixture.realm().broker().entries() + fixture.realm().dealer().entries();
    }

    private static Object result(ScriptedPeer peer, String procedure) {
        peer.calls(procedure);
        return JSON.arguments(peer.receives(Result.class).payload()).get(0);
    }

    private void act(Random random) {
        if (clients.size() < 2 || (clients.size() < MAX_CLIENTS && random.nextInt(10) == 0)) {
            clients.add(new Client(fixture.joins()));
            return;
        }
        Client client = clients.get(random.nextInt(clients.size()));
        ScriptedPeer peer = client.peer;
        long request = peer.nextRequest();
        String uri = URIS.get(random.nextInt(URIS.size()));
        Map<String, Object> match =
                Map.of("match", MATCHES.get(random.nextInt(MATCHES.size())), "invoke", "roundrobin");
        switch (random.nextInt(14)) {
            case 0, 1 -> peer.sends(new Subscribe(request, match, uri));
            case 2 -> peer.sends(new Unsubscribe(request, anyOf(client.subscriptions, random), Map.of()));
            case 3, 4 -> peer.sends(new Register(request, match, uri));
            case 5 -> peer.sends(new Unregister(request, anyOf(client.registrations, random), Map.of()));
            case 6 -> peer.sends(new Publish(request, Map.of(), uri, Payload.EMPTY));
            case 7, 8 -> peer.sends(new Call(request, Map.of(), uri, Payload.EMPTY));
            case 9 -> answer(client, random);
            case 10 -> call(client, "wamp.session.add_testament", List.of(uri, List.of(1L), Map.of()));
            case 11 -> leave(client, random);
            case 12 -> kill(client, random);
            case 13 -> rob(client, random);
            default -> throw new AssertionError();
        }
    }

    private static long anyOf(List<Long> ids, Random random) {
        return ids.isEmpty() ? 1 : ids.get(random.nextInt(ids.size()));
    }

    private static void call(Client client, String procedure, List<?> arguments) {
        client.peer.sends(new Call(client.peer.nextRequest(), Map.of(), procedure, JSON.payload(arguments, Map.of())));
    }

    private static void answer(Client client, Random random) {
        if (!client.invocations.isEmpty()) {
            long invocation = client.invocations.remove(random.nextInt(client.invocations.size()));
            client.peer.sends(new Yield(invocation, Map.of(), Payload.EMPTY));
        }
    }

    private void leave(Client client, Random random) {
        client.isGone = true;
        switch (random.nextInt(3)) {
            case 0 -> client.peer.leaves();
            case 1 -> client.peer.disconnects();
            default -> client.peer.sendsGarbage("no WAMP");
        }
    }

    /** Some ended sessions answer GOODBYE, some lose their connection, some are silent. */
    private void kill(Client killer, Random random) {
        Client victim = clients.get(random.nextInt(clients.size()));
        call(killer, "wamp.session.kill", List.of(victim.peer.sessionId));
        if (victim != killer) {
            switch (random.nextInt(3)) {
                case 0 -> victim.peer.leaves();
                case 1 -> victim.peer.disconnects();
                default -> fixture.timers.advance(Duration.ofMillis(500));
            }
        }
    }

    private void rob(Client robber, Random random) {
        Client victim = clients.get(random.nextInt(clients.size()));
        long session = victim.peer.sessionId;
        if (random.nextBoolean()) {
            call(robber, "wamp.subscription.remove_subscriber", List.of(anyOf(victim.subscriptions, random), session));
        } else {
            call(robber, "wamp.registration.remove_callee", List.of(anyOf(victim.registrations, random), session));
        }
    }

    /** Applies the received meta events. No object may be opened twice or closed before it is open. */
    private void book(ScriptedPeer watcher) {
        while (!watcher.connection.received.isEmpty()) {
            Event event = watcher.receivesEvent();
            String topic = (String) event.details().get("topic");
            List<Object> arguments = JSON.arguments(event.payload());
            switch (topic.substring(topic.indexOf('.') + 1)) {
                case "session.on_join" -> opens("session " + ((Map<?, ?>) arguments.get(0)).get("session"));
                case "session.on_leave" -> closes("session " + arguments.get(0));
                case "subscription.on_create" -> opens("subscription " + ((Map<?, ?>) arguments.get(1)).get("id"));
                case "subscription.on_delete" -> closes("subscription " + arguments.get(1));
                case "subscription.on_subscribe" -> opens("subscriber " + arguments);
                case "subscription.on_unsubscribe" -> closes("subscriber " + arguments);
                case "registration.on_create" -> opens("registration " + ((Map<?, ?>) arguments.get(1)).get("id"));
                case "registration.on_delete" -> closes("registration " + arguments.get(1));
                case "registration.on_register" -> opens("callee " + arguments);
                case "registration.on_unregister" -> closes("callee " + arguments);
                default -> throw new AssertionError(topic);
            }
        }
    }

    private void opens(String what) {
        assertThat(open.merge(what, 1, Integer::sum)).as(what).isOne();
    }

    private void closes(String what) {
        assertThat(open.remove(what)).as(what).isEqualTo(1);
    }
}
