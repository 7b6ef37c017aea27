package io.signalbox.gateway;

import static io.signalbox.gateway.outgoing.OutgoingSocket.Offer.FULL;
import static io.signalbox.gateway.outgoing.OutgoingSocket.Offer.NOT_CONNECTED;
import static io.signalbox.gateway.outgoing.OutgoingSocket.Offer.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OpenConnection;
import io.signalbox.gateway.outgoing.OutgoingListener;
import io.signalbox.gateway.outgoing.OutgoingSettings;
import io.signalbox.gateway.outgoing.OutgoingSettings.OutboxTerms;
import io.signalbox.gateway.outgoing.OutgoingSettings.Overflow;
import io.signalbox.gateway.outgoing.OutgoingSocket;
import io.signalbox.gateway.outgoing.OutgoingSockets;
import io.signalbox.gateway.outgoing.OutgoingStatus;
import io.signalbox.gateway.outgoing.OutgoingTarget;
import io.signalbox.gateway.outgoing.SocketClose;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ReconnectPolicy;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.websocket.ClientHandshake;
import io.signalbox.transport.websocket.CloseFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A socket to a server of the test, which is opened again after each loss. */
class OutgoingSocketTest {
    private static final Timing TIMING = new Timing(2_000, 60_000, 0, 0, 0);
    private static final ReconnectPolicy AT_ONCE = new ReconnectPolicy(1, 1, 1, 0, -1);
    private static final OutboxTerms REJECT = new OutboxTerms(1_000, Overflow.REJECT, false);

    private final ConnectingSelectors selectors = new ConnectingSelectors("test", 1, new TransportCounters());
    private final OutgoingSockets sockets =
            new OutgoingSockets(selectors, new AssemblyBudget(10 << 20), Clock.systemUTC());
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private ScriptedBackend server;

