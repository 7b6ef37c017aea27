package io.signalbox.transport.connection;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.outbox.OutboundBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages that wait while their connection is not read count for the node, and are given back once. */
class HeldMessageTest {
    private static final int MAX_ASSEMBLY_BYTES = 150_000;
    private static final int LARGE_BYTES = 90_000;
    private static final int BATCH = 10;
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    private TestHost node;

    /** How a connection ends whose message waits. */
    private enum Ending {
        PEER_RESETS_AND_OWNER_CLOSES {
            @Override
            void end(RawPeer peer, Accepted one) throws IOException {
                peer.reset();
                one.connection().close(CloseReason.NORMAL);
            }
        },
        OWNER_CLOSES {
            @Override
            void end(RawPeer peer, Accepted one) throws IOException {
                one.connection().close(CloseReason.NORMAL);
                assertThat(peer.readClose().closeCode()).isEqualTo(1000);
                peer.send(RawPeer.CLOSE, true, NORMAL);
            }
        },
        CUT {
            @Override
            void end(RawPeer peer, Accepted one) {
                ((FramedConnection) one.connection()).end("cut");
                ((FramedConnection) one.connection()).end("cut again");
            }
        };

        abstract void end(RawPeer peer, Accepted one) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        node = new TestHost(
                TestHost.settings(100_000, 1 << 20, TestHost.PATIENT),
                new RecordingAcceptor(),
                TestHost.listener(1, 10),
                new AssemblyBudget(MAX_ASSEMBLY_BYTES),
                new OutboundBudget(64 << 20, Runnable::run));
        // Each message is answered, and nothing behind it is read until the test resumes.
        node.acceptor.react((one, publish, flushes) -> {
            one.connection().pauseReading();
            one.reply(publish, flushes);
        });
        node.acceptor.abortViolators();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void a_message_that_waits_is_charged_until_it_is_delivered() throws IOException {
        byte[] second = "[16,2,{},\"a.b\",[1]]".getBytes(StandardCharsets.UTF_8);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            segment.writeBytes(
                    RawPeer.frame(RawPeer.TEXT, true, "[16,1,{},\"a.b\",[1]]".getBytes(StandardCharsets.UTF_8)));
            segment.writeBytes(RawPeer.frame(RawPeer.TEXT, true, second));
            peer.write(segment.toByteArray());
            assertThat(peer.read().text()).startsWith("[50,1,");
            await().until(() -> node.assembly.reservedBytes() == second.length);
            node.accepted(0).connection().resumeReading();
            assertThat(peer.read().text()).startsWith("[50,2,");
            await().until(() -> node.assembly.reservedBytes() == 0);
        }
    }

    @Test
    void the_rest_of_a_batch_is_charged_until_its_last_message_is_delivered() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.sendText(batch(BATCH, 1));
            Accepted one = node.accepted(0);
            for (int request = 1; request <= BATCH; request++) {
                assertThat(peer.read().text()).startsWith("[50," + request + ",");
                await().until(() ->
                        node.assembly.reservedBytes() == batch(BATCH, 1).length());
                one.connection().resumeReading();
            }
            await().until(() -> node.assembly.reservedBytes() == 0);
            assertThat(one.requests()).hasSize(BATCH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_connection_that_ends_gives_back_its_message_once(Ending ending) throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            Accepted one = pauseInsideLargeBatch(peer);
            ending.end(peer, one);
            await().until(() -> one.ends().size() == 1);
            await().until(() -> node.assembly.reservedBytes() == 0);
            assertThat(one.requests()).containsExactly(1L);
        }
    }

    @Test
    void a_host_that_stops_gives_back_what_waits() throws IOException {
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            pauseInsideLargeBatch(peer);
            node.close();
            assertThat(node.assembly.reservedBytes()).isZero();
        }
    }

    @Test
    void a_message_for_which_the_node_has_no_room_is_refused_in_its_turn() throws IOException {
        node.acceptor.react((one, publish, flushes) -> {
            one.connection().pauseReading();
            assertThat(node.assembly.tryReserve(MAX_ASSEMBLY_BYTES)).isTrue();
            one.reply(publish, flushes);
        });
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json.batched")) {
            peer.sendText(batch(2, LARGE_BYTES));
            assertThat(peer.read().text()).startsWith("[50,1,");
            await().until(() -> node.counters.assemblyRefused.sum() == 1);
            Accepted one = node.accepted(0);
            assertThat(one.violations()).isEmpty();
            one.connection().resumeReading();
            assertThat(peer.read().text()).startsWith("[3,");
            assertThat(one.violations())
                    .containsExactly(ReadFault.nodeFull().violation().getMessage());
            assertThat(peer.readClose().closeCode()).isEqualTo(1013);
            assertThat(one.requests()).containsExactly(1L);
            assertThat(node.assembly.reservedBytes()).isEqualTo(MAX_ASSEMBLY_BYTES);
        }
    }

    /** Has the first of two messages of a batch pause reading. */
    private Accepted pauseInsideLargeBatch(RawPeer peer) throws IOException {
        String batch = batch(2, LARGE_BYTES);
        peer.sendText(batch);
        assertThat(peer.read().text()).startsWith("[50,1,");
        await().until(() -> node.assembly.reservedBytes() == batch.length());
        return node.accepted(0);
    }

    /** So many messages, the last of them with an argument of so many characters. */
    private static String batch(int messages, int lastCharacters) {
        StringBuilder batch = new StringBuilder();
        for (int request = 1; request <= messages; request++) {
            String argument = "x".repeat(request == messages ? lastCharacters : 1);
            batch.append("[16,")
                    .append(request)
                    .append(",{},\"a.b\",[\"")
                    .append(argument)
                    .append("\"]]\u001e");
        }
        return batch.toString();
    }
}
