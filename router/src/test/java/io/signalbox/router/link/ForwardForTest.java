package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.CallResult;
import io.signalbox.client.Event;
import io.signalbox.client.Invocation;
import io.signalbox.client.RegistrationOptions;
import io.signalbox.client.SubscriptionOptions;
import io.signalbox.client.WampSession;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.router.Patience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of messages over links: who may name it, and loops. */
class ForwardForTest {
    @TempDir
    private Path directory;

    private final List<AutoCloseable> opened = new ArrayList<>();

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

    @Test
    void a_session_that_is_no_link_cannot_name_a_way() throws Exception {
        LinkedNode node = open(LinkedNode.start(directory, "node"));
        WampSession receiver = node.session();
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        BlockingQueue<Invocation> invocations = new LinkedBlockingQueue<>();
        receiver.subscribe("com.example.topic", events::add);
        receiver.register("com.example.procedure", call -> invocations.add(call));
        List<Map<String, Object>> way = List.of(Map.of("session", 1L, "authid", "root", "node", "node"));

        WampSession sender = node.session("joe");
        sender.newPublication("com.example.topic").option("forward_for", way).acknowledge();
        sender.newCall("com.example.procedure").option("forward_for", way).await();

        assertThat(take(events).details()).doesNotContainKey("forward_for");
        assertThat(take(invocations).details()).doesNotContainKey("forward_for");
    }

