package io.signalbox.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.AssemblyBudget;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private static final int SEND_BUFFER_BYTES = 64 << 10;
    private static final int BACKLOG_BYTES = 1 << 20;

    private final Serializer json = TestHost.SERIALIZERS.of(WireFormat.JSON);

    @Test
    void the_system_takes_little_for_a_peer_that_never_reads() throws IOException {
        ListenerSettings listener = new ListenerSettings(
                "test",
                "127.0.0.1",
                0,
                10,
                1,
                Patience.SECONDS * 1_000,
                30_000,
                new SocketSettings(128, true, SEND_BUFFER_BYTES));
        try (TestHost node = new TestHost(
                        TestHost.settings(),
                        new RecordingAcceptor(),
                        listener,
                        new AssemblyBudget(64 << 20),
                        new OutboundBudget(64 << 20));
                RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            WampConnection connection = node.accepted(0).connection();
            Payload kilobyte = json.payload(List.of("x".repeat(1024)), Map.of());
            int sent = 0;
            while (connection.backlogBytes() < BACKLOG_BYTES) {
                connection.send(OutboundFrame.single(new Result(++sent, Map.of(), kilobyte)));
                connection.flush();
            }
            // Twice the size, because the system counts its own, and as much again for the peer's end of it.
            assertThat(sent * 1024L - connection.backlogBytes()).isLessThan(10 * SEND_BUFFER_BYTES);
            assertThat(peer.read().text()).startsWith("[50,1,{}");
        }
    }
}
