package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that come all at once. */
class AcceptRateTest {
    private static final int PER_SECOND = 50;

    private static final int BURST = PER_SECOND / 10;

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    @Test
    void clients_that_come_at_once_are_all_served_at_the_largest_rate() throws Exception {
        int count = 30;
        List<RawPeer> clients = new ArrayList<>();
        try (GatewayNode node = GatewayNode.start(
                directory,
                ", \"max_accept_rate\": " + PER_SECOND,
                "\"proxy\": " + server.item("\"accept\": \"before-backend\""))) {
            long begin = System.nanoTime();
            for (int i = 0; i < count; i++) {
                clients.add(RawPeer.dial(node.uri("/")));
            }
            for (RawPeer client : clients) {
                assertThat(client.exchange(RawPeer.handshake("/proxy"))).startsWith("HTTP/1.1 101 ");
            }
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            assertThat(millis).isGreaterThanOrEqualTo((count - 1 - BURST) * 1_000L / PER_SECOND);
        } finally {
            for (RawPeer client : clients) {
                client.close();
            }
        }
    }
}
