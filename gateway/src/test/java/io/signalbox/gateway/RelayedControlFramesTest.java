package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PINGs, PONGs and CLOSEs of the peers of a session, and what they mean for its idle time. */
class RelayedControlFramesTest {
    private static final int FIN = 0x80;
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private GatewayNode node(String... members) throws IOException {
        return GatewayNode.start(directory, "\"proxy\": " + server.item(members));
    }

    @Test
    void each_leg_answers_a_ping_itself_with_its_payload() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            for (RawPeer peer : new RawPeer[] {pair.client(), pair.backend()}) {
                for (int length : new int[] {0, 1, 125}) {
                    byte[] payload = new byte[length];
                    peer.send(RawPeer.PING, true, payload);
                    RawPeer.Frame pong = peer.read();
                    assertThat(pong.opCode()).isEqualTo(RawPeer.PONG);
                    assertThat(pong.payload()).isEqualTo(payload);
                }
            }
        }
    }

    @Test
    void a_pong_that_nobody_has_asked_for_is_ignored() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.PONG, true, new byte[] {1, 2, 3});
            pair.backend().send(RawPeer.PONG, true, new byte[0]);
            pair.client().sendText("behind it");
            assertThat(pair.backend().read().text()).isEqualTo("behind it");
            pair.backend().sendText("as well");
            assertThat(pair.client().read().text()).isEqualTo("as well");
        }
    }

    @Test
    void pings_without_end_do_not_hold_up_messages() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 0; i < 1_000; i++) {
                frames.writeBytes(pair.client().frameOf(FIN | RawPeer.PING, new byte[100]));
                frames.writeBytes(pair.client().frameOf(FIN | RawPeer.BINARY, new byte[] {(byte) i}));
            }
            CompletableFuture<Void> sending = RelayedPair.inParallel(() -> {
                pair.client().write(frames.toByteArray());
                return null;
            });
            for (int i = 0; i < 1_000; i++) {
                RawPeer.Frame frame = pair.backend().read();
                assertThat(frame.opCode()).isEqualTo(RawPeer.BINARY);
                assertThat(frame.payload()).containsExactly((byte) i);
            }
            sending.join();
            assertThat(pair.client().read().opCode()).isEqualTo(RawPeer.PONG);
        }
    }

    @Test
    void what_follows_a_close_is_dropped_and_the_session_ends() throws IOException {
        try (GatewayNode node = node();
                RelayedPair pair = RelayedPair.open(node, server)) {
            pair.client().send(RawPeer.CLOSE, true, NORMAL);
            pair.client().send(RawPeer.CLOSE, true, new byte[] {0x0F, (byte) 0xA1});
            pair.client().sendText("too late");
            assertThat(pair.backend().readClose().payload()).isEqualTo(NORMAL);
            pair.backend().send(RawPeer.CLOSE, true, NORMAL);
            pair.backend().send(RawPeer.CLOSE, true, NORMAL);
            assertThat(pair.client().readClose().payload()).isEqualTo(NORMAL);
            assertThat(pair.client().atEnd()).isTrue();
            pair.backend().endOutput();
            assertThat(pair.backend().atEnd()).isTrue();
        }
    }

    @Test
    void messages_and_pings_of_the_client_keep_a_session_open() throws IOException {
        try (GatewayNode node = node("\"idle_timeout\": 1000");
                RelayedPair talking = RelayedPair.open(node, server);
                RelayedPair pinging = RelayedPair.open(node, server)) {
            long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_600);
            while (System.nanoTime() - endNanos < 0) {
                talking.backend().sendText("news");
                assertThat(talking.client().read().text()).isEqualTo("news");
                pinging.client().send(RawPeer.PING, true, new byte[0]);
                assertThat(pinging.client().read().opCode()).isEqualTo(RawPeer.PONG);
            }
            for (RelayedPair pair : new RelayedPair[] {talking, pinging}) {
                RawPeer.Frame close = pair.client().readClose();
                assertThat(close.closeText()).isEqualTo("Idle timeout");
                assertThat(pair.backend().readClose().closeCode()).isEqualTo(1000);
            }
        }
    }
}
