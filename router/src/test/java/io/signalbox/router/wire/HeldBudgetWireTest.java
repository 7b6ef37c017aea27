package io.signalbox.router.wire;

import io.signalbox.router.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes that sessions make the node hold: limits of a session and of the node. */
@ParameterizedClass
@EnumSource(Wire.class)
class HeldBudgetWireTest {
    private static final String FILLING = String.join(", ", Collections.nCopies(60, "'" + "x".repeat(1_000) + "'"));

    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {
              "version": 2,
              "controller": {"options": {"limits": {"max_held_bytes": 100000}}},
              "workers": [{
                "type": "router",
                "realms": [
                  {"name": "realm1", "store": {"limit": 100, "call-queue": [{"uri": "queued"}]}, "roles": [
                    {"name": "anonymous", "permissions": [{"uri": "*", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}}]}]},
                  {"name": "realm2", "options": {"limits": {"max_table_bytes": 10000}}, "roles": [
                    {"name": "anonymous", "permissions": [{"uri": "*", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}}]}]},
                  {"name": "realm3", "options": {"limits": {"max_table_bytes": 10000}}, "roles": [
                    {"name": "anonymous", "link": true, "permissions": [{"uri": "*", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}
                ],
                "transports": [{
                  "type": "websocket",
                  "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                  "options": {"open_handshake_timeout": %1$d, "hello_timeout": %1$d, "close_handshake_timeout": %1$d}
                }]
              }]
            }
            """
                    .formatted(Patience.MILLIS));

    @Parameter
    Wire wire;

    private final List<RawWampClient> clients = new ArrayList<>();

    @AfterEach
    void close_clients() {
        clients.forEach(RawWampClient::close);
    }

    private RawWampClient join() {
        return join("realm1");
    }

    private RawWampClient join(String realm) {
        RawWampClient client = RawWampClient.join(NODE.uri(), wire, realm);
        clients.add(client);
        return client;
    }

    @Test
    void calls_do_not_wait_beyond_the_bound_of_the_node() {
        RawWampClient callee = join();
        callee.asks("[64, 1, {'concurrency': 1}, 'queued']", "[65, 1, '*']");
        RawWampClient served = join();
        served.send("[48, 1, {}, 'queued']");
        callee.receives("[68, 1, '*', {}]");
        RawWampClient waiting = join();
        waiting.send("[48, 1, {}, 'queued', [%s]]".formatted(FILLING));
        waiting.hasNothingMore();
        RawWampClient late = join();
        late.send("[48, 1, {}, 'queued', [%s]]".formatted(FILLING));
        late.receives("[8, 48, 1, {}, 'crossbar.error.max_concurrency_reached', '*']");
        waiting.asks("[49, 1, {}]", "[8, 48, 1, {}, 'wamp.error.canceled']");
        late.send("[48, 2, {}, 'queued', [%s]]".formatted(FILLING));
        late.hasNothingMore();
        late.asks("[49, 2, {}]", "[8, 48, 2, {}, 'wamp.error.canceled']");
        callee.send("[70, 1, {}]");
        served.receives("[50, 1, {}]");
    }

    @Test
    void testaments_are_refused_beyond_the_bound_of_the_node() {
        RawWampClient owner = join();
        addsTestament(owner, 1, "[50, 1, {}]");
        RawWampClient late = join();
        addsTestament(late, 1, "[8, 48, 1, {}, 'signalbox.error.limit_exceeded', '*']");
        flushes(owner);
        addsTestament(late, 2, "[50, 2, {}]");
        late.asks("[6, {}, 'wamp.close.normal']", "[6, {}, 'wamp.close.goodbye_and_out']");
        RawWampClient heir = join();
        addsTestament(heir, 1, "[50, 1, {}]");
        flushes(heir);
    }

    @Test
    void subscriptions_and_registrations_of_a_session_are_bounded_in_bytes_together() {
        RawWampClient peer = join("realm2");
        String uri = "a".repeat(2_000);
        peer.asks("[64, 1, {}, 'p%s']".formatted(uri), "[65, 1, '*']");
        peer.send("[32, 1, {}, 't%s']".formatted(uri));
        long subscription = peer.receives("[33, 1, '*']").get(2).asLong();
        peer.asks("[32, 2, {}, 'u%s']".formatted(uri), "[8, 32, 2, {}, 'signalbox.error.limit_exceeded', '*']");
        peer.asks("[64, 2, {}, 'q%s']".formatted(uri), "[8, 64, 2, {}, 'signalbox.error.limit_exceeded', '*']");
        peer.asks("[32, 3, {}, 't%s']".formatted(uri), "[33, 3, %d]".formatted(subscription));

        peer.asks("[34, 4, %d]".formatted(subscription), "[35, 4]");
        peer.asks("[64, 3, {}, 'q%s']".formatted(uri), "[65, 3, '*']");
        RawWampClient other = join("realm2");
        other.asks("[32, 1, {}, 't%s']".formatted(uri), "[33, 1, '*']");
        leaves(peer);
        leaves(other);
    }

    @Test
    void the_nodes_that_a_link_names_behind_itself_count_with_their_subscriptions_and_registrations() {
        RawWampClient link = join("realm3");
        String many = behind(20);
        link.asks(subscribe(1, "a", many), "[8, 32, 1, {}, 'signalbox.error.limit_exceeded', '*']");
        link.asks(register(2, "a", many), "[8, 64, 2, {}, 'signalbox.error.limit_exceeded', '*']");
        String some = behind(10);
        link.send(subscribe(3, "a", some));
        long subscription = link.receives("[33, 3, '*']").get(2).asLong();
        link.asks(subscribe(4, "a", many), "[8, 32, 4, {}, 'signalbox.error.limit_exceeded', '*']");
        link.asks(register(5, "a", some), "[8, 64, 5, {}, 'signalbox.error.limit_exceeded', '*']");
        link.asks(subscribe(6, "a", behind(1)), "[33, 6, %d]".formatted(subscription));
        link.send(register(7, "a", some));
        long registration = link.receives("[65, 7, '*']").get(2).asLong();
        link.asks(subscribe(8, "a", some), "[8, 32, 8, {}, 'signalbox.error.limit_exceeded', '*']");

        link.asks("[66, 9, %d]".formatted(registration), "[67, 9]");
        link.asks(subscribe(10, "a", some), "[33, 10, %d]".formatted(subscription));
        link.asks("[34, 11, %d]".formatted(subscription), "[35, 11]");
        link.asks(subscribe(12, "b", some), "[33, 12, '*']");
        leaves(link);
    }

    private static String subscribe(int request, String topic, String behind) {
        return "[32, %d, {'forward_for': %s}, '%s']".formatted(request, behind, topic);
    }

    private static String register(int request, String procedure, String behind) {
        return "[64, %d, {'forward_for': %s}, '%s']".formatted(request, behind, procedure);
    }

    /** Returns a list of nodes, each of which takes a bit more than 500 bytes. */
    private static String behind(int nodes) {
        return IntStream.range(100, 100 + nodes)
                .mapToObj(number -> "'" + number + "n".repeat(240) + "'")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    @Test
    void subscriptions_of_all_sessions_are_refused_beyond_the_bound_of_the_node() {
        List<RawWampClient> holders = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            RawWampClient holder = join();
            holders.add(holder);
            subscribes(holder, i * 2);
        }
        RawWampClient late = join();
        late.asks("[32, 1, {}, '%s']".formatted(topic(100)), "[8, 32, 1, {}, 'signalbox.error.limit_exceeded', '*']");
        late.asks("[64, 1, {}, '%s']".formatted(topic(101)), "[8, 64, 1, {}, 'signalbox.error.limit_exceeded', '*']");
        // A subscription that exists takes a subscriber more only.
        late.asks("[32, 2, {}, '%s']".formatted(topic(0)), "[33, 2, '*']");

        holders.forEach(HeldBudgetWireTest::leaves);
        subscribes(late, 100);
        leaves(late);
    }

    private static void subscribes(RawWampClient client, int from) {
        for (int i = 0; i < 2; i++) {
            client.asks("[32, %d, {}, '%s']".formatted(10 + i, topic(from + i)), "[33, '*', '*']");
        }
    }

    /** Leaves before the next test begins, which counts on the room of this client. */
    private static void leaves(RawWampClient client) {
        client.asks("[6, {}, 'wamp.close.normal']", "[6, {}, 'wamp.close.goodbye_and_out']");
    }

    private static String topic(int number) {
        return "t" + number + "x".repeat(2_000);
    }

    private static void addsTestament(RawWampClient owner, int request, String answer) {
        String arguments = "['last.words', [" + FILLING + "], {}]";
        owner.asks("[48, %d, {}, 'wamp.session.add_testament', %s]".formatted(request, arguments), answer);
    }

    private static void flushes(RawWampClient owner) {
        owner.asks("[48, 900, {}, 'wamp.session.flush_testaments']", "[50, 900, {}]");
    }
}
