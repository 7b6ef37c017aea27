package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.CallResult;
import io.signalbox.client.RegistrationOptions;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.Patience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A link to a router that sends more than the link has asked for. */
class HostileRouterTest {
    /** The link does not ask the meta API of the other router. */
    private static final String NO_META_API = ", \"mirror\": {\"subscriptions\": [], \"registrations\": []}";

    private static final String NO_EVENTS = NO_META_API + ", \"forward_remote_events\": false";
    private static final String SILENT = NO_EVENTS + ", \"forward_remote_invocations\": false";

    /** Returns keys of a link that publishes a topic at the other router, and forwards nothing else. */
    private static String mirrored(String topic) {
        return ", \"forward_remote_events\": false, \"forward_remote_invocations\": false, \"mirror\":"
                + " {\"subscriptions\": [{\"topic\": \"" + topic + "\"}], \"registrations\": []}";
    }

    /** One procedure of the other router, and one call at a time. */
    private static final String CALLS =
            """
            , "forward_remote_events": false, "forward_remote_invocations": false, "max_pending_calls": 1,
            "mirror": {"subscriptions": [], "registrations": [{"procedure": "com.example.remote"}]}""";

    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private HostileRouter hostile;
    private LinkedNode node;
    private WampSession local;

    /** @param more further keys of the link */
    private void begin(String more) throws Exception {
        hostile = open(new HostileRouter());
        node = open(LinkedNode.start(directory, "first", hostile.link(more)));
        local = node.session();
    }

