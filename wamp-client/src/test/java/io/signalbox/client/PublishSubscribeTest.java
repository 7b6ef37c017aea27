package io.signalbox.client;

import static io.signalbox.client.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishSubscribeTest {

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void a_publication_has_its_arguments(WireFormat format) throws Exception {
        try (Scene scene = Scene.joined(format)) {
            scene.session.publish("com.example.topic", 1, "x");
            Publish publish = scene.peer.receive(Publish.class);
            assertThat(publish.topic()).isEqualTo("com.example.topic");
            assertThat(publish.options()).isEmpty();
            assertThat(scene.peer.args(publish.payload())).isEqualTo(List.of(1L, "x"));
        }
    }

    @Test
    void each_option_is_sent_and_the_acknowledgment_has_the_id() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Long> acknowledged = scene.session
                    .newPublication("com.example.topic")
                    .includeMe()
                    .discloseMe()
                    .retain()
                    .exclude(List.of(1L))
                    .excludeAuthids(List.of("a"))
                    .excludeAuthroles(List.of("b"))
                    .eligible(List.of(2L))
                    .eligibleAuthids(List.of("c"))
                    .eligibleAuthroles(List.of("d"))
                    .routingKey("k")
                    .passthru(Passthru.of("x_mine"))
                    .acknowledgeAsync();
            Publish publish = scene.peer.receive(Publish.class);
            assertThat(publish.options())
                    .isEqualTo(Map.ofEntries(
                            Map.entry("exclude_me", false),
                            Map.entry("disclose_me", true),
                            Map.entry("retain", true),
                            Map.entry("exclude", List.of(1L)),
                            Map.entry("exclude_authid", List.of("a")),
                            Map.entry("exclude_authrole", List.of("b")),
                            Map.entry("eligible", List.of(2L)),
                            Map.entry("eligible_authid", List.of("c")),
                            Map.entry("eligible_authrole", List.of("d")),
                            Map.entry("rkey", "k"),
                            Map.entry("ppt_scheme", "x_mine"),
                            Map.entry("acknowledge", true)));
            scene.peer.send(new Published(publish.request(), 4711));
            assertThat(Scene.get(acknowledged)).isEqualTo(4711);
        }
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void events_are_handled_in_order_on_virtual_threads(WireFormat format) throws Exception {
        try (Scene scene = Scene.joined(format)) {
            List<Integer> handled = new CopyOnWriteArrayList<>();
            List<Boolean> onVirtualThreads = new CopyOnWriteArrayList<>();
            CompletableFuture<Subscription> future =
                    scene.session.subscribeAsync("com.example.", SubscriptionOptions.PREFIX.withRetained(), event -> {
                        onVirtualThreads.add(Thread.currentThread().isVirtual());
                        handled.add(event.arg(0, Integer.class));
                    });
            Subscribe subscribe = scene.peer.subscribed(5);
            assertThat(subscribe.options()).isEqualTo(Map.of("match", "prefix", "get_retained", true));
            for (int i = 0; i < 500; i++) {
                scene.peer.send(new Event(5, i + 1, Map.of("topic", "com.example.x"), scene.peer.payload(i)));
            }
            assertThat(Scene.get(future).status()).isEqualTo(HandleStatus.ACTIVE);
            await().until(() -> handled.size() == 500);
            assertThat(handled).isSorted();
            assertThat(onVirtualThreads).containsOnly(true);
        }
    }

    @Test
    void an_event_has_the_details_of_its_publication() throws Exception {
        try (Scene scene = Scene.joined()) {
            BlockingQueue<io.signalbox.client.Event> events = new LinkedBlockingQueue<>();
            scene.session.subscribeAsync("com.example.topic", events::add);
            scene.peer.subscribed(5);
            scene.peer.send(new Event(
                    5,
                    17,
                    Map.of("publisher", 3L, "publisher_authid", "joe", "publisher_authrole", "user", "retained", true),
                    scene.peer.payload("x")));
            io.signalbox.client.Event event = events.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(event.topic()).isEqualTo("com.example.topic");
            assertThat(event.publicationId()).isEqualTo(17);
            assertThat(event.publisher()).hasValue(3);
            assertThat(event.publisherAuthid()).contains("joe");
            assertThat(event.publisherAuthrole()).contains("user");
            assertThat(event.isRetained()).isTrue();
            assertThat(event.arg(0, String.class)).isEqualTo("x");
        }
    }

    @Test
    void a_handler_that_blocks_delays_only_its_own_events() throws Exception {
        try (Scene scene = Scene.joined()) {
            CountDownLatch goOn = new CountDownLatch(1);
            BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
            scene.session.subscribeAsync("com.example.slow", event -> goOn.await());
            scene.peer.subscribed(5);
            scene.session.subscribeAsync("com.example.fast", event -> handled.add(event.arg(0, Integer.class)));
            scene.peer.subscribed(6);
            scene.peer.send(new Event(5, 1, Map.of(), scene.peer.payload(1)));
            scene.peer.send(new Event(6, 2, Map.of(), scene.peer.payload(2)));
            assertThat(handled.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
            goOn.countDown();
        }
    }

    @Test
    void a_handler_that_throws_gets_the_next_event() throws Exception {
        try (Scene scene = Scene.joined()) {
            BlockingQueue<Integer> handled = new LinkedBlockingQueue<>();
            scene.session.subscribeAsync("com.example.topic", event -> {
                handled.add(event.arg(0, Integer.class));
                throw new IllegalStateException("a failure that the test wants");
            });
            scene.peer.subscribed(5);
            scene.peer.send(new Event(5, 1, Map.of(), scene.peer.payload(1)));
            scene.peer.send(new Event(5, 2, Map.of(), scene.peer.payload(2)));
            assertThat(handled.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(handled.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void events_beyond_the_limit_of_a_slow_handler_are_dropped_and_counted() throws Exception {
        try (Scene scene = Scene.joined(builder -> builder.limits(ClientLimits.DEFAULTS.withMaxQueuedBytes(10_000)))) {
            CountDownLatch goOn = new CountDownLatch(1);
            List<Integer> handled = new CopyOnWriteArrayList<>();
            CompletableFuture<Subscription> future = scene.session.subscribeAsync("com.example.slow", event -> {
                goOn.await();
                handled.add(event.arg(0, Integer.class));
            });
            scene.peer.subscribed(5);
            for (int i = 0; i < 100; i++) {
                scene.peer.send(new Event(5, i + 1, Map.of(), scene.peer.payload(i, "x".repeat(500))));
            }
            Subscription subscription = Scene.get(future);
            // The answer follows the last event.
            CompletableFuture<Long> fence =
                    scene.session.newPublication("com.example.fence").acknowledgeAsync();
            scene.peer.send(new Published(scene.peer.receive(Publish.class).request(), 1));
            Scene.get(fence);
            assertThat(subscription.droppedEvents()).isBetween(80L, 99L);
            goOn.countDown();
            await().until(() -> handled.size() + subscription.droppedEvents() == 100);
            assertThat(handled).isSorted();
        }
    }

    @Test
    void the_last_handler_of_a_topic_ends_its_subscription() throws Exception {
        try (Scene scene = Scene.joined()) {
            BlockingQueue<String> handled = new LinkedBlockingQueue<>();
            CompletableFuture<Subscription> first =
                    scene.session.subscribeAsync("com.example.topic", event -> handled.add("first"));
            scene.peer.subscribed(5);
            CompletableFuture<Subscription> second =
                    scene.session.subscribeAsync("com.example.topic", event -> handled.add("second"));
            scene.peer.subscribed(5);
            Scene.get(Scene.get(first).unsubscribeAsync());
            scene.peer.send(new Event(5, 1, Map.of(), scene.peer.payload()));
            assertThat(handled.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("second");
            CompletableFuture<Void> ended = Scene.get(second).unsubscribeAsync();
            Unsubscribe unsubscribe = scene.peer.receive(Unsubscribe.class);
            assertThat(unsubscribe.subscription()).isEqualTo(5);
            scene.peer.send(new Unsubscribed(unsubscribe.request(), Map.of()));
            Scene.get(ended);
            assertThat(Scene.get(second).status()).isEqualTo(HandleStatus.ENDED);
            assertThat(handled).isEmpty();
        }
    }

    @Test
    void a_subscription_whose_future_was_canceled_is_ended() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Subscription> future = scene.session.subscribeAsync("com.example.topic", event -> {});
            Subscribe subscribe = scene.peer.receive(Subscribe.class);
            future.cancel(true);
            scene.peer.send(new Subscribed(subscribe.request(), 5));
            assertThat(scene.peer.receive(Unsubscribe.class).subscription()).isEqualTo(5);
        }
    }

    @Test
    void a_refused_subscription_fails_with_the_error_of_the_router() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Subscription> future = scene.session.subscribeAsync("com.example.topic", event -> {});
            Subscribe subscribe = scene.peer.receive(Subscribe.class);
            scene.peer.send(new ErrorMessage(
                    MessageType.SUBSCRIBE,
                    subscribe.request(),
                    Map.of(),
                    "wamp.error.not_authorized",
                    scene.peer.payload()));
            assertThatThrownBy(() -> Scene.get(future)).hasMessageContaining("wamp.error.not_authorized");
        }
    }

    @Test
    void a_revoked_subscription_has_ended() throws Exception {
        try (Scene scene = Scene.joined()) {
            CompletableFuture<Subscription> future = scene.session.subscribeAsync("com.example.topic", event -> {});
            scene.peer.subscribed(5);
            BlockingQueue<HandleStatus> statuses = new LinkedBlockingQueue<>();
            Scene.get(future).onStatus(statuses::add);
            scene.peer.send(new Unsubscribed(0, Map.of("subscription", 5L, "reason", "x")));
            assertThat(statuses.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(HandleStatus.ENDED);
        }
    }
}
