package io.signalbox.client;

import static io.signalbox.client.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.auth.Authentication;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Subscribed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class JoinTest {
    /** The scripted router does not close its side of a connection that the client closes. */
    private static final Duration BRIEF = Duration.ofMillis(10);

    @Test
    void hello_has_the_realm_the_roles_and_the_wanted_role() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .agent("tester")
                        .authrole("admin")
                        .closeTimeout(BRIEF)
                        .build()) {
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.accept();
            Hello hello = peer.receive(Hello.class);
            peer.sendWelcome();
            Scene.get(opened);
            assertThat(hello.realm()).contains("realm1");
            assertThat(hello.details())
                    .containsEntry("agent", "tester")
                    .containsEntry("authrole", "admin")
                    .containsEntry("authmethods", List.of("anonymous"));
            assertThat(((Map<?, ?>) hello.details().get("roles")).keySet())
                    .hasToString("[publisher, subscriber, caller, callee]");
        }
    }

    @Test
    void the_session_has_the_details_of_welcome() throws Exception {
        try (Scene scene = Scene.joined()) {
            SessionDetails details = scene.session.details();
            assertThat(details.sessionId()).isEqualTo(7);
            assertThat(details.realm()).isEqualTo("realm1");
            assertThat(details.authid()).isEqualTo("joe");
            assertThat(details.authrole()).isEqualTo("user");
            assertThat(details.announces("dealer", "call_canceling")).isTrue();
            assertThat(details.announces("broker", "event_retention")).isFalse();
            assertThat(details.routerRoles()).containsExactlyInAnyOrder("broker", "dealer");
        }
    }

    @Test
    void a_first_attempt_without_a_router_says_why_in_one_sentence() throws Exception {
        // Bound, so that the port is given to nobody else, but not listening.
        try (SocketChannel closed =
                SocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String url = "ws://127.0.0.1:" + ((InetSocketAddress) closed.getLocalAddress()).getPort() + "/ws";
            WampClient client = WampClient.builder(url, "realm1")
                    .reconnect(Reconnect.DEFAULTS)
                    .build();
            assertThatThrownBy(client::connect)
                    .isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                            .isEqualTo(WampException.NOT_CONNECTED))
                    .hasMessageContaining(url + " cannot be connected to: no process listens at 127.0.0.1:")
                    .hasMessageContaining("start the router");
            assertThat(client.state()).isInstanceOf(ClientState.Failed.class);
            client.close();
        }
    }

    @Test
    void the_abort_of_the_router_fails_the_first_attempt_with_its_reason() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "nowhere")
                        .closeTimeout(BRIEF)
                        .build()) {
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.accept();
            peer.receive(Hello.class);
            peer.send(new Abort(
                    Map.of("message", "there is no realm 'nowhere'"), "wamp.error.no_such_realm", Payload.EMPTY));
            assertThatThrownBy(() -> Scene.get(opened))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(WampException.class, failure -> assertThat(failure.uri())
                            .isEqualTo("wamp.error.no_such_realm"))
                    .hasMessage("wamp.error.no_such_realm: " + router.url()
                            + " does not let the client join the realm 'nowhere': there is no realm 'nowhere'");
        }
    }

    @Test
    void a_router_that_does_not_answer_hello_fails_the_attempt_at_the_deadline() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .joinTimeout(Duration.ofMillis(20))
                        .closeTimeout(BRIEF)
                        .build()) {
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.accept();
            peer.receive(Hello.class);
            assertThatThrownBy(() -> Scene.get(opened))
                    .hasMessageContaining("does not let the client join within 20 ms");
        }
    }

    @Test
    void a_hello_that_is_longer_than_the_router_accepts_fails_the_attempt_at_once() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .closeTimeout(BRIEF)
                        .build()) {
            router.accepts(0);
            CompletableFuture<WampSession> opened = client.open();
            router.accept();
            assertThatThrownBy(() -> Scene.get(opened)).hasMessageContaining("HELLO is longer than the router accepts");
        }
    }

    @Test
    void a_challenge_is_answered() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .authentication(Authentication.ticket("joe", "secret"))
                        .closeTimeout(BRIEF)
                        .build()) {
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.accept();
            assertThat(peer.receive(Hello.class).details()).containsEntry("authid", "joe");
            peer.send(new Challenge("ticket", Map.of()));
            assertThat(peer.receive(Authenticate.class).signature()).isEqualTo("secret");
            peer.sendWelcome();
            assertThat(Scene.get(opened).isJoined()).isTrue();
        }
    }

    @Test
    void a_router_without_the_expected_proof_is_left_with_abort() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start();
                WampClient client = WampClient.builder(router.url(), "realm1")
                        .authentication(Authentication.scram("joe", "secret"))
                        .closeTimeout(BRIEF)
                        .build()) {
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.accept();
            peer.receive(Hello.class);
            peer.sendWelcome();
            assertThat(peer.receive(Abort.class).reason()).isEqualTo("wamp.error.authentication_failed");
            assertThatThrownBy(() -> Scene.get(opened)).hasMessageContaining("did not authenticate itself");
        }
    }

    @Test
    void closing_leaves_the_realm_and_ends_all_threads() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start()) {
            WampClient client = WampClient.builder(router.url(), "realm1")
                    .closeTimeout(Duration.ofSeconds(Patience.SECONDS))
                    .build();
            BlockingQueue<ClientState> states = new LinkedBlockingQueue<>();
            client.onState(states::add);
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.welcome();
            WampSession session = Scene.get(opened);
            CompletableFuture<Void> closed = client.closeAsync("wamp.close.logout", "bye");
            Goodbye goodbye = Scene.leave(peer);
            assertThat(peer.receiveAll()).isEmpty();
            peer.close();
            Scene.get(closed);
            assertThat(goodbye.reason()).isEqualTo("wamp.close.logout");
            assertThat(goodbye.details()).containsEntry("message", "bye");
            assertThat(states.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(new ClientState.Connecting(1));
            assertThat(states.poll(Patience.SECONDS, TimeUnit.SECONDS)).isInstanceOf(ClientState.Joined.class);
            assertThat(states.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(new ClientState.Closed());
            assertThatThrownBy(() -> session.publish("com.example.topic"))
                    .hasMessageContaining(WampException.NOT_CONNECTED);
            await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("wamp-client")));
        }
    }

    @Test
    void closing_does_not_wait_for_a_router_that_does_not_answer() throws Exception {
        try (ScriptedRouter router = ScriptedRouter.start()) {
            WampClient client = WampClient.builder(router.url(), "realm1")
                    .closeTimeout(BRIEF)
                    .build();
            CompletableFuture<WampSession> opened = client.open();
            ScriptedRouter.Peer peer = router.welcome();
            Scene.get(opened);
            Scene.get(client.closeAsync());
            peer.receive(Goodbye.class);
        }
    }

    @Test
    void a_message_that_no_router_sends_is_answered_with_abort() throws Exception {
        try (Scene scene = Scene.joined()) {
            BlockingQueue<WampException> leaves = new LinkedBlockingQueue<>();
            scene.session.onLeave(leaves::add);
            CompletableFuture<CallResult> call = scene.session.callAsync("com.example.add");
            scene.peer.send(new Subscribed(scene.peer.receiveCall().request(), 1));
            assertThat(scene.peer.receive(Abort.class).reason()).isEqualTo("wamp.error.protocol_violation");
            assertThat(leaves.poll(Patience.SECONDS, TimeUnit.SECONDS).uri())
                    .isEqualTo("wamp.error.protocol_violation");
            assertThatThrownBy(() -> Scene.get(call)).hasMessageContaining("SUBSCRIBED");
        }
    }

    @Test
    void a_goodbye_of_the_router_is_answered_and_is_the_reason_of_the_end() throws Exception {
        try (Scene scene = Scene.joined()) {
            BlockingQueue<WampException> leaves = new LinkedBlockingQueue<>();
            scene.session.onLeave(leaves::add);
            scene.peer.send(new Goodbye(Map.of("message", "maintenance"), "wamp.close.system_shutdown"));
            assertThat(scene.peer.receive(Goodbye.class).reason()).isEqualTo("wamp.close.goodbye_and_out");
            WampException why = leaves.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(why.uri()).isEqualTo("wamp.close.system_shutdown");
            assertThat(why).hasMessageContaining("has ended the session: maintenance");
        }
    }
}