    @Test
    void a_link_names_the_way_and_is_refused_where_the_message_has_been() throws Exception {
        LinkedNode node = open(LinkedNode.start(directory, "node"));
        WampSession receiver = node.session();
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        receiver.subscribe("com.example.topic", events::add);
        receiver.register("com.example.procedure", call -> call.details().get("forward_for"));
        WampSession link = node.session("link");
        List<Map<String, Object>> way =
                List.of(Map.of("session", 1L, "authid", "joe", "node", "other", "publication", 9L));
        List<Map<String, Object>> loop = List.of(Map.of("node", "other"), Map.of("node", "node"));

        link.newPublication("com.example.topic").option("forward_for", way).acknowledge();
        assertThat(take(events).details().get("forward_for")).isEqualTo(way);
        assertThat(link.newCall("com.example.procedure")
                        .option("forward_for", way)
                        .await()
                        .args()
                        .path(0)
                        .path(0)
                        .path("authid")
                        .asText())
                .isEqualTo("joe");

        assertThatThrownBy(() -> link.newPublication("com.example.topic")
                        .option("forward_for", way)
                        .acknowledge())
                .as("the same publication on another way")
                .hasMessageContaining("signalbox.error.forwarded_before");
        assertThatThrownBy(() -> link.newPublication("com.example.topic")
                        .option("forward_for", loop)
                        .acknowledge())
                .hasMessageContaining("signalbox.error.forwarded_before");
        assertThatThrownBy(() -> link.newCall("com.example.procedure")
                        .option("forward_for", loop)
                        .await())
                .hasMessageContaining("wamp.error.unavailable");
        assertThat(receiver.call("signalbox.realm.counters")
                        .args()
                        .path(0)
                        .path("routing")
                        .path("droppedForwards")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void a_link_that_invents_nodes_and_publications_leaves_what_another_link_has_brought() throws Exception {
        LinkedNode node = open(LinkedNode.start(directory, "node"));
        WampSession honest = node.session("link");
        WampSession hostile = node.session("other_link");

        bring(honest, "third", 9);
        for (int i = 0; i < 300; i++) {
            bring(hostile, "invented" + i, 9);
        }

        assertThatThrownBy(() -> bring(hostile, "third", 9))
                .as("another way of the first publication")
                .hasMessageContaining("signalbox.error.forwarded_before");
        assertThatThrownBy(() -> bring(honest, "third", 9)).hasMessageContaining("signalbox.error.forwarded_before");
        bring(honest, "third", 10);
    }

    private static void bring(WampSession link, String origin, long publication) {
        link.newPublication("com.example.topic")
                .option("forward_for", List.of(Map.of("node", origin, "publication", publication)))
                .acknowledge();
    }

    @Test
    void only_a_link_is_told_the_nodes_behind_a_link() throws Exception {
        LinkedNode node = open(LinkedNode.start(directory, "node"));
        WampSession link = node.session("link");
        List<String> nodes = List.of("behind");
        link.subscribe("com.example.topic", SubscriptionOptions.EXACT.with("forward_for", nodes), event -> {});
        link.register("com.example.procedure", RegistrationOptions.EXACT.with("forward_for", nodes), call -> null);
        String session = Long.toString(link.details().sessionId());
        WampSession client = node.session();

        for (String kind : List.of("subscription", "registration")) {
            String members = kind.equals("subscription") ? "list_subscribers" : "list_callees";
            String uri = kind.equals("subscription") ? "com.example.topic" : "com.example.procedure";
            long id = client.call("wamp." + kind + ".lookup", uri).as(Long.class);
            CallResult toClient = client.call("wamp." + kind + "." + members, id);
            CallResult toLink = link.call("wamp." + kind + "." + members, id);
            assertThat(toClient.kwargs().has("forward_for")).isFalse();
            assertThat(toLink.kwargs().path("forward_for").path(session).path(0).asText())
                    .isEqualTo("behind");
        }
    }

    @Test
    void links_in_both_directions_between_two_nodes_bring_each_message_once() throws Exception {
        ForwardingSocket back = open(new ForwardingSocket(0));
        LinkedNode second = open(LinkedNode.start(directory, "second", LinkedNode.link("back", back.port(), "")));
        LinkedNode first =
                open(LinkedNode.start(directory, "first", LinkedNode.link("there", second.webSocketPort(), "")));
        back.leadTo(first.webSocketPort());
        WampSession local = first.session();
        WampSession remote = second.session();
        first.awaitState(local, "there", "up");
        second.awaitState(remote, "back", "up");
        BlockingQueue<Integer> atFirst = new LinkedBlockingQueue<>();
        BlockingQueue<Integer> atSecond = new LinkedBlockingQueue<>();
        local.subscribe("com.example.topic", event -> atFirst.add(event.arg(0, Integer.class)));
        remote.subscribe("com.example.topic", event -> atSecond.add(event.arg(0, Integer.class)));
        LinkedNode.awaitSubscribers(local, "com.example.topic", 3);
        LinkedNode.awaitSubscribers(remote, "com.example.topic", 3);
        WampSession publisher = first.session();
        WampSession remotePublisher = second.session();

        publisher.publish("com.example.topic", 1);
        assertThat(take(atFirst)).isEqualTo(1);
        assertThat(take(atSecond)).isEqualTo(1);
        remotePublisher.publish("com.example.topic", 2);
        assertThat(take(atFirst)).isEqualTo(2);
        assertThat(take(atSecond)).isEqualTo(2);
        publisher.publish("com.example.topic", 3);

        assertThat(take(atFirst)).isEqualTo(3);
        assertThat(take(atSecond)).isEqualTo(3);
    }

    @Test
    void three_nodes_in_a_ring_see_each_event_once_and_forget_who_has_left() throws Exception {
        LinkedNode a = open(LinkedNode.start(directory, "node_a"));
        LinkedNode b = open(LinkedNode.start(directory, "node_b", LinkedNode.link("to_a", a.webSocketPort(), "")));
        LinkedNode c = open(LinkedNode.start(
                directory,
                "node_c",
                LinkedNode.link("c_to_a", a.webSocketPort(), ""),
                LinkedNode.link("c_to_b", b.webSocketPort(), "")));
        List<LinkedNode> ring = List.of(a, b, c);
        List<WampSession> sessions = List.of(a.session(), b.session(), c.session());
        b.awaitState(sessions.get(1), "to_a", "up");
        c.awaitState(sessions.get(2), "c_to_a", "up");
        c.awaitState(sessions.get(2), "c_to_b", "up");
        List<WampSession> subscribers = new ArrayList<>();
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        for (LinkedNode node : ring) {
            WampSession subscriber = node.session();
            subscriber.subscribe(
                    "com.example.topic", event -> events.add(node.id() + " " + event.arg(0, Integer.class)));
            subscribers.add(subscriber);
        }
        for (WampSession session : sessions) {
            LinkedNode.awaitSubscribers(session, "com.example.topic", 3);
        }

        for (int i = 0; i < 3; i++) {
            sessions.get(i).publish("com.example.topic", i);
            assertThat(List.of(take(events), take(events), take(events)))
                    .containsExactlyInAnyOrder("node_a " + i, "node_b " + i, "node_c " + i);
        }
        assertThat(events).isEmpty();

        for (int i = 0; i < 3; i++) {
            ring.get(i).leave(subscribers.get(i));
        }
        for (WampSession session : sessions) {
            LinkedNode.awaitSubscribers(session, "com.example.topic", 0);
        }
    }

    @Test
    void a_procedure_of_a_ring_can_be_called_everywhere_and_is_gone_with_its_callee() throws Exception {
        LinkedNode a = open(LinkedNode.start(directory, "node_a"));
        LinkedNode b = open(LinkedNode.start(directory, "node_b", LinkedNode.link("to_a", a.webSocketPort(), "")));
        LinkedNode c = open(LinkedNode.start(
                directory,
                "node_c",
                LinkedNode.link("c_to_a", a.webSocketPort(), ""),
                LinkedNode.link("c_to_b", b.webSocketPort(), "")));
        List<WampSession> sessions = List.of(a.session(), b.session(), c.session());
        WampSession callee = a.session();
        callee.register("com.example.who", RegistrationOptions.EXACT, call -> "a");
        callee.register(
                "com.example.shared", RegistrationOptions.EXACT.withInvoke(InvokePolicy.ROUNDROBIN), call -> "shared");
        for (WampSession session : sessions) {
            LinkedNode.awaitProcedure(session, "com.example.who");
            LinkedNode.awaitProcedure(session, "com.example.shared");
        }

        for (WampSession session : sessions) {
            for (int i = 0; i < 4; i++) {
                assertThat(session.call("com.example.who").as(String.class)).isEqualTo("a");
                assertThat(session.call("com.example.shared").as(String.class)).isEqualTo("shared");
            }
        }
        a.leave(callee);
        for (WampSession session : sessions) {
            LinkedNode.awaitNoProcedure(session, "com.example.who");
            LinkedNode.awaitNoProcedure(session, "com.example.shared");
        }
    }

    @Test
    void messages_pass_a_chain_as_far_as_max_hops_permits() throws Exception {
        LinkedNode a = open(LinkedNode.start(directory, "node_a"));
        LinkedNode b = open(LinkedNode.start(directory, "node_b", LinkedNode.link("b_to_a", a.webSocketPort(), "")));
        LinkedNode c = open(LinkedNode.start(directory, "node_c", LinkedNode.link("c_to_b", b.webSocketPort(), "")));
        LinkedNode d = open(LinkedNode.start(
                directory, "node_d", LinkedNode.link("d_to_c", c.webSocketPort(), ", \"max_hops\": 2")));
        WampSession first = a.session();
        WampSession third = c.session();
        WampSession last = d.session();
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        third.subscribe("com.example.topic", events::add);
        last.subscribe("com.example.topic", events::add);
        first.register("com.example.first", call -> call.details().get("forward_for"));
        c.session().register("com.example.third", call -> "third");
        LinkedNode.awaitSubscribers(first, "com.example.topic", 1);
        LinkedNode.awaitSubscribers(third, "com.example.topic", 2);
        LinkedNode.awaitProcedure(third, "com.example.first");
        LinkedNode.awaitProcedure(last, "com.example.third");

        first.publish("com.example.topic", 1);
        Event event = take(events);
        assertThat(event.details().get("forward_for")).asString().contains("node=node_a", "node=node_b");
        var way = third.call("com.example.first").args().path(0);
        assertThat(way).hasSize(2);
        assertThat(way.path(0).path("node").asText()).isEqualTo("node_c");
        assertThat(last.call("wamp.registration.match", "com.example.first")
                        .args()
                        .path(0)
                        .isNull())
                .as("three links away")
                .isTrue();
        await().until(() ->
                d.status(last, "d_to_c").path("counters").path("loops").asInt() == 1);
        assertThat(events).isEmpty();
    }

    @Test
    void a_role_without_link_at_the_other_router_is_a_problem_with_its_remedy() throws Exception {
        LinkedNode second = open(LinkedNode.start(directory, "second", "user", true));
        LinkedNode first =
                open(LinkedNode.start(directory, "first", LinkedNode.link("rlink1", second.webSocketPort(), "")));
        WampSession local = first.session();

        await().until(() ->
                first.status(local, "rlink1").path("last_error").asText().contains("\"link\": true"));
    }
}
