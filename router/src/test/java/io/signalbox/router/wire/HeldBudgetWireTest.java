package io.signalbox.router.wire;

import io.signalbox.router.Patience;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What several sessions have the node hold for them, each of them well within its own bounds. */
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
        RawWampClient client = RawWampClient.join(NODE.uri(), wire, "realm1");
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

    private static void addsTestament(RawWampClient owner, int request, String answer) {
        String arguments = "['last.words', [" + FILLING + "], {}]";
        owner.asks("[48, %d, {}, 'wamp.session.add_testament', %s]".formatted(request, arguments), answer);
    }

    private static void flushes(RawWampClient owner) {
        owner.asks("[48, 900, {}, 'wamp.session.flush_testaments']", "[50, 900, {}]");
    }
}
