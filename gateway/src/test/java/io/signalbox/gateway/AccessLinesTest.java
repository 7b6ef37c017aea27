package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line in the access log for each session. */
class AccessLinesTest {
    private static final byte[] NORMAL = {0x03, (byte) 0xE8};

    @TempDir
    private Path directory;

    private static List<String> lines(ProxyLog.Step step) throws Exception {
        return ProxyLog.during("signalbox.access", step).stream()
                .filter(line -> line.startsWith("relay "))
                .toList();
    }

    @Test
    void a_session_of_a_reverse_proxy_has_one_line_without_its_query_and_its_reason() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend()) {
            assertThat(lines(() -> {
                        try (GatewayNode node = GatewayNode.start(
                                        directory, "\"proxy\": " + server.item("\"accept\": \"before-backend\""));
                                RawPeer client = node.open("/proxy/room?token=secret");
                                RawPeer backend = server.accept().welcome()) {
                            client.sendText("hello");
                            assertThat(backend.read().text()).isEqualTo("hello");
                            backend.send(RawPeer.TEXT, true, new byte[] {'o', 'k'});
                            assertThat(client.read().text()).isEqualTo("ok");
                            client.send(RawPeer.CLOSE, true, NORMAL);
                            assertThat(backend.readClose().closeCode()).isEqualTo(1000);
                            backend.send(RawPeer.CLOSE, true, NORMAL);
                            assertThat(client.readClose().closeCode()).isEqualTo(1000);
                        }
                    }))
                    .singleElement()
                    .asString()
                    // "hello" and CLOSE have 11 and 8 bytes with their masks, "ok" and CLOSE have 4 each.
                    .matches("relay path=/proxy session=g1 peer=127\\.0\\.0\\.1:\\d+ request=/proxy/room"
                            + " backend=ws://127\\.0\\.0\\.1:" + server.port() + "/ closedBy=client code=1000"
                            + " bytesFromClient=19 bytesFromBackend=8 millis=\\d+");
        }
    }

    @Test
    void a_session_of_a_mediation_that_the_node_closes_has_a_line() throws Exception {
        assertThat(lines(() -> {
                    try (MediatedNode node =
                            MediatedNode.start(directory, "\"dispatch\": {\"procedure\": \"esb.in\"}")) {
                        node.record("esb.in");
                        RawPeer client = node.node().open("/chat");
                        CompletableFuture<Boolean> stopping = RelayedPair.inParallel(node.node()::stop);
                        assertThat(client.readClose().closeCode()).isEqualTo(1001);
                        client.close();
                        stopping.join();
                    }
                }))
                .singleElement()
                .asString()
                .contains("path=/chat ", "closedBy=node code=1001 ");
    }
}
