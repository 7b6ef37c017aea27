package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Sizes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that are written in several frames, as {@code auto_fragment_size} has it. */
class FragmentedOutputTest {
    private TestHost node;

    @AfterEach
    void stop() {
        node.close();
    }

    /** Small and large fragments are written in different ways, and so are shared messages. */
    @ParameterizedTest
    @CsvSource({
        "10, 5",
        "10, 2000",
        "1000, 100000",
        "5000, 100000",
        "20000, 100000",
        "65536, 65536",
        "65536, 65537",
        "65536, 1000000"
    })
    void no_frame_is_longer_and_the_message_is_whole(int fragmentBytes, int textBytes) throws Exception {
        node = new TestHost(
                TestHost.settings(new Sizes(16 << 20, 0, 64 << 10, 256 << 10, fragmentBytes)), new RecordingAcceptor());
        Payload payload = TestHost.SERIALIZERS.of(WireFormat.JSON).payload(List.of("x".repeat(textBytes)), Map.of());
        OutboundFrame single = OutboundFrame.single(new Result(1, Map.of(), payload));
        OutboundFrame shared = OutboundFrame.shared(new Event(2, 3, Map.of(), payload));
        JdkPeer jdk = JdkPeer.connect(node.uri(), "wamp.2.json");
        try (RawPeer raw = RawPeer.open(node.uri(), "wamp.2.json")) {
            node.accepted(1);
            for (RecordingAcceptor.Accepted one : node.acceptor.accepted()) {
                one.connection().send(single);
                one.connection().send(shared);
                one.connection().flush();
            }
            for (String begin : new String[] {"[50,1,{},", "[36,2,3,{},"}) {
                String expected = begin + "[\"" + "x".repeat(textBytes) + "\"]]";
                assertThat(message(raw, fragmentBytes)).isEqualTo(expected);
                assertThat(new String(jdk.receive(), StandardCharsets.UTF_8)).isEqualTo(expected);
            }
            assertThat(message(raw, fragmentBytes, node)).isEqualTo("[50,4,{}]");
        }
        jdk.socket().abort();
        await().until(() -> node.outbound.reservedBytes() == 0);
    }

    private static String message(RawPeer raw, int fragmentBytes, TestHost node) throws IOException {
        for (RecordingAcceptor.Accepted one : node.acceptor.accepted()) {
            one.connection().send(OutboundFrame.single(new Result(4, Map.of(), Payload.EMPTY)));
            one.connection().flush();
        }
        return message(raw, fragmentBytes);
    }

    private static String message(RawPeer raw, int fragmentBytes) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        RawPeer.Frame frame;
        int frames = 0;
        do {
            frame = raw.read();
            assertThat(frame.opCode()).isEqualTo(frames == 0 ? RawPeer.TEXT : RawPeer.CONTINUATION);
            assertThat(frame.payload().length).isPositive().isLessThanOrEqualTo(fragmentBytes);
            message.writeBytes(frame.payload());
            frames++;
        } while (!frame.isLast());
        assertThat(frames).isEqualTo((message.size() + fragmentBytes - 1) / fragmentBytes);
        return message.toString(StandardCharsets.UTF_8);
    }
}
