package io.signalbox.client;

import static io.signalbox.client.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Yield;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReconnectTest {
    private static final Reconnect SOON = new Reconnect(Duration.ofMillis(1), Duration.ofMillis(5), 2, 0.5, -1, false);

    private static Scene joined() throws Exception {
        return Scene.joined(builder -> builder.reconnect(SOON));
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void the_states_of_a_lost_and_a_new_session_are_observable() throws Exception {
        try (Scene scene = joined()) {
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            BlockingQueue<WampException> leaves = new LinkedBlockingQueue<>();
            BlockingQueue<SessionDetails> joins = new LinkedBlockingQueue<>();
            scene.client.onState(states::add);
            scene.session.onLeave(leaves::add);
            scene.session.onJoin(joins::add);
            scene.peer.close();
            scene.router.welcome();
            assertThat(next(states)).isInstanceOfSatisfying(ClientState.Lost.class, lost -> assertThat(
                            lost.why().uri())
                    .isEqualTo(WampException.CONNECTION_LOST));
            assertThat(next(states)).isInstanceOf(ClientState.Connecting.class);
            assertThat(next(states)).isInstanceOf(ClientState.Joined.class);
            assertThat(next(leaves)).hasMessageContaining(scene.router.url() + " is lost");
            assertThat(next(joins).sessionId()).isEqualTo(7);
            assertThat(scene.client.state()).isInstanceOf(ClientState.Joined.class);
            assertThat(scene.session.isJoined()).isTrue();
        }
    }

    @Test
    void subscriptions_and_registrations_are_there_again_before_the_listeners_of_joins_run() throws Exception {
        try (Scene scene = joined()) {
            BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
            CompletableFuture<Subscription> subscribed = scene.session.subscribeAsync(
                    "com.example.", SubscriptionOptions.PREFIX, event -> events.add(event.arg(0, Integer.class)));
            scene.peer.subscribed(1);
            CompletableFuture<Registration> registered = scene.session.registerAsync("com.example.x", call -> "x");
            scene.peer.registered(2);
            Subscription subscription = Scene.get(subscribed);
            Registration registration = Scene.get(registered);
            BlockingQueue<List<HandleStatus>> statuses = new LinkedBlockingQueue<>();
            scene.session.onJoin(details -> statuses.add(List.of(subscription.status(), registration.status())));

            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.welcome();
            Subscribe subscribe = second.receive(Subscribe.class);
            assertThat(subscribe.topic()).isEqualTo("com.example.");
            assertThat(subscribe.options()).isEqualTo(Map.of("match", "prefix"));
            Register register = second.receive(Register.class);
            assertThat(register.procedure()).isEqualTo("com.example.x");
            assertThat(subscription.status()).isEqualTo(HandleStatus.SUSPENDED);
            assertThat(registration.status()).isEqualTo(HandleStatus.SUSPENDED);
            assertThatThrownBy(() -> scene.session.publish("com.example.topic"))
                    .hasMessageContaining(WampException.NOT_CONNECTED);
            second.send(new Subscribed(subscribe.request(), 11));
            second.send(new Registered(register.request(), 12));
            assertThat(next(statuses)).containsOnly(HandleStatus.ACTIVE);

            second.send(new Event(11, 1, Map.of("topic", "com.example.y"), second.payload(5)));
            assertThat(next(events)).isEqualTo(5);
            second.send(new Invocation(1, 12, Map.of(), second.payload()));
            assertThat(second.args(second.receive(Yield.class).payload())).isEqualTo(List.of("x"));

            CompletableFuture<Void> ended = subscription.unsubscribeAsync();
            assertThat(second.receive(Unsubscribe.class).subscription()).isEqualTo(11);
            assertThat(ended).isNotDone();
        }
    }

    @Test
    void a_refused_registration_is_retried_and_reported_and_blocks_no_listener() throws Exception {
        try (Scene scene = joined()) {
            CompletableFuture<Registration> registered = scene.session.registerAsync("com.example.x", call -> "x");
            scene.peer.registered(2);
            Registration registration = Scene.get(registered);
            BlockingQueue<HandleStatus> statuses = new LinkedBlockingQueue<>();
            registration.onStatus(statuses::add);
            BlockingQueue<SessionDetails> joins = new LinkedBlockingQueue<>();
            scene.session.onJoin(joins::add);

            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.welcome();
            for (int i = 0; i < 2; i++) {
                second.send(new ErrorMessage(
                        MessageType.REGISTER,
                        second.receive(Register.class).request(),
                        Map.of(),
                        "wamp.error.procedure_already_exists",
                        second.payload()));
            }
            assertThat(next(joins)).isNotNull();
            assertThat(next(statuses)).isEqualTo(HandleStatus.SUSPENDED);
            assertThat(next(statuses)).isEqualTo(HandleStatus.REFUSED);
            assertThat(registration.refusal().orElseThrow().uri()).isEqualTo("wamp.error.procedure_already_exists");
            second.registered(13);
            assertThat(next(statuses)).isEqualTo(HandleStatus.ACTIVE);
            assertThat(registration.refusal()).isEmpty();
        }
    }

    /** Returns the timers that end an attempt to join, of which no test waits for the end. */
    private static List<RunnableScheduledFuture<?>> joinTimers(ClientResources resources) {
        return ((ScheduledThreadPoolExecutor) resources.timer())
                .getQueue().stream()
                        .<RunnableScheduledFuture<?>>map(task -> (RunnableScheduledFuture<?>) task)
                        .filter(task -> task.getDelay(TimeUnit.HOURS) > 0)
                        .toList();
    }

    private static Scene joinedWithSubscription(ClientResources resources) throws Exception {
        Scene scene = Scene.joined(
                builder -> builder.reconnect(SOON).resources(resources).joinTimeout(Duration.ofDays(1)));
        CompletableFuture<Subscription> subscribed = scene.session.subscribeAsync("com.example.a", event -> {});
        scene.peer.subscribed(1);
        Scene.get(subscribed);
        return scene;
    }

    @Test
    void a_router_that_does_not_answer_the_requests_of_a_new_session_is_left_at_the_deadline() throws Exception {
        try (ClientResources resources = ClientResources.create();
                Scene scene = joinedWithSubscription(resources)) {
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            BlockingQueue<SessionDetails> joins = new LinkedBlockingQueue<>();
            scene.client.onState(states::add);
            scene.session.onJoin(joins::add);
            assertThat(joinTimers(resources)).isEmpty();
            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.welcome();
            second.receive(Subscribe.class);
            List<RunnableScheduledFuture<?>> timers = joinTimers(resources);
            assertThat(timers).hasSize(1);
            timers.getFirst().run();
            second.close();
            scene.router.welcome().subscribed(2);
            assertThat(next(joins)).isNotNull();
            assertThat(joinTimers(resources)).isEmpty();
            assertThat(next(states)).isInstanceOf(ClientState.Lost.class);
            assertThat(next(states)).isInstanceOf(ClientState.Connecting.class);
            assertThat(next(states)).isInstanceOfSatisfying(ClientState.Lost.class, lost -> assertThat(lost.why())
                    .hasMessageContaining("does not answer the requests for the subscriptions and registrations"));
        }
    }

    @Test
    void closing_before_the_requests_of_a_new_session_are_answered_ends_the_time_to_join() throws Exception {
        try (ClientResources resources = ClientResources.create();
                Scene scene = joinedWithSubscription(resources)) {
            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.welcome();
            second.receive(Subscribe.class);
            CompletableFuture<Void> closed = scene.client.closeAsync();
            Scene.leave(second);
            assertThat(joinTimers(resources)).isEmpty();
            second.close();
            Scene.get(closed);
        }
    }

    @Test
    void what_is_ended_between_two_sessions_is_not_requested_again() throws Exception {
        try (Scene scene = joined()) {
            CompletableFuture<Subscription> subscribed = scene.session.subscribeAsync("com.example.a", event -> {});
            scene.peer.subscribed(1);
            CompletableFuture<Registration> registered = scene.session.registerAsync("com.example.b", call -> null);
            scene.peer.registered(2);
            Subscription subscription = Scene.get(subscribed);
            Registration registration = Scene.get(registered);
            BlockingQueue<SessionDetails> joins = new LinkedBlockingQueue<>();
            scene.session.onJoin(joins::add);

            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.accept();
            second.receive(Hello.class);
            Scene.get(subscription.unsubscribeAsync());
            Scene.get(registration.unregisterAsync());
            second.sendWelcome();
            assertThat(next(joins)).isNotNull();
            scene.session.callAsync("com.example.fence");
            assertThat(second.receiveCall().procedure()).isEqualTo("com.example.fence");
        }
    }

    @Test
    void the_first_attempt_is_repeated_only_if_that_is_wanted() throws Exception {
        // Port 1 is reserved. A port that was free a moment ago may be in use.
        try (WampClient client = WampClient.builder("rs://127.0.0.1:1", "realm1")
                .reconnect(SOON.andFirstAttempt().withMaxAttempts(3))
                .build()) {
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            client.onState(states::add);
            assertThatThrownBy(() -> Scene.get(client.open())).hasMessageContaining("no process listens");
            for (int attempt = 1; attempt <= 3; attempt++) {
                assertThat(next(states)).isEqualTo(new ClientState.Connecting(attempt));
                assertThat(next(states)).isInstanceOf(attempt < 3 ? ClientState.Lost.class : ClientState.Failed.class);
            }
        }
    }

    @Test
    void many_lost_sessions_leave_nothing_behind() throws Exception {
        ScriptedRouter router = ScriptedRouter.start();
        WampClient client =
                WampClient.builder(router.url(), "realm1").reconnect(SOON).build();
        CompletableFuture<WampSession> opened = client.open();
        ScriptedRouter.Peer peer = router.welcome();
        WampSession session = Scene.get(opened);
        session.subscribeAsync("com.example.a", event -> {});
        peer.subscribed(1);
        session.registerAsync("com.example.b", call -> null);
        peer.registered(2);
        BlockingQueue<SessionDetails> joins = new LinkedBlockingQueue<>();
        session.onJoin(joins::add);
        for (int i = 0; i < 10; i++) {
            CompletableFuture<CallResult> pending = session.callAsync("com.example.c");
            peer.receiveCall();
            peer.close();
            assertThatThrownBy(() -> Scene.get(pending)).hasMessageContaining(WampException.CONNECTION_LOST);
            peer = router.welcome();
            peer.subscribed(1);
            peer.registered(2);
            assertThat(next(joins)).isNotNull();
        }
        CompletableFuture<Void> closed = client.closeAsync();
        router.close();
        Scene.get(closed);
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("wamp-client")));
    }

    @Test
    void a_client_that_rejoins_leaves_with_goodbye_and_its_subscriptions_come_back() throws Exception {
        try (Scene scene = joined()) {
            CompletableFuture<Subscription> subscribed = scene.session.subscribeAsync("com.example.a", event -> {});
            scene.peer.subscribed(1);
            Subscription subscription = Scene.get(subscribed);
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            scene.client.onState(states::add);
            assertThat(scene.client.rejoin("com.example.full", "too much")).isTrue();
            assertThat(scene.client.rejoin("com.example.full", "again")).isFalse();
            Goodbye goodbye = Scene.leave(scene.peer);
            assertThat(goodbye.reason()).isEqualTo("com.example.full");
            assertThat(goodbye.details()).containsEntry("message", "too much");
            ScriptedRouter.Peer second = scene.router.welcome();
            second.subscribed(2);
            assertThat(next(states)).isInstanceOfSatisfying(ClientState.Lost.class, lost -> {
                assertThat(lost.why().uri()).isEqualTo("com.example.full");
                assertThat(lost.why()).hasMessageContaining("the client has left the session: too much");
            });
            assertThat(next(states)).isInstanceOf(ClientState.Connecting.class);
            assertThat(next(states)).isInstanceOf(ClientState.Joined.class);
            assertThat(subscription.status()).isEqualTo(HandleStatus.ACTIVE);
            // The reason is that of one session only.
            second.close();
            scene.router.welcome().subscribed(3);
            assertThat(next(states)).isInstanceOfSatisfying(ClientState.Lost.class, lost -> assertThat(
                            lost.why().uri())
                    .isEqualTo(WampException.CONNECTION_LOST));
        }
    }

    @Test
    void a_client_without_a_session_has_none_to_leave() throws Exception {
        try (Scene scene = joined()) {
            scene.peer.close();
            ScriptedRouter.Peer second = scene.router.accept();
            second.receive(Hello.class);
            assertThat(scene.client.rejoin("com.example.full", "too much")).isFalse();
            second.sendWelcome();
        }
    }
}
