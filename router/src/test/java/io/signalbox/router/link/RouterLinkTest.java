package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.CallResult;
import io.signalbox.client.Event;
import io.signalbox.client.Invocation;
import io.signalbox.client.Passthru;
import io.signalbox.client.RegistrationOptions;
import io.signalbox.client.Reply;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.Patience;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two nodes with a link of the first one. */
class RouterLinkTest {
    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private LinkedNode first;
    private LinkedNode second;
    private WampSession local;
    private WampSession remote;

    private void link(String more) throws IOException {
        second = open(LinkedNode.start(directory, "second"));
        linkTo(second.webSocketPort(), more);
    }

    private void linkTo(int port, String more) throws IOException {
        begin(LinkedNode.link("rlink1", port, more));
    }

    private void begin(String link) throws IOException {
        first = open(LinkedNode.start(directory, "first", link));
        local = first.session();
        remote = second.session();
        first.awaitState(local, "rlink1", "up");
    }

    private <T extends AutoCloseable> T open(T closeable) {
        opened.addFirst(closeable);
        return closeable;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(taken).isNotNull();
        return taken;
    }

    @ParameterizedTest
    @EnumSource
    void payloads_cross_unchanged_in_every_format(WireFormat format) throws Exception {
        second = open(LinkedNode.start(directory, "second"));
        String serializers = ", \"serializers\": [\"" + format.wireName() + "\"]";
        begin(LinkedNode.link("rlink1", "rawsocket", second.rawSocketPort(), serializers, ""));
        byte[] binary = {0, 1, -1};
        remote.register("com.example.echo", call -> Reply.of(
                        call.arg(0, byte[].class), call.args().path(1))
                .with("name", call.kwarg("name", String.class)));
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        local.subscribe("com.example.topic", events::add);
        LinkedNode.awaitProcedure(local, "com.example.echo");
        LinkedNode.awaitSubscribers(remote, "com.example.topic", 1);

        CallResult result = local.newCall("com.example.echo")
                .args(binary, Map.of("a", List.of(1, 2.5, "ü")))
                .kwarg("name", "joe")
                .await();
        remote.newPublication("com.example.topic")
                .args(binary)
                .kwarg("n", 1L << 53)
                .send();

        assertThat(result.arg(0, byte[].class)).isEqualTo(binary);
        assertThat(result.args().path(1).toString()).isEqualTo("{\"a\":[1,2.5,\"ü\"]}");
        assertThat(result.kwarg("name", String.class)).isEqualTo("joe");
        Event event = take(events);
        assertThat(event.arg(0, byte[].class)).isEqualTo(binary);
        assertThat(event.kwarg("n", Long.class)).isEqualTo(1L << 53);
    }

    @Test
    void both_directions_name_the_origin_and_the_link_as_caller() throws Exception {
        link("");
        BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
        remote.register("com.example.remote", RegistrationOptions.EXACT.withDisclosedCaller(), call -> {
            invocations.add(call);
            return "remote";
        });
        local.register("com.example.local", RegistrationOptions.EXACT.withDisclosedCaller(), call -> {
            invocations.add(call);
            return "local";
        });
        LinkedNode.awaitProcedure(local, "com.example.remote");
        LinkedNode.awaitProcedure(remote, "com.example.local");

        WampSession joe = first.session("joe");
        assertThat(joe.call("com.example.remote").as(String.class)).isEqualTo("remote");
        Invocation atRemote = take(invocations);
        assertThat(atRemote.callerAuthid()).contains("link");
        assertThat(atRemote.details().get("forward_for"))
                .isEqualTo(List.of(Map.of(
                        "session", joe.details().sessionId(), "authid", "joe", "authrole", "user", "node", "first")));

        assertThat(remote.call("com.example.local").as(String.class)).isEqualTo("local");
        Invocation atLocal = take(invocations);
        assertThat(atLocal.callerAuthid()).contains("rlink1");
        assertThat(atLocal.details().get("forward_for")).asString().contains("node=second");
    }

    @Test
    void an_event_names_its_publisher_and_crosses_once_for_several_subscriptions() throws Exception {
        link("");
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example.one", events::add);
        remote.subscribe("com.example", SubscriptionOptions.PREFIX, event -> {});
        remote.subscribe("com..one", SubscriptionOptions.WILDCARD, event -> {});
        LinkedNode.awaitSubscribers(local, "com.example.one", 3);
        WampSession joe = first.session("joe");

        joe.publish("com.example.one", 1);
        joe.publish("com.example.one", 2);

        Event event = take(events);
        assertThat(event.arg(0, Integer.class)).isEqualTo(1);
        assertThat(event.details().get("forward_for")).asString().contains("authid=joe", "node=first");
        assertThat(take(events).arg(0, Integer.class)).isEqualTo(2);
    }

