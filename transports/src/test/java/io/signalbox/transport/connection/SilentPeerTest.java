package io.signalbox.transport.connection;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Peers that do not take part in closing, writing or pinging, or go away in the middle; and one that never is silent. */
@SuppressWarnings("try") // some of them only have to be there
class SilentPeerTest {
    private static final long NEVER = TestHost.PATIENT.writeTimeoutMillis();

    /** About as many messages as are read from one peer before it is another's turn. */
    private static final int FLOOD_TURN = 800;

    private static final int FLOOD_TURN_BYTES = 16 * 1024;
    private static final int TURNS_BUFFERED = 10;
    private static final int FLOOD_TURNS = 200;

    private TestHost node;

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_peer_that_never_reads_our_close_is_cut() throws IOException {
        start(new Timing(500, NEVER, 0, 0, 12));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            Accepted one = node.accepted(0);
            one.fillTo(1_000_000);
            one.connection().close(CloseReason.NORMAL);
            await().until(() -> one.ends().size() == 1);
            assertThat(node.counters.closesTimedOut.sum()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_that_reads_our_close_and_never_answers_is_cut() throws IOException {
        start(new Timing(700, NEVER, 0, 0, 12));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            node.accepted(0).connection().close(CloseReason.policy("go"));
            assertThat(peer.readClose().closeText()).isEqualTo("go");
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> node.accepted(0).ends().size() == 1);
            assertThat(node.counters.closesTimedOut.sum()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_is_stuck_when_it_takes_nothing_and_not_while_it_takes_some_of_a_long_message() throws IOException {
        start(TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            node.accepted(0).stuff();
            FramedConnection connection = (FramedConnection) node.accepted(0).connection();
            long before = connection.socket().lastTakenNanos();
            peer.skip(1 << 20);
            await().until(() -> connection.socket().lastTakenNanos() - before > 0);
            connection.tick(before + TimeUnit.MILLISECONDS.toNanos(NEVER) + 1);
            assertThat(node.counters.writesStuck.sum()).isZero();
            connection.tick(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * NEVER));
            assertThat(node.counters.writesStuck.sum()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_is_cut_once_however_late_its_end_is_noticed() throws IOException {
        start(new Timing(500, NEVER, 0, 0, 12));
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        node.acceptor.react((one, publish, flushes) -> goOn.join());
        try (RawPeer first = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted firstOne = node.accepted(0);
            try (RawPeer second = RawPeer.open(node.uri(), "wamp.2.json")) {
                Accepted secondOne = node.accepted(1);
                // Holds the selector, which would notice that a socket is closed.
                first.sendText("[16,1,{},\"a.b\"]");
                await().until(() -> firstOne.requests().size() == 1);
                firstOne.connection().close(CloseReason.NORMAL);
                await().until(() -> node.counters.closesTimedOut.sum() > 0);
                secondOne.connection().close(CloseReason.NORMAL);
                assertThat(second.atEnd()).isTrue();
                assertThat(node.counters.closesTimedOut.sum()).isEqualTo(2);
            }
        } finally {
            goOn.complete(null);
        }
    }

    @Test
    void a_peer_that_closes_while_reading_is_paused_is_closed_by_us() throws IOException {
        start(TestHost.PATIENT);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted one = node.accepted(0);
            one.connection().pauseReading();
            peer.send(RawPeer.CLOSE, true, new byte[] {3, (byte) 0xE8});
            one.connection().close(CloseReason.NORMAL);
            assertThat(peer.readClose().closeCode()).isEqualTo(1000);
            await().until(() -> one.ends().size() == 1);
            assertThat(node.counters.closesTimedOut.sum()).isZero();
        }
    }

    @Test
    void a_write_that_makes_no_progress_is_cut() throws IOException {
        start(new Timing(NEVER, 600, 0, 0, 12));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            Accepted one = node.accepted(0);
            one.stuff();
            await().until(() -> one.ends().size() == 1);
            assertThat(node.counters.writesStuck.sum()).isEqualTo(1);
        }
    }

    @Test
    void a_publish_is_delivered_although_the_peer_then_resets_the_connection() throws IOException {
        start(TestHost.PATIENT);
        for (int i = 0; i < 20; i++) {
            RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096);
            Accepted one = node.accepted(i);
            // The reset then arrives while we are writing, which is the first to fail.
            one.connection().pauseReading();
            one.fillTo(300_000);
            peer.sendText("[16,1,{},\"a.b\"]");
            peer.close();
            one.sendEvent(1);
            one.sendEvent(2);
            one.connection().resumeReading();
        }
        await().untilAsserted(() -> assertThat(node.acceptor.accepted()).allSatisfy(one -> {
            assertThat(one.requests()).containsExactly(1L);
            assertThat(one.ends()).hasSize(1);
        }));
    }

    @Test
    void a_peer_that_does_not_answer_pings_is_cut() throws IOException {
        start(new Timing(NEVER, NEVER, 300, 300, 20));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            RawPeer.Frame ping = peer.read();
            assertThat(ping.opCode()).isEqualTo(RawPeer.PING);
            assertThat(ping.payload()).hasSize(20);
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> node.accepted(0).ends().size() == 1);
            assertThat(node.counters.pingsMissed.sum()).isEqualTo(1);
        }
    }

