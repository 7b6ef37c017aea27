package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.ClientResources;
import io.signalbox.client.Event;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client with each serializer over WebSocket and RawSocket, over TCP, TLS and Unix domain sockets. */
class ClientOverTransportsTest {
    private static final String REALM =
            """
            {"name": "realm1", "roles": [{"name": "anonymous", "permissions": [{"uri": "*", "allow":
              {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}""";

    /** Values that look alike in each format. */
    record Order(String article, int amount, List<Double> prices, byte[] token) {}

    @TempDir
    private static Path directory;

    private static TransportsNode node;
    private static ClientResources resources;

    @BeforeAll
    static void start() throws Exception {
        node = new TransportsNode(
                directory,
                REALM,
                "",
                Arrays.stream(Kind.values())
                        .collect(Collectors.toMap(
                                kind -> kind,
                                kind -> "{\"anonymous\": {\"type\": \"static\", \"role\": \"anonymous\"}}")));
        resources = ClientResources.create();
    }

    @AfterAll
    static void stop() {
        resources.close();
        node.close();
    }

    static Stream<Arguments> transports() {
        Map<String, String> urls = Map.of(
                "ws", "ws://127.0.0.1:" + node.port(Kind.TCP) + "/ws",
                "rs", "rs://127.0.0.1:" + node.port(Kind.TCP),
                "wss", "wss://localhost:" + node.port(Kind.TLS) + "/ws",
                "rss", "rss://localhost:" + node.port(Kind.TLS),
                "ws+unix", "ws+unix:" + directory.resolve("node.sock") + ":/ws",
                "rs+unix", "rs+unix:" + directory.resolve("node.sock"));
        return urls.entrySet().stream().flatMap(url -> Arrays.stream(WireFormat.values())
                .map(format -> Arguments.of(url.getKey(), format, url.getValue())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void calls_and_events_reach_the_other_client(String scheme, WireFormat format, String url) throws Exception {
        try (WampClient first = client(url, format);
                WampClient second = client(url, format)) {
            WampSession callee = first.connect();
            WampSession caller = second.connect();
            callee.register("com.example.order", call -> {
                Order order = call.arg(0, Order.class);
                return new Order(order.article(), order.amount() + 1, order.prices(), order.token());
            });
            callee.register("com.example.fail", call -> {
                throw new WampException("com.example.error", List.of(1), Map.of("a", true));
            });
            BlockingQueue<Event> events = new LinkedBlockingQueue<>();
            callee.subscribe("com.example.", SubscriptionOptions.PREFIX, events::add);

            Order order = caller.call("com.example.order", new Order("fish", 2, List.of(1.5), new byte[] {1, 0, -1}))
                    .as(Order.class);
            assertThat(order)
                    .usingRecursiveComparison()
                    .isEqualTo(new Order("fish", 3, List.of(1.5), new byte[] {1, 0, -1}));
            assertThatThrownBy(() -> caller.call("com.example.fail"))
                    .isInstanceOfSatisfying(WampException.class, error -> {
                        assertThat(error.uri()).isEqualTo("com.example.error");
                        assertThat(error.arguments().arg(0, Integer.class)).isEqualTo(1);
                        assertThat(error.arguments().kwarg("a", Boolean.class)).isTrue();
                    });
            long publication =
                    caller.newPublication("com.example.topic").args("x").acknowledge();
            Event event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(event.topic()).isEqualTo("com.example.topic");
            assertThat(event.publicationId()).isEqualTo(publication);
            assertThat(event.arg(0, String.class)).isEqualTo("x");
        }
    }

    private static WampClient client(String url, WireFormat format) {
        return WampClient.builder(url, "realm1")
                .serializers(format)
                .tls(TlsOptions.DEFAULTS.withTrusted(directory.resolve("node.crt")))
                .resources(resources)
                .build();
    }
}