    @Test
    void patterns_and_invocation_policies_are_mirrored() throws Exception {
        link("");
        remote.register(
                "com.example.shared", RegistrationOptions.EXACT.withInvoke(InvokePolicy.ROUNDROBIN), call -> "remote");
        remote.register("com.prefix", RegistrationOptions.PREFIX, Invocation::procedure);
        remote.register("com..wild", RegistrationOptions.WILDCARD, Invocation::procedure);
        LinkedNode.awaitProcedure(local, "com.example.shared");
        LinkedNode.awaitProcedure(local, "com.prefix.a");
        LinkedNode.awaitProcedure(local, "com.any.wild");
        local.register(
                "com.example.shared", RegistrationOptions.EXACT.withInvoke(InvokePolicy.ROUNDROBIN), call -> "local");

        assertThat(local.call("com.prefix.a").as(String.class)).isEqualTo("com.prefix.a");
        assertThat(local.call("com.any.wild").as(String.class)).isEqualTo("com.any.wild");
        assertThat(List.of(
                        local.call("com.example.shared").as(String.class),
                        local.call("com.example.shared").as(String.class)))
                .containsExactlyInAnyOrder("local", "remote");
    }

    @Test
    void progress_errors_and_timeouts_cross_unchanged() throws Exception {
        link("");
        remote.register("com.example.count", call -> {
            call.progress(1);
            call.progress(2);
            return 3;
        });
        remote.register("com.example.fail", call -> {
            throw new WampException("com.example.error", List.of("no"), Map.of("code", 7));
        });
        remote.register("com.example.sleep", call -> {
            CompletableFuture<Object> never = new CompletableFuture<>();
            return never;
        });
        LinkedNode.awaitProcedure(local, "com.example.count");
        LinkedNode.awaitProcedure(local, "com.example.fail");
        LinkedNode.awaitProcedure(local, "com.example.sleep");

        BlockingQueue<Integer> parts = new LinkedBlockingQueue<>();
        CallResult last = local.newCall("com.example.count")
                .onProgress(part -> parts.add(part.as(Integer.class)))
                .await();
        assertThat(parts).containsExactly(1, 2);
        assertThat(last.as(Integer.class)).isEqualTo(3);
        assertThatThrownBy(() -> local.call("com.example.fail")).isInstanceOfSatisfying(WampException.class, error -> {
            assertThat(error.uri()).isEqualTo("com.example.error");
            assertThat(error.args().path(0).asText()).isEqualTo("no");
            assertThat(error.kwargs().path("code").asInt()).isEqualTo(7);
        });
        assertThatThrownBy(() -> local.newCall("com.example.sleep")
                        .timeout(Duration.ofMillis(100))
                        .await())
                .isInstanceOfSatisfying(
                        WampException.class, error -> assertThat(error.uri()).isEqualTo("wamp.error.timeout"));
    }

    @Test
    void encrypted_payloads_and_the_wish_to_retain_an_event_cross() throws Exception {
        link("");
        remote.register("com.example.secret", call -> Reply.of(call.arg(0, byte[].class))
                .passthru(call.passthru().orElseThrow()));
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example.topic", events::add);
        LinkedNode.awaitProcedure(local, "com.example.secret");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);
        Passthru description = Passthru.of("x_mine");

        CallResult result = local.newCall("com.example.secret")
                .passthru(description)
                .args(new byte[] {7})
                .await();
        local.newPublication("com.example.topic")
                .passthru(description)
                .args(new byte[] {8})
                .retain()
                .send();

