package io.signalbox.transport.io;

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
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.AddressSettings;
import io.signalbox.transport.port.HttpSettings;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.ListeningAddress;
import io.signalbox.transport.port.SocketSettings;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SendBufferTest {
    private static final int FIRST_BYTES = 64 << 10;
    private static final int LIMIT_BYTES = 200 << 10;
    private static final int BACKLOG_BYTES = 1 << 20;

    private final Serializer json = TestHost.SERIALIZERS.of(WireFormat.JSON);

    @Test
    void the_system_takes_little_for_a_peer_that_never_reads() throws IOException {
        ListenerSettings listener = new ListenerSettings(
                "test",
                ListeningAddress.Tcp.of("127.0.0.1", 0),
                10,
                1,
                Patience.SECONDS * 1_000,
                HttpSettings.DEFAULTS,
                AddressSettings.DEFAULTS,
                new SocketSettings(128, 0, true, 4 << 20));
        try (TestHost node = new TestHost(
                        TestHost.settings(),
                        new RecordingAcceptor(),
                        listener,
                        new AssemblyBudget(64 << 20),
                        new OutboundBudget(64 << 20, Runnable::run));
                RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
            WampConnection connection = node.accepted(0).connection();
            Payload kilobyte = json.payload(List.of("x".repeat(1024)), Map.of());
            int sent = 0;
            while (connection.backlogBytes() < BACKLOG_BYTES) {
                connection.send(OutboundFrame.single(new Result(++sent, Map.of(), kilobyte)));
                connection.flush();
            }
            // Twice the size, because the system counts its own, and as much again for the peer's end of it.
            assertThat(sent * 1024L - connection.backlogBytes()).isLessThan(10 * FIRST_BYTES);
            assertThat(peer.read().text()).startsWith("[50,1,{}");
        }
    }

    @Test
    void a_buffer_grows_to_the_limit_as_the_peer_takes_what_fills_it() throws IOException {
        try (SocketChannel socket = SocketChannel.open()) {
            SendBuffer buffer = new SendBuffer(socket, LIMIT_BYTES);
            socket.setOption(StandardSocketOptions.SO_SNDBUF, SendBuffer.firstBytes(LIMIT_BYTES));
            int first = size(socket);
            buffer.written(LIMIT_BYTES, true);
            buffer.written(FIRST_BYTES, false);
            buffer.written(8 * FIRST_BYTES - 1, true);
            buffer.written(0, false);
            assertThat(size(socket)).isEqualTo(first);
            buffer.written(1, false);
            assertThat(size(socket)).isEqualTo(2 * first);
            buffer.written(16 * FIRST_BYTES, true);
            assertThat(size(socket)).isEqualTo(2 * first);
            buffer.written(0, false);
            int last = size(socket);
            assertThat(last).isBetween(2 * first + 1, 4 * first - 1);
            buffer.written(100 * LIMIT_BYTES, false);
            assertThat(size(socket)).isEqualTo(last);
        }
    }

    @Test
    void a_size_that_is_left_to_the_system_or_small_stays_as_it_is() throws IOException {
        try (SocketChannel socket = SocketChannel.open()) {
            int untouched = size(socket);
            new SendBuffer(socket, 0).written(LIMIT_BYTES, false);
            assertThat(size(socket)).isEqualTo(untouched);
            assertThat(SendBuffer.firstBytes(4_096)).isEqualTo(4_096);
        }
    }

    /** What the system makes of the size that was asked for. */
    private static int size(SocketChannel socket) throws IOException {
        return socket.getOption(StandardSocketOptions.SO_SNDBUF);
    }
}
