package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Retained events that are large, or many, or the subscriber's own. */
@ParameterizedClass
@EnumSource(Wire.class)
class RetainedBoundsTest {
    private static final int MANY = 200;
    private static final String FILLING = "x".repeat(16_384);

    @RegisterExtension
    static final RunningNode NODE = RunningNode.of(
            """
            {
              "version": 2,
              "workers": [{
                "type": "router",
                "realms": [
                  {"name": "realm1", "roles": [%1$s]},
                  {"name": "small", "roles": [%1$s], "options": {"limits": {"max_retained_bytes": 40000}}}
                ],
                "transports": [{
                  "type": "websocket",
                  "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                  "options": {"max_message_size": 100000, "slow_consumer": {"max_pending_bytes": 200000},
                    "open_handshake_timeout": %2$d, "hello_timeout": %2$d, "close_handshake_timeout": %2$d}
                }]
              }]
            }
            """
                    .formatted(
                            """
                    {"name": "anonymous", "permissions": [{"uri": "*", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}}]}""",
                            Patience.MILLIS));

    @Parameter
    Wire wire;

    private final List<RawWampClient> clients = new ArrayList<>();

    @AfterEach
    void close_clients() {
        clients.forEach(RawWampClient::close);
    }

    private RawWampClient join(String realm) {
        RawWampClient client = RawWampClient.join(NODE.uri(), wire, realm);
        clients.add(client);
        return client;
    }

    private void retain(RawWampClient publisher, int request, String options, String topic, String payload) {
        publisher.asks(
                "[16, %d, {'retain': true, 'acknowledge': true%s}, '%s.%s', %s]"
                        .formatted(request, options, wire, topic, payload),
                "[17, %d, '*']".formatted(request));
    }

    @Test
    void who_subscribes_to_more_than_may_wait_for_it_gets_all_and_stays() {
        RawWampClient publisher = join("realm1");
        for (int i = 1; i <= MANY; i++) {
            retain(publisher, i, "", "many.t" + i, "[%d, '%s']".formatted(i, FILLING));
        }
        RawWampClient subscriber = join("realm1");
        subscriber.asks(
                "[32, 1, {'match': 'prefix', 'get_retained': true}, '%s.many.']".formatted(wire), "[33, 1, '*']");
        Set<Long> numbers = new HashSet<>();
        for (int i = 1; i <= MANY; i++) {
            numbers.add(subscriber
                    .receives("[36, '*', '*', {'topic': '*', 'retained': true}, '*']")
                    .at("/4/0")
                    .longValue());
        }
        assertThat(numbers).hasSize(MANY);
        subscriber.hasNothingMore();
    }

    @Test
    void a_large_event_reaches_who_listens_and_removes_nothing_else() {
        RawWampClient publisher = join("small");
        RawWampClient live = join("small");
        live.asks("[32, 1, {}, '%s.large']".formatted(wire), "[33, 1, '*']");
        retain(publisher, 1, "", "kept", "[1]");
        retain(publisher, 2, "", "large", "['%s']".formatted("y".repeat(39_000)));
        live.receives("[36, '*', '*', {}, '*']");

        RawWampClient subscriber = join("small");
        subscriber.send("[32, 1, {'match': 'prefix', 'get_retained': true}, '%s.']".formatted(wire));
        subscriber.receives("[33, 1, '*']");
        subscriber.receives("[36, '*', '*', {'topic': '%s.kept', 'retained': true}, [1]]".formatted(wire));
        subscriber.hasNothingMore();
    }

    @Test
    void exclude_me_holds_for_the_publisher_that_subscribes_later() {
        RawWampClient publisher = join("realm1");
        retain(publisher, 1, "", "own.excluded", "[1]");
        retain(publisher, 2, ", 'exclude_me': false", "own.included", "[2]");
        publisher.send("[32, 3, {'match': 'prefix', 'get_retained': true}, '%s.own.']".formatted(wire));
        publisher.receives("[33, 3, '*']");
        publisher.receives("[36, '*', '*', {'topic': '%s.own.included', 'retained': true}, [2]]".formatted(wire));
        publisher.hasNothingMore();

        RawWampClient other = join("realm1");
        other.send("[32, 1, {'get_retained': true}, '%s.own.excluded']".formatted(wire));
        other.receives("[33, 1, '*']");
        other.receives("[36, '*', '*', {'retained': true}, [1]]");
    }
}