        assertThat(result.passthru()).contains(description);
        assertThat(result.arg(0, byte[].class)).containsExactly(7);
        assertThat(take(events).passthru()).contains(description);
        BlockingQueue<Event> late = new LinkedBlockingQueue<>();
        second.session().subscribe("com.example.topic", SubscriptionOptions.EXACT.withRetained(), late::add);
        assertThat(take(late).isRetained()).isTrue();
    }

    @Test
    void the_inputs_of_a_progressive_call_cross_in_order() throws Exception {
        link("");
        remote.register("com.example.join", call -> {
            StringBuilder all = new StringBuilder();
            call.forEachInput(input -> all.append(input.argOr(0, String.class, "")));
            return all.toString();
        });
        LinkedNode.awaitProcedure(local, "com.example.join");

        var call = local.newCall("com.example.join").args("a").begin();
        call.send("b");

        assertThat(call.end("c").join().as(String.class)).isEqualTo("abc");
    }

    @Test
    void a_canceled_call_interrupts_the_remote_callee() throws Exception {
        link("");
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        remote.register("com.example.wait", call -> {
            running.countDown();
            call.onInterrupt(interrupted::countDown);
            return new CompletableFuture<>();
        });
        LinkedNode.awaitProcedure(local, "com.example.wait");

        CompletableFuture<CallResult> call =
                local.newCall("com.example.wait").cancelMode(CancelMode.KILL).send();
        assertThat(running.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        call.cancel(true);

        assertThat(interrupted.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        await().until(() -> first.status(local, "rlink1").path("pending_calls").asInt() == 0);
    }

    @Test
    void the_local_registration_wins_whichever_comes_first() throws Exception {
        link("");
        remote.register("com.example.add", call -> "remote");
        LinkedNode.awaitProcedure(local, "com.example.add");
        assertThat(local.call("com.example.add").as(String.class)).isEqualTo("remote");

        var registration = local.register("com.example.add", call -> "local");
        assertThat(local.call("com.example.add").as(String.class)).isEqualTo("local");
        assertThat(remote.call("com.example.add").as(String.class)).isEqualTo("remote");
        await().until(() ->
                first.status(local, "rlink1").path("refused").toString().contains("com.example.add"));

        // The remote procedure is offered again when the local one ends.
        registration.unregister();
        LinkedNode.awaitProcedure(local, "com.example.add");
        assertThat(local.call("com.example.add").as(String.class)).isEqualTo("remote");
    }

    @Test
    void a_lost_link_ends_its_calls_and_takes_its_items_away_until_it_is_back() throws Exception {
        second = open(LinkedNode.start(directory, "second"));
        ForwardingSocket socket = open(new ForwardingSocket(second.webSocketPort()));
        linkTo(socket.port(), "");
        CountDownLatch running = new CountDownLatch(2);
        remote.register("com.example.remote", call -> {
            running.countDown();
            return new CompletableFuture<>();
        });
        local.register("com.example.local", call -> {
            running.countDown();
            return new CompletableFuture<>();
        });
        BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example.topic", event -> events.add(event.arg(0, Integer.class)));
        LinkedNode.awaitProcedure(local, "com.example.remote");
        LinkedNode.awaitProcedure(remote, "com.example.local");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);
        CompletableFuture<CallResult> toRemote = local.callAsync("com.example.remote");
        CompletableFuture<CallResult> toLocal = remote.callAsync("com.example.local");
        assertThat(running.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();

        socket.cut();

        assertThatThrownBy(toRemote::join).cause().isInstanceOfSatisfying(WampException.class, error -> {
            assertThat(error.uri()).isEqualTo("wamp.error.canceled");
            assertThat(error.kwargs().path("reason").asText()).isEqualTo("link_lost");
            assertThat(error.kwargs().path("link").asText()).isEqualTo("rlink1");
        });
        // The other node sees the end of a callee.
        assertThatThrownBy(toLocal::join).cause().isInstanceOf(WampException.class);
        LinkedNode.awaitNoProcedure(local, "com.example.remote");
        LinkedNode.awaitNoProcedure(remote, "com.example.local");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 0);
        assertThat(first.status(local, "rlink1").path("last_error").asText()).isNotEmpty();

        socket.restore();

        LinkedNode.awaitProcedure(local, "com.example.remote");
        LinkedNode.awaitProcedure(remote, "com.example.local");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);
        local.publish("com.example.topic", 5);
        assertThat(take(events)).isEqualTo(5);
        assertThat(first.status(local, "rlink1").path("reconnects").asInt()).isEqualTo(1);
    }

    @Test
    void the_order_of_one_publisher_is_kept_across_topics() throws Exception {
        link("");
        BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example", SubscriptionOptions.PREFIX, event -> events.add(event.arg(0, Integer.class)));
        LinkedNode.awaitSubscribers(local, "com.example.a", 1);

        for (int i = 0; i < 2_000; i++) {
            local.publish(i % 2 == 0 ? "com.example.a" : "com.example.b", i);
        }

        for (int i = 0; i < 2_000; i++) {
            assertThat(take(events)).isEqualTo(i);
        }
    }

    @Test
    void lists_of_authids_cross_and_lists_of_sessions_do_not() throws Exception {
        link("");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        WampSession joe = second.session("joe");
        WampSession ann = second.session("ann");
        joe.subscribe("com.example.topic", event -> events.add("joe " + event.arg(0, Integer.class)));
        ann.subscribe("com.example.topic", event -> events.add("ann " + event.arg(0, Integer.class)));
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);

        local.newPublication("com.example.topic")
                .args(1)
                .eligibleAuthids(List.of("joe"))
                .send();
        local.newPublication("com.example.topic")
                .args(2)
                .excludeAuthids(List.of("joe"))
                .send();
        local.newPublication("com.example.topic")
                .args(3)
                .eligible(List.of(joe.details().sessionId()))
                .send();
        local.newPublication("com.example.topic")
                .args(4)
                .exclude(List.of(joe.details().sessionId()))
                .send();

        assertThat(List.of(take(events), take(events), take(events), take(events)))
                .containsExactlyInAnyOrder("joe 1", "ann 2", "joe 4", "ann 4");
        assertThat(events).isEmpty();
    }

    @Test
    void excluded_authids_and_switches_stop_what_they_name() throws Exception {
        link(
                ", \"exclude_authid\": [\"joe\"], \"forward_remote_events\": false, \"forward_remote_invocations\": false");
        BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example.topic", event -> events.add(event.arg(0, Integer.class)));
        local.subscribe("com.example.back", event -> {});
        local.register("com.example.local", call -> 1);
        remote.register("com.example.remote", call -> 2);
        LinkedNode.awaitProcedure(local, "com.example.remote");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);

        first.session("joe").newPublication("com.example.topic").args(1).acknowledge();
        local.publish("com.example.topic", 2);

        assertThat(take(events)).isEqualTo(2);
        var mirrored = first.status(local, "rlink1").path("mirrored");
        assertThat(mirrored.path("local_subscriptions").asInt()).isZero();
        assertThat(mirrored.path("local_registrations").asInt()).isZero();
    }

    @Test
    void a_router_without_meta_api_is_mirrored_as_configured() throws Exception {
        second = open(LinkedNode.start(directory, "second", "link", false));
        linkTo(
                second.webSocketPort(),
                """
                , "mirror": {"subscriptions": [{"topic": "com.example", "match": "prefix"}],
                  "registrations": [{"procedure": "com.remote", "match": "prefix"}]}""");
        BlockingQueue<Integer> events = new LinkedBlockingQueue<>();
        remote.subscribe("com.example.topic", event -> events.add(event.arg(0, Integer.class)));
        remote.register("com.remote.add", call -> 3);
        LinkedNode.awaitProcedure(local, "com.remote.add");
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);

        assertThat(local.call("com.remote.add").as(Integer.class)).isEqualTo(3);
        local.publish("com.example.topic", 1);
        assertThat(take(events)).isEqualTo(1);
    }

    @Test
    void a_router_without_meta_api_and_without_mirror_is_a_problem_with_its_remedy() throws Exception {
        second = open(LinkedNode.start(directory, "second", "link", false));
        linkTo(second.webSocketPort(), "");

        await().until(() ->
                first.status(local, "rlink1").path("last_error").asText().contains("'mirror'"));
    }

    @Test
    void calls_above_the_limit_are_refused() throws Exception {
        link(", \"max_pending_calls\": 1");
        CountDownLatch running = new CountDownLatch(1);
        remote.register("com.example.wait", call -> {
            running.countDown();
            return new CompletableFuture<>();
        });
        LinkedNode.awaitProcedure(local, "com.example.wait");
        local.callAsync("com.example.wait");
        assertThat(running.await(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> local.call("com.example.wait")).hasMessageContaining("wamp.error.no_available_callee");
        assertThat(first.status(local, "rlink1")
                        .path("counters")
                        .path("refusedCalls")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void wrong_credentials_are_the_last_error_of_a_link_that_tries_again() throws Exception {
        second = open(LinkedNode.start(directory, "second"));
        String link = LinkedNode.link("rlink1", second.webSocketPort(), "");
        first = open(
                LinkedNode.start(directory, "first", link.replace("\"ticket\": \"secret\"", "\"ticket\": \"wrong\"")));
        local = first.session();

        await().until(() ->
                first.status(local, "rlink1").path("last_error").asText().contains("authentication_denied"));
        first.awaitState(local, "rlink1", "waiting");
    }

    @Test
    void a_node_with_the_same_id_is_refused_with_the_remedy() throws Exception {
        second = open(LinkedNode.start(directory, "first"));
        first = open(LinkedNode.start(directory, "first", LinkedNode.link("rlink1", second.webSocketPort(), "")));
        local = first.session();

        await().until(() ->
                first.status(local, "rlink1").path("last_error").asText().contains("controller.id"));
        assertThat(first.status(local, "rlink1").path("state").asText()).isNotEqualTo("up");
    }
}
