package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A subscriber or callee that never reads, among others that do. */
class SlowConsumerTest {
    private static final String TERMS =
            "\"max_message_size\": 100000, \"slow_consumer\": {\"max_pending_bytes\": 200000, \"policy\": \"%s\"}";

    @RegisterExtension
    static final RunningNode DROPPING = RunningNode.withTransportOptions(TERMS.formatted("drop-events"));

    @RegisterExtension
    static final RunningNode DISCONNECTING = RunningNode.withTransportOptions(TERMS.formatted("disconnect"));

    private static final String FILLING = "x".repeat(16_384);
    private static final int MOST_PUBLICATIONS = 5_000;

    private RawWampClient publisher;
    private RawWampClient healthy;
    private RawWampClient watcher;
    private PlainPeer slow;
    private int published;

    private void join(RunningNode node) throws IOException {
        publisher = RawWampClient.join(node.uri(), "realm1");
        healthy = RawWampClient.join(node.uri(), "realm1");
        watcher = RawWampClient.join(node.uri(), "realm1");
        slow = PlainPeer.join(node.uri());
        healthy.asks("[32, 1, {}, 'a.b']", "[33, 1, '*']");
        watcher.asks("[32, 1, {}, 'signalbox.session.on_slow']", "[33, 1, '*']");
        slow.send("[32,1,{},\"a.b\"]");
        assertThat(slow.receive()).startsWith("[33,");
        slow.send("[64,2,{},\"slow.procedure\"]");
        assertThat(slow.receive()).startsWith("[65,");
    }

    @BeforeEach
    void begin() {
        published = 0;
    }

    @AfterEach
    void leave() throws IOException {
        slow.close();
        watcher.close();
        healthy.close();
        publisher.close();
    }

    /** Publishes, and has the healthy one receive, until the node finds that the other one is slow. */
    private JsonNode publishUntilSlow() {
        for (int i = 0; i < MOST_PUBLICATIONS; i++) {
            publish();
            if (watcher.hasReceived()) {
                return watcher.receives("[36, '*', '*', {}, '*']").get(4);
            }
        }
        throw new AssertionError("nobody is slow after " + published + " publications");
    }

    private void publish() {
        publisher.asks(
                "[16, %d, {'acknowledge': true}, 'a.b', [%d, '%s']]".formatted(published + 10, ++published, FILLING),
                "[17, '*', '*']");
        healthy.receives("[36, '*', '*', {}, [%d, '%s']]".formatted(published, FILLING));
    }

    @Test
    void it_loses_events_and_nobody_else_does() throws IOException {
        join(DROPPING);
        assertThat(publishUntilSlow().get(1).textValue()).isEqualTo("drop-events");
        for (int i = 0; i < 20; i++) {
            publish();
        }
        watcher.hasNothingMore();
        slow.send("[32,3,{},\"c.d\"]");
        int received = 0;
        String message = slow.receive();
        for (; message.contains("[" + (received + 1) + ",\""); message = slow.receive()) {
            received++;
        }
        assertThat(message).startsWith("[33,3,");
        assertThat(received).isBetween(1, published - 20);
        publish();
        assertThat(slow.receive()).contains("[" + published + ",\"");
    }

    @Test
    void it_gets_no_calls() throws IOException {
        join(DROPPING);
        publishUntilSlow();
        publisher.asks("[48, 1, {}, 'slow.procedure']", "[8, 48, 1, {}, 'wamp.error.no_available_callee', '*']");
    }

    @Test
    void what_a_publisher_tells_of_its_payload_counts_against_it() throws IOException {
        join(DISCONNECTING);
        try (RawWampClient telling = RawWampClient.connect(DISCONNECTING.uri(), Wire.JSON)) {
            telling.asks(
                    "[1, 'realm1', {'roles': {'publisher': {'features': {'payload_passthru_mode': true}}}}]",
                    "[2, '*', '*']");
            String options = "{'acknowledge': true, 'ppt_scheme': 'x_test', 'ppt_keyid': '%s'}".formatted(FILLING);
            for (int i = 0; i < 300 && !watcher.hasReceived(); i++) {
                telling.asks("[16, 1, %s, 'a.b', [1]]".formatted(options), "[17, '*', '*']");
            }
            watcher.receives("[36, '*', '*', {}, ['*', 'disconnect']]");
        }
    }

    @Test
    void it_is_disconnected_and_its_session_is_over_at_once() throws IOException {
        join(DISCONNECTING);
        assertThat(publishUntilSlow().get(1).textValue()).isEqualTo("disconnect");
        publisher.asks("[48, 1, {}, 'slow.procedure']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', '*']");
        for (int i = 0; i < 20; i++) {
            publish();
        }
        watcher.hasNothingMore();
    }
}
