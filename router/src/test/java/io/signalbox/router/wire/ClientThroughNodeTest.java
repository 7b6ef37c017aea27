package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.CallResult;
import io.signalbox.client.ClientResources;
import io.signalbox.client.Event;
import io.signalbox.client.Invocation;
import io.signalbox.client.ProgressiveCall;
import io.signalbox.client.RegistrationOptions;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The features of the Java client at the node, with each serializer over WebSocket and RawSocket. */
class ClientThroughNodeTest {
    private static final String REALM =
            """
            {"name": "realm1", "roles": [{"name": "anonymous", "permissions": [
              {"uri": "com.example.", "match": "prefix",
               "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}""";

    @TempDir
    private static Path directory;

    private static TransportsNode node;
    private static ClientResources resources;

    private final List<WampClient> clients = new CopyOnWriteArrayList<>();

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

    @AfterEach
    void closeClients() {
        clients.forEach(WampClient::close);
    }

    static Stream<Arguments> transports() {
        return Stream.of("ws", "rs")
                .flatMap(scheme -> Arrays.stream(WireFormat.values()).map(format -> Arguments.of(scheme, format)));
    }

    private WampSession join(String scheme, WireFormat format) {
        String url = scheme + "://127.0.0.1:" + node.port(Kind.TCP) + (scheme.equals("ws") ? "/ws" : "");
        WampClient client = WampClient.builder(url, "realm1")
                .serializers(format)
                .resources(resources)
                .build();
        clients.add(client);
        return client.connect();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void progressive_results_reach_the_caller_in_order(String scheme, WireFormat format) {
        join(scheme, format).register("com.example.count", call -> {
            for (int i = 1; i <= 50; i++) {
                call.progress(i);
            }
            return "end";
        });
        List<Integer> parts = new CopyOnWriteArrayList<>();
        CallResult result = join(scheme, format)
                .newCall("com.example.count")
                .onProgress(part -> parts.add(part.as(Integer.class)))
                .await();
        assertThat(result.as(String.class)).isEqualTo("end");
        assertThat(parts).hasSize(50).isSorted();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void further_arguments_reach_the_callee_in_order(String scheme, WireFormat format) throws Exception {
        join(scheme, format).register("com.example.sum", call -> {
            AtomicInteger sum = new AtomicInteger();
            call.forEachInput(input -> sum.addAndGet(input.arg(0, Integer.class)));
            return sum.get();
        });
        ProgressiveCall call =
                join(scheme, format).newCall("com.example.sum").args(1).begin();
        for (int i = 2; i <= 50; i++) {
            call.send(i);
        }
        assertThat(call.end(51).get(Patience.SECONDS, TimeUnit.SECONDS).as(Integer.class))
                .isEqualTo(51 * 52 / 2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void canceling_the_future_interrupts_the_handler(String scheme, WireFormat format) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        join(scheme, format).register("com.example.slow", call -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(call.isInterrupted());
                throw e;
            }
            return null;
        });
        CompletableFuture<CallResult> future = join(scheme, format)
                .newCall("com.example.slow")
                .cancelMode(CancelMode.KILL)
                .send();
        assertThat(begun.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        future.cancel(true);
        assertThat(interrupted.get(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void a_call_that_takes_too_long_fails_with_a_timeout(String scheme, WireFormat format) {
        join(scheme, format).register("com.example.slow", RegistrationOptions.EXACT.withForwardedTimeout(), call -> {
            new CountDownLatch(1).await();
            return null;
        });
        assertThatThrownBy(() -> join(scheme, format)
                        .newCall("com.example.slow")
                        .timeout(Duration.ofMillis(20))
                        .await())
                .isInstanceOfSatisfying(
                        WampException.class, error -> assertThat(error.uri()).isEqualTo("wamp.error.timeout"));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void two_callees_share_a_registration_and_know_the_caller(String scheme, WireFormat format) throws Exception {
        RegistrationOptions shared =
                RegistrationOptions.PREFIX.withInvoke(InvokePolicy.ROUNDROBIN).withConcurrency(5);
        BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            join(scheme, format).register("com.example.shared.", shared, call -> {
                invocations.add(call);
                return number;
            });
        }
        WampSession caller = join(scheme, format);
        List<Integer> callees = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            callees.add(
                    caller.newCall("com.example.shared.x").discloseMe().await().as(Integer.class));
        }
        assertThat(callees).containsExactlyInAnyOrder(0, 1);
        Invocation invocation = invocations.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(invocation.procedure()).isEqualTo("com.example.shared.x");
        assertThat(invocation.caller()).hasValue(caller.details().sessionId());
        assertThat(invocation.callerAuthrole()).contains("anonymous");
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void retained_events_and_own_events_reach_the_subscriber(String scheme, WireFormat format) throws Exception {
        String topic = "com.example.retained." + scheme + "." + format.wireName();
        join(scheme, format).newPublication(topic).args("old").retain().acknowledge();
        WampSession session = join(scheme, format);
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        session.subscribe(topic, SubscriptionOptions.EXACT.withRetained(), events::add);
        Event old = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(old.isRetained()).isTrue();
        assertThat(old.arg(0, String.class)).isEqualTo("old");
        session.newPublication(topic)
                .args("own")
                .kwargs(Map.of("a", 1))
                .includeMe()
                .discloseMe()
                .send();
        Event own = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(own.kwarg("a", Integer.class)).isEqualTo(1);
        assertThat(own.publisher()).hasValue(session.details().sessionId());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("transports")
    void the_errors_of_the_router_are_exceptions(String scheme, WireFormat format) {
        WampSession session = join(scheme, format);
        assertThatThrownBy(() -> session.call("com.example.nothing"))
                .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                        .isEqualTo("wamp.error.no_such_procedure"));
        assertThatThrownBy(() -> session.subscribe("org.example.other", event -> {}))
                .isInstanceOfSatisfying(
                        WampException.class, error -> assertThat(error.uri()).isEqualTo("wamp.error.not_authorized"));
        session.register("com.example.once", call -> null);
        assertThatThrownBy(() -> join(scheme, format).register("com.example.once", call -> null))
                .isInstanceOfSatisfying(WampException.class, error -> assertThat(error.uri())
                        .isEqualTo("wamp.error.procedure_already_exists"));
    }
}