    private final OutgoingListener listener = new OutgoingListener() {
        @Override
        public void opened(OpenConnection connection) {
            events.add("opened " + connection.subprotocol());
        }

        @Override
        public void received(WebSocketMessage message) {
            events.add((message.isBinary() ? "binary " : "text ") + message.text());
        }

        @Override
        public void closed(SocketClose close) {
            events.add(switch (close.cause()) {
                        case SERVER -> "closed ";
                        case RECONNECT -> "left ";
                        case STOP -> "stopped ";
                    }
                    + close);
        }

        @Override
        public void undelivered(WebSocketMessage message, String why) {
            events.add("undelivered " + message.text());
        }
    };

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedBackend();
        selectors.start();
        sockets.start(timers);
    }

    @AfterEach
    void stop() throws IOException {
        sockets.stop();
        selectors.stop();
        timers.shutdownNow();
        server.close();
    }

    private OutgoingSettings settings(ReconnectPolicy policy, Timing timing, long idleMillis, OutboxTerms outbox) {
        OutgoingTarget target = OutgoingTarget.of(
                "test",
                "ws://127.0.0.1:" + server.port() + "/feed?key=secret",
                Optional.empty(),
                Optional.empty(),
                5_000);
        return new OutgoingSettings(
                "test=1",
                target.connect(),
                new ClientHandshake.Request(target.uri(), List.of(), HttpFields.EMPTY),
                policy,
                timing,
                idleMillis,
                1_000,
                outbox);
    }

    private OutgoingSocket started(OutgoingSettings settings) {
        OutgoingSocket socket = sockets.socket(settings, listener);
        socket.start();
        return socket;
    }

    private OutgoingSocket started() {
        return started(settings(AT_ONCE, TIMING, 0, REJECT));
    }

    private RawPeer welcomed() throws IOException, InterruptedException {
        RawPeer peer = server.accept().welcome();
        assertThat(next()).isEqualTo("opened ");
        return peer;
    }

    private String next() throws InterruptedException {
        return events.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    private static WebSocketMessage text(int bytes, char filling) {
        char[] text = new char[bytes];
        Arrays.fill(text, filling);
        return WebSocketMessage.text(new String(text));
    }

    @Test
    void messages_pass_as_a_whole_in_both_directions() throws Exception {
        OutgoingSocket socket = started();
        ScriptedBackend.Accepted accepted = server.accept();
        assertThat(accepted.head()).startsWith("GET /feed?key=secret HTTP/1.1\r\n");
        try (RawPeer peer = accepted.welcome()) {
            assertThat(next()).isEqualTo("opened ");
            assertThat(socket.offer(WebSocketMessage.text("grüße"))).isEqualTo(TAKEN);
            assertThat(socket.offer(WebSocketMessage.binary(new byte[] {0, 1}))).isEqualTo(TAKEN);
            assertThat(socket.offer(WebSocketMessage.text(""))).isEqualTo(TAKEN);
            RawPeer.Frame text = peer.read();
            assertThat(text.opCode()).isEqualTo(RawPeer.TEXT);
            assertThat(text.text()).isEqualTo("grüße");
            RawPeer.Frame binary = peer.read();
            assertThat(binary.opCode()).isEqualTo(RawPeer.BINARY);
            assertThat(binary.payload()).containsExactly(0, 1);
            assertThat(peer.read().payload()).isEmpty();
            peer.send(RawPeer.TEXT, false, "gr".getBytes(StandardCharsets.UTF_8));
            peer.send(RawPeer.PING, true, "p".getBytes(StandardCharsets.UTF_8));
            peer.send(RawPeer.CONTINUATION, true, "üße".getBytes(StandardCharsets.UTF_8));
            peer.send(RawPeer.BINARY, true, new byte[0]);
            assertThat(peer.read().opCode()).isEqualTo(RawPeer.PONG);
            assertThat(next()).isEqualTo("text grüße");
            assertThat(next()).isEqualTo("binary ");
            assertThat(socket.status().state()).isEqualTo(OutgoingStatus.State.OPEN);
            assertThat(sockets.counters().values()).containsEntry("outgoingMessagesReceived", 2L);
        }
    }

    @Test
    void a_message_longer_than_many_writes_arrives_whole() throws Exception {
        OutgoingSocket socket = started(settings(AT_ONCE, TIMING, 0, new OutboxTerms(1 << 20, Overflow.REJECT, false)));
        try (RawPeer peer = welcomed()) {
            byte[] message = new byte[1 << 20];
            new Random(1).nextBytes(message);
            assertThat(socket.offer(WebSocketMessage.binary(message))).isEqualTo(TAKEN);
            assertThat(peer.read().payload()).isEqualTo(message);
        }
    }

    @Test
    void the_socket_is_opened_again_after_each_loss_and_tells_code_and_reason() throws Exception {
        OutgoingSocket socket = started();
        try (RawPeer peer = welcomed()) {
            peer.send(RawPeer.CLOSE, true, new CloseFrame(4001, "bye").payload());
            assertThat(next()).isEqualTo("closed code 4001 bye");
            assertThat(peer.readClose().closeCode()).isEqualTo(4001);
        }
        try (RawPeer peer = welcomed()) {
            peer.reset();
            assertThat(next()).isEqualTo("closed code 1006");
        }
        welcomed().close();
        assertThat(socket.status().reconnects()).isEqualTo(2);
        assertThat(socket.status().lastError()).hasValueSatisfying(error -> assertThat(error)
                .contains("ws://127.0.0.1:" + server.port() + "/feed is lost")
                .doesNotContain("secret"));
    }

    @Test
    void a_policy_without_further_attempts_leaves_the_socket_down() throws Exception {
        OutgoingSocket socket = started(settings(new ReconnectPolicy(1, 1, 1, 0, 1), TIMING, 0, REJECT));
        welcomed().close();
        assertThat(next()).isEqualTo("closed code 1006");
        Patience.await().until(() -> socket.status().state() == OutgoingStatus.State.FAILED);
        assertThat(socket.offer(WebSocketMessage.text("late"))).isEqualTo(NOT_CONNECTED);
    }

    @Test
    void messages_are_taken_during_the_first_attempt_if_the_terms_say_so_and_given_back_if_it_fails() throws Exception {
        OutgoingSocket socket = started(settings(
                new ReconnectPolicy(60_000, 60_000, 1, 0, -1),
                TIMING,
                0,
                new OutboxTerms(1_000, Overflow.REJECT, true)));
        ScriptedBackend.Accepted accepted = server.accept();
        assertThat(socket.offer(WebSocketMessage.text("early"))).isEqualTo(TAKEN);
        accepted.refuse("503 Service Unavailable");
        assertThat(next()).isEqualTo("undelivered early");
        Patience.await().until(() -> socket.status().state() == OutgoingStatus.State.WAITING);
        assertThat(socket.status().retryMillis()).isEqualTo(60_000);
        assertThat(socket.status().lastError().orElseThrow()).contains("503");
        assertThat(socket.offer(WebSocketMessage.text("later"))).isEqualTo(NOT_CONNECTED);
        accepted.close();
    }

    @Test
    void early_messages_are_written_when_the_connection_opens() throws Exception {
        OutgoingSocket socket = started(settings(AT_ONCE, TIMING, 0, new OutboxTerms(1_000, Overflow.REJECT, true)));
        ScriptedBackend.Accepted accepted = server.accept();
        assertThat(socket.offer(WebSocketMessage.text("early"))).isEqualTo(TAKEN);
        try (RawPeer peer = accepted.welcome()) {
            assertThat(peer.read().text()).isEqualTo("early");
        }
    }

    @Test
    void a_full_outbox_refuses_the_new_message_or_drops_the_oldest() throws Exception {
        OutgoingSocket refusing = started(settings(AT_ONCE, TIMING, 0, new OutboxTerms(1_000, Overflow.REJECT, true)));
        ScriptedBackend.Accepted first = server.accept();
        assertThat(refusing.offer(text(500, 'a'))).isEqualTo(TAKEN);
        assertThat(refusing.offer(text(500, 'b'))).isEqualTo(FULL);
        assertThat(refusing.offer(text(100, 'c'))).isEqualTo(TAKEN);
        assertThat(refusing.status().bufferedBytes()).isBetween(600L, 1_000L);
        OutgoingSocket dropping =
                started(settings(AT_ONCE, TIMING, 0, new OutboxTerms(1_000, Overflow.DROP_OLDEST, true)));
        ScriptedBackend.Accepted second = server.accept();
        assertThat(dropping.offer(text(500, 'a'))).isEqualTo(TAKEN);
        assertThat(dropping.offer(text(2_000, 'x'))).isEqualTo(FULL);
        assertThat(dropping.offer(text(600, 'b'))).isEqualTo(TAKEN);
        assertThat(next()).startsWith("undelivered aaa");
        try (RawPeer peer = second.welcome()) {
            assertThat(peer.read().text()).startsWith("bbb");
        }
        first.close();
    }

    @Test
    void an_empty_outbox_takes_a_message_as_long_as_its_maximum() throws Exception {
        OutgoingSocket socket = started();
        try (RawPeer peer = welcomed()) {
            assertThat(socket.offer(text(1_001, 'a'))).isEqualTo(FULL);
            assertThat(socket.offer(text(1_000, 'a'))).isEqualTo(TAKEN);
            assertThat(peer.read().payload()).hasSize(1_000);
        }
    }

    @Test
    void messages_that_a_stalled_server_has_not_taken_come_back_when_the_connection_is_lost() throws Exception {
        OutgoingSocket socket = started(settings(
                new ReconnectPolicy(60_000, 60_000, 1, 0, -1),
                new Timing(2_000, 500, 0, 0, 0),
                0,
                new OutboxTerms(8 << 20, Overflow.REJECT, false)));
        RawPeer peer = welcomed();
        int offered = 0;
        while (socket.offer(text(1 << 20, 'a')) == TAKEN) {
            offered++;
        }
        assertThat(offered).isPositive();
        String first = next();
        assertThat(first).startsWith("undelivered");
        int back = 1;
        String event = next();
        while (event.startsWith("undelivered")) {
            back++;
            event = next();
        }
        assertThat(event).isEqualTo("closed code 1006 The server takes nothing");
        long sent = sockets.counters().values().get("outgoingMessagesSent");
        while (back < offered - sent) {
            assertThat(next()).startsWith("undelivered");
            back++;
        }
        assertThat(socket.status().bufferedBytes()).isZero();
        peer.close();
    }

    /** A socket that pauses at each message, and resumes at once at some. */
    private OutgoingSocket pausing(Set<String> resumed) {
        AtomicReference<OutgoingSocket> socket = new AtomicReference<>();
        socket.set(sockets.socket(settings(AT_ONCE, TIMING, 0, REJECT), new OutgoingListener() {
            @Override
            public void received(WebSocketMessage message) {
                socket.get().pause();
                if (resumed.contains(message.text())) {
                    socket.get().resume();
                }
                events.add(message.text());
            }

            @Override
            public void undelivered(WebSocketMessage message, String why) {
                throw new IllegalStateException("nothing is offered");
            }
        }));
        socket.get().start();
        return socket.get();
    }

    private static void sendAtOnce(RawPeer peer, String... texts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String text : texts) {
            all.write(peer.frameOf(0x81, text.getBytes(StandardCharsets.UTF_8)));
        }
        peer.write(all.toByteArray());
    }

    /** Waits until the thread that reads all sockets has read another one. */
    private void passRound() throws IOException, InterruptedException {
        started();
        try (RawPeer other = welcomed()) {
            other.sendText("other");
            assertThat(next()).isEqualTo("text other");
        }
        assertThat(next()).isEqualTo("closed code 1006");
    }

    @Test
    void a_paused_socket_delivers_nothing_and_goes_on_where_it_was() throws Exception {
        OutgoingSocket paused = pausing(Set.of());
        try (RawPeer peer = server.accept().welcome()) {
            sendAtOnce(peer, "1", "2");
            assertThat(next()).isEqualTo("1");
            passRound();
            paused.resume();
            assertThat(next()).isEqualTo("2");
            peer.send(RawPeer.PING, true, new byte[0]);
            paused.resume();
            assertThat(peer.read().opCode()).isEqualTo(RawPeer.PONG);
        }
    }

    @Test
    void a_resume_before_the_next_pause_does_not_end_that_pause() throws Exception {
        OutgoingSocket paused = pausing(Set.of("1"));
        try (RawPeer peer = server.accept().welcome()) {
            sendAtOnce(peer, "1", "2", "3");
            assertThat(next()).isEqualTo("1");
            assertThat(next()).isEqualTo("2");
            passRound();
            paused.resume();
            assertThat(next()).isEqualTo("3");
        }
    }

    @Test
    void a_stop_writes_what_waits_then_the_close_and_no_attempt_follows() throws Exception {
        OutgoingSocket socket = started();
        try (RawPeer peer = welcomed()) {
            socket.offer(WebSocketMessage.text("last"));
            socket.stop(1001, "shutdown");
            assertThat(socket.offer(WebSocketMessage.text("late"))).isEqualTo(NOT_CONNECTED);
            assertThat(peer.read().text()).isEqualTo("last");
            RawPeer.Frame close = peer.readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("shutdown");
            peer.send(RawPeer.CLOSE, true, close.payload());
            assertThat(next()).isEqualTo("stopped code 1001 shutdown");
        }
        Patience.await().until(() -> sockets.size() == 0);
        assertThat(socket.status().state()).isEqualTo(OutgoingStatus.State.STOPPED);
    }

    @Test
    void a_shutdown_waits_for_the_servers_and_ends_those_that_do_not_answer() throws Exception {
        started(settings(AT_ONCE, new Timing(200, 60_000, 0, 0, 0), 0, REJECT));
        try (RawPeer peer = welcomed()) {
            sockets.stopAll();
            sockets.awaitEnds(TimeUnit.SECONDS.toMillis(Patience.SECONDS));
            assertThat(sockets.size()).isZero();
            assertThat(peer.readClose().closeCode()).isEqualTo(1001);
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void a_server_that_breaks_the_protocol_or_a_limit_is_told_why() throws Exception {
        started();
        try (RawPeer peer = welcomed()) {
            peer.send(RawPeer.TEXT, true, new byte[] {(byte) 0xFF});
            assertThat(peer.readClose().closeCode()).isEqualTo(1007);
            assertThat(next()).startsWith("closed code 1007");
        }
        try (RawPeer peer = welcomed()) {
            peer.send(RawPeer.BINARY, false, new byte[600]);
            peer.send(RawPeer.CONTINUATION, true, new byte[600]);
            assertThat(peer.readClose().closeCode()).isEqualTo(1009);
            assertThat(next()).startsWith("closed code 1009");
        }
        try (RawPeer peer = welcomed()) {
            peer.write(RawPeer.frame(RawPeer.TEXT, true, new byte[1]));
            assertThat(peer.readClose().closeCode()).isEqualTo(1002);
            assertThat(next()).startsWith("closed code 1002");
        }
    }

    @Test
    void a_silent_server_is_pinged_and_given_up() throws Exception {
        started(settings(AT_ONCE, new Timing(2_000, 60_000, 100, 100, 0), 0, REJECT));
        try (RawPeer peer = welcomed()) {
            assertThat(peer.read().opCode()).isEqualTo(RawPeer.PING);
            assertThat(next()).isEqualTo("closed code 1006 The server does not answer a ping");
            assertThat(peer.atEnd()).isTrue();
        }
    }

    @Test
    void an_idle_connection_is_closed_with_1000() throws Exception {
        started(settings(AT_ONCE, TIMING, 100, REJECT));
        try (RawPeer peer = welcomed()) {
            RawPeer.Frame close = peer.readClose();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(close.closeText()).isEqualTo("Idle timeout");
            assertThat(next()).isEqualTo("left code 1000 Idle timeout");
        }
    }

    @Test
    void the_last_message_of_a_server_that_ends_without_close_is_delivered() throws Exception {
        started();
        try (RawPeer peer = welcomed()) {
            peer.sendText("last");
            peer.endOutput();
            assertThat(next()).isEqualTo("text last");
            assertThat(next()).isEqualTo("closed code 1006");
            assertThat(peer.atEnd()).isTrue();
        }
    }
}