    @Test
    void a_peer_that_answers_pings_lives_on() throws IOException {
        start(new Timing(NEVER, NEVER, 300, NEVER, 20));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            // There is none before the one before is answered.
            for (int i = 0; i < 4; i++) {
                RawPeer.Frame ping = peer.read();
                assertThat(ping.opCode()).isEqualTo(RawPeer.PING);
                peer.send(RawPeer.PONG, true, ping.payload());
            }
            assertThat(node.accepted(0).ends()).isEmpty();
            assertThat(node.counters.pingsMissed.sum()).isZero();
        }
    }

    /** It never falls silent, so only a PING that comes all the same can find it. */
    @Test
    void a_peer_that_talks_but_does_not_answer_pings_is_cut_where_only_a_pong_counts() throws Exception {
        start(new Timing(NEVER, NEVER, 300, 300, 12, false));
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted one = node.accepted(0);
            AtomicInteger sent = new AtomicInteger();
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                if (one.ends().isEmpty()) {
                    talk(peer, sent.incrementAndGet());
                }
                return one.ends().size() == 1;
            });
            assertThat(sent.get()).isGreaterThan(1);
            assertThat(node.counters.pingsMissed.sum()).isEqualTo(1);
        }
    }

    private static void talk(RawPeer peer, int number) {
        try {
            peer.sendText("[16," + number + ",{},\"a.b\"]");
        } catch (IOException gone) {
            assertThat(number).as("it was cut: " + gone).isGreaterThan(1);
        }
    }

    @Test
    void a_flood_does_not_starve_the_others_on_its_thread() throws Exception {
        start(TestHost.PATIENT);
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<Integer> floodedBefore = new CompletableFuture<>();
        node.acceptor.react((one, publish, flushes) -> {
            if (publish.request() == 1) {
                goOn.join();
            } else if (publish.request() == 2) {
                floodedBefore.complete(node.accepted(0).requests().size());
            }
        });
        try (RawPeer flooding = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted flood = node.accepted(0);
            flooding.sendBuffer(TURNS_BUFFERED * FLOOD_TURN_BYTES);
            try (RawPeer quiet = RawPeer.open(node.uri(), "wamp.2.json")) {
                node.accepted(1);
                flooding.sendText("[16,1,{},\"a.b\"]");
                await().until(() -> flood.requests().size() == 1);
                AtomicInteger turns = new AtomicInteger();
                Thread writer = Thread.ofPlatform().start(() -> flood(flooding, turns));
                await().until(() -> turns.get() >= TURNS_BUFFERED);
                quiet.sendText("[16,2,{},\"a.b\"]");
                goOn.complete(null);
                // Without turns at least all is read before that the system has buffered.
                assertThat(floodedBefore.join()).isLessThan(TURNS_BUFFERED * FLOOD_TURN / 2);
                writer.join();
                await().until(() -> flood.requests().size() == 1 + FLOOD_TURNS * FLOOD_TURN);
            }
        } finally {
            goOn.complete(null);
        }
    }

    private static void flood(RawPeer peer, AtomicInteger turns) {
        byte[] frame = RawPeer.frame(RawPeer.TEXT, true, "[16,3,{},\"a.b\"]".getBytes(StandardCharsets.UTF_8));
        byte[] turn = new byte[frame.length * FLOOD_TURN];
        for (int i = 0; i < FLOOD_TURN; i++) {
            System.arraycopy(frame, 0, turn, i * frame.length, frame.length);
        }
        try {
            for (int i = 0; i < FLOOD_TURNS; i++) {
                peer.write(turn);
                turns.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void start(Timing timing) throws IOException {
        node = new TestHost(TestHost.settings(1 << 20, 16 << 20, timing), new RecordingAcceptor());
    }
}