    private void join(String more) throws Exception {
        begin(more);
        hostile.welcome(Map.of(), Map.of("call_canceling", true));
        node.awaitState(local, "rlink1", "up");
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

    private long counter(String name) {
        return node.status(local, "rlink1").path("counters").path(name).asLong();
    }

    private static Invocation invocation(long request, long registration, String procedure) {
        return new Invocation(request, registration, Map.of("procedure", procedure), Payload.EMPTY);
    }

    private static Event event(long subscription, long publication, Map<String, Object> details) {
        return new Event(subscription, publication, details, Payload.EMPTY);
    }

    /** Accepts the next SUBSCRIBE. */
    private void subscribed(String topic, long id) throws Exception {
        Subscribe subscribe = hostile.receive(Subscribe.class);
        assertThat(subscribe.topic()).isEqualTo(topic);
        hostile.send(new Subscribed(subscribe.request(), id));
    }

    private static Object text(Payload payload) {
        return new Serializers().of(payload.format()).arguments(payload).getFirst();
    }

    /** Accepts the next REGISTER. */
    private void registered(String procedure, long id) throws Exception {
        Register register = hostile.receive(Register.class);
        assertThat(register.procedure()).isEqualTo(procedure);
        assertThat(register.options())
                .as("this node ends calls at their deadlines")
                .containsEntry("forward_timeout", true);
        hostile.send(new Registered(register.request(), id));
    }

    @Test
    void an_invocation_of_no_registration_calls_nothing_even_before_the_link_is_up() throws Exception {
        begin(SILENT);
        List<String> called = new ArrayList<>();
        local.register("com.example.secret", call -> called.add("secret"));

        hostile.welcome(Map.of(), Map.of());
        hostile.send(invocation(1, 5, "com.example.secret"));
        ErrorMessage early = hostile.receive(ErrorMessage.class);
        node.awaitState(local, "rlink1", "up");
        hostile.send(invocation(2, 5, "com.example.secret"));
        ErrorMessage late = hostile.receive(ErrorMessage.class);

        assertThat(early.error()).isEqualTo("wamp.error.no_such_registration");
        assertThat(late.error()).isEqualTo("wamp.error.no_such_registration");
        assertThat(late.request()).isEqualTo(2);
        assertThat(called).isEmpty();
        assertThat(counter("unmatchedCalls")).isPositive();
    }

    @Test
    void an_event_is_published_only_where_its_subscription_matches() throws Exception {
        join(NO_META_API + ", \"forward_remote_invocations\": false");
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        local.subscribe("com.example.topic", event -> events.add("exact"));
        subscribed("com.example.topic", 5);
        local.subscribe("com.pattern", SubscriptionOptions.PREFIX, event -> events.add(event.topic()));
        subscribed("com.pattern", 6);
        node.session().subscribe("secret", event -> events.add("secret"));
        subscribed("secret", 7);

        hostile.send(event(6, 1, Map.of("topic", "secret")));
        hostile.send(event(6, 2, Map.of()));
        hostile.send(event(5, 3, Map.of("topic", "secret")));
        hostile.send(event(6, 4, Map.of("topic", "com.pattern.one")));

        // The events of different subscriptions have no common order.
        assertThat(Arrays.asList(
                        events.poll(Patience.SECONDS, TimeUnit.SECONDS),
                        events.poll(Patience.SECONDS, TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder("exact", "com.pattern.one");
        assertThat(events).isEmpty();
        assertThat(counter("unmatchedEvents")).isEqualTo(2);
    }

    @Test
    void a_router_that_acknowledges_nothing_is_asked_for_one_acknowledgment() throws Exception {
        join(mirrored("com.example.topic"));
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);

        local.publish("com.example.topic", 1);
        Publish first = hostile.receive(Publish.class);
        assertThat(first.options()).containsEntry("acknowledge", true);
        // One event in a second is to be acknowledged.
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_200);
        while (System.nanoTime() - endNanos < 0) {
            local.publish("com.example.topic", 2);
            assertThat(hostile.receive(Publish.class).options()).doesNotContainKey("acknowledge");
        }

        hostile.send(new Published(first.request(), 3));
        await().until(() -> {
            local.publish("com.example.topic", 4);
            return hostile.receive(Publish.class).options().containsKey("acknowledge");
        });
    }

    @Test
    void an_event_with_lists_of_receivers_does_not_reach_a_router_that_may_ignore_them() throws Exception {
        join(mirrored("com.example.topic"));
        LinkedNode.awaitSubscribers(local, "com.example.topic", 1);
        List<String> joe = List.of("joe");

        local.newPublication("com.example.topic").args(1).eligibleAuthids(joe).send();
        local.newPublication("com.example.topic").args(2).excludeAuthids(joe).send();
        local.newPublication("com.example.topic").args(3).eligibleAuthroles(joe).send();
        local.newPublication("com.example.topic").args(4).excludeAuthroles(joe).send();
        local.newPublication("com.example.topic").args(5).send();

        assertThat(text(hostile.receive(Publish.class).payload())).isEqualTo(5L);
        assertThat(counter("restrictedEvents")).isEqualTo(4);
    }

    @Test
    void a_call_ends_at_its_deadline_and_leaves_its_place_at_a_router_that_never_answers() throws Exception {
        join(CALLS);
        LinkedNode.awaitProcedure(local, "com.example.remote");

        CompletableFuture<CallResult> call = local.newCall("com.example.remote")
                .timeout(Duration.ofMillis(50))
                .send();
        Call forwarded = hostile.receive(Call.class);
        assertThat(forwarded.options()).doesNotContainKey("timeout");

        assertThatThrownBy(call::join).hasMessageContaining("wamp.error.timeout");
        assertThat(hostile.receive(Cancel.class).request()).isEqualTo(forwarded.request());
        await().until(() -> node.status(local, "rlink1").path("pending_calls").asInt() == 0);
    }

    @Test
    void a_node_whose_id_is_too_long_or_not_printable_is_not_linked() throws Exception {
        for (String id : List.of("n".repeat(256), "a\nb")) {
            try (HostileRouter router = new HostileRouter();
                    LinkedNode linked = LinkedNode.start(directory, "first", router.link(SILENT))) {
                WampSession session = linked.session();
                router.welcome(Map.of("link", Map.of("node", id)), Map.of());
                await().until(() -> linked.status(session, "rlink1")
                        .path("last_error")
                        .asText()
                        .contains("has an id of its node that is longer than 255 characters"));
                assertThat(linked.status(session, "rlink1").path("remote_node").isNull())
                        .isTrue();
            }
        }
    }

    @Test
    void values_of_wrong_types_which_a_lenient_router_passes_on_do_not_end_the_link() throws Exception {
        join(NO_META_API);
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        local.subscribe("com.example.topic", event -> events.add(event.topic()));
        subscribed("com.example.topic", 5);
        local.register("com.example.quick", call -> "quick");
        registered("com.example.quick", 6);
        CountDownLatch never = new CountDownLatch(1);
        local.register("com.example.slow", call -> {
            never.await();
            return null;
        });
        registered("com.example.slow", 7);
        Map<String, Object> wrong =
                Map.of("ppt_scheme", "mqtt", "ppt_serializer", 5L, "timeout", "soon", "receive_progress", "yes");

        hostile.send(new Event(5, 1, wrong, Payload.EMPTY));
        assertThat(events.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("com.example.topic");
        hostile.send(new Invocation(1, 6, wrong, Payload.EMPTY));
        assertThat(hostile.receive(Yield.class).request()).isEqualTo(1);
        hostile.send(new Invocation(2, 7, Map.of("timeout", -1L), Payload.EMPTY));
        hostile.send(new Interrupt(2, Map.of("mode", "sideways")));
        assertThat(hostile.receive(ErrorMessage.class).request()).isEqualTo(2);

        assertThat(node.status(local, "rlink1").path("state").asText()).isEqualTo("up");
        assertThat(node.status(local, "rlink1").path("last_error").asText()).doesNotContain("protocol_violation");
    }

    @Test
    void texts_of_the_other_router_are_shortened_and_printable_in_the_status() throws Exception {
        begin(", \"forward_remote_events\": false, \"forward_remote_invocations\": false,"
                + " \"forward_local_invocations\": false");
        hostile.welcome(Map.of("link", Map.of("node", "second")), Map.of());
        String text = "wamp.error.\n" + "x".repeat(100_000);
        Subscribe subscribe = hostile.receive(Subscribe.class);
        hostile.send(new ErrorMessage(MessageType.SUBSCRIBE, subscribe.request(), Map.of(), text, Payload.EMPTY));
        await().until(() -> lastError().contains("has no '" + subscribe.topic() + "' for the link (wamp.error.?xx"));
        assertThat(lastError().length()).isLessThan(1_000);

        hostile.send(new Abort(Map.of("message", text), text, Payload.EMPTY));
        await().until(() -> lastError().startsWith("wamp.error.?xx"));
        assertThat(lastError().length()).isLessThanOrEqualTo(1_000);
    }

    private String lastError() {
        return node.status(local, "rlink1").path("last_error").asText();
    }

    @Test
    void a_refusal_of_any_length_is_kept_shortened() throws Exception {
        join(NO_EVENTS.replace("\"forward_remote_events\": false", "\"forward_remote_invocations\": false"));
        local.subscribe("com.example.topic", event -> {});
        Subscribe subscribe = hostile.receive(Subscribe.class);
        String error = "com.example.\u001b" + "x".repeat(100_000);
        hostile.send(new ErrorMessage(MessageType.SUBSCRIBE, subscribe.request(), Map.of(), error, Payload.EMPTY));

        await().until(() -> node.status(local, "rlink1").path("refused").size() == 1);
        String shown = node.status(local, "rlink1")
                .path("refused")
                .path(0)
                .path("error")
                .asText();
        assertThat(shown).startsWith("com.example.?xx").hasSize(200);
    }

    @Test
    void the_timeout_of_a_call_reaches_a_router_that_ends_calls_at_their_deadlines() throws Exception {
        begin(CALLS);
        hostile.welcome(Map.of(), Map.of("call_canceling", true, "call_timeout", true));
        node.awaitState(local, "rlink1", "up");
        LinkedNode.awaitProcedure(local, "com.example.remote");

        CompletableFuture<CallResult> call =
                local.newCall("com.example.remote").timeout(Duration.ofHours(1)).send();
        Call forwarded = hostile.receive(Call.class);
        assertThat(forwarded.options())
                .containsEntry("timeout", Duration.ofHours(1).toMillis());
        hostile.send(
                new ErrorMessage(MessageType.CALL, forwarded.request(), Map.of(), "wamp.error.timeout", Payload.EMPTY));

        assertThatThrownBy(call::join).hasMessageContaining("wamp.error.timeout");
    }

    @Test
    void a_registration_of_the_configuration_has_its_invocation_policy() throws Exception {
        join(CALLS.replace("\"com.example.remote\"", "\"com.example.remote\", \"invoke\": \"roundrobin\""));
        LinkedNode.awaitProcedure(local, "com.example.remote");

        long id = local.call("wamp.registration.match", "com.example.remote").as(Long.class);
        assertThat(local.call("wamp.registration.get", id)
                        .args()
                        .path(0)
                        .path("invoke")
                        .asText())
                .isEqualTo("roundrobin");
    }

    @ParameterizedTest
    @CsvSource({
        "forward_local_events, wamp.subscription.",
        "forward_local_invocations, wamp.registration.",
        "forward_remote_events, com.example.events",
        "forward_remote_invocations, com.example.procedure"
    })
    void each_of_the_four_switches_is_for_one_direction_of_events_or_calls(String on, String names) throws Exception {
        begin(Stream.of(
                        "forward_local_events",
                        "forward_local_invocations",
                        "forward_remote_events",
                        "forward_remote_invocations")
                .map(name -> ", \"" + name + "\": " + name.equals(on))
                .collect(Collectors.joining()));
        local.subscribe("com.example.events", event -> {});
        local.register("com.example.procedure", call -> null);
        hostile.welcome(Map.of(), Map.of());

        List<WampMessage> requests = new ArrayList<>(List.of(hostile.receive(WampMessage.class)));
        hostile.send(new Goodbye(Map.of(), "wamp.close.close_realm"));
        WampMessage next = hostile.receive(WampMessage.class);
        while (!(next instanceof Goodbye)) {
            requests.add(next);
            next = hostile.receive(WampMessage.class);
        }
        assertThat(requests).allMatch(request -> switch (request) {
            case Subscribe subscribe -> subscribe.topic().startsWith(names);
            case Register register -> register.procedure().startsWith(names);
            default -> false;
        });
    }

    @Test
    void a_call_that_is_canceled_without_waiting_leaves_its_place_and_its_late_result_is_ignored() throws Exception {
        join(CALLS);
        LinkedNode.awaitProcedure(local, "com.example.remote");
        CompletableFuture<CallResult> canceled = local.newCall("com.example.remote")
                .cancelMode(CancelMode.KILLNOWAIT)
                .send();
        Call first = hostile.receive(Call.class);

        canceled.cancel(true);
        hostile.receive(Cancel.class);
        await().until(() -> node.status(local, "rlink1").path("pending_calls").asInt() == 0);
        hostile.send(new Result(first.request(), Map.of(), Payload.EMPTY));

        CompletableFuture<CallResult> next = local.callAsync("com.example.remote");
        hostile.send(new Result(hostile.receive(Call.class).request(), Map.of(), Payload.EMPTY));
        assertThat(next.get(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void a_name_that_is_too_long_or_no_uri_is_not_mirrored() throws Exception {
        begin(", \"forward_remote_events\": false, \"forward_remote_invocations\": false,"
                + " \"forward_local_invocations\": false");
        hostile.welcome(Map.of(), Map.of());
        for (int i = 1; i <= 4; i++) {
            hostile.send(new Subscribed(hostile.receive(Subscribe.class).request(), i));
        }
        Map<Long, String> names = Map.of(11L, "a".repeat(1_025), 12L, "no uri", 13L, "", 14L, "com.example.good");
        answer(hostile.receive(Call.class), Map.of("exact", List.of(11L, 12L, 13L, 14L)));

        // Four calls of wamp.subscription.get, and four of list_subscribers.
        for (int i = 0; i < 8; i++) {
            Call call = hostile.receive(Call.class);
            long id = (Long) text(call.payload());
            answer(call, call.procedure().endsWith(".get") ? Map.of("id", id, "uri", names.get(id)) : List.of(1L));
        }

        LinkedNode.awaitSubscribers(local, "com.example.good", 1);
        JsonNode status = node.status(local, "rlink1");
        assertThat(status.path("mirrored").path("remote_subscriptions").asInt()).isEqualTo(1);
        assertThat(status.path("refused")).isEmpty();
        assertThat(counter("invalidNames")).isEqualTo(3);
    }

    private void answer(Call call, Object argument) throws Exception {
        Payload payload = new Serializers().of(WireFormat.JSON).payload(List.of(argument), Map.of());
        hostile.send(new Result(call.request(), Map.of(), payload));
    }

    @Test
    void an_invocation_calls_only_what_its_registration_matches() throws Exception {
        join(NO_EVENTS);
        local.register("com.example.open", call -> "open");
        registered("com.example.open", 5);
        local.register("com.pattern", RegistrationOptions.PREFIX, call -> "pattern");
        registered("com.pattern", 6);
        local.register("com.a..b", RegistrationOptions.WILDCARD, call -> "wildcard");
        registered("com.a..b", 7);
        local.register("secret", call -> "secret");
        registered("secret", 8);

        hostile.send(invocation(1, 5, "secret"));
        assertThat(text(hostile.receive(Yield.class).payload())).isEqualTo("open");
        hostile.send(invocation(2, 6, "secret"));
        assertThat(hostile.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
        hostile.send(invocation(3, 6, "com.pattern.one"));
        assertThat(hostile.receive(Yield.class).request()).isEqualTo(3);
        hostile.send(invocation(4, 7, "com.a.b"));
        assertThat(hostile.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
        hostile.send(invocation(5, 7, "com.a.any.b"));
        assertThat(hostile.receive(Yield.class).request()).isEqualTo(5);
        hostile.send(new Invocation(6, 6, Map.of(), Payload.EMPTY));
        assertThat(hostile.receive(ErrorMessage.class).error()).isEqualTo("wamp.error.no_such_registration");
        assertThat(counter("unmatchedCalls")).isEqualTo(3);
    }
}
