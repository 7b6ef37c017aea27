package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Sizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SizeLimitTest {
    private static final byte[] PUBLISH = "[16,1,{},\"a.b\",[\"0123456789\"]]".getBytes(StandardCharsets.UTF_8);

    @Test
    void a_frame_has_a_limit_of_its_own_below_that_of_a_message() throws IOException {
        TestHost node = new TestHost(
                TestHost.settings(new Sizes(1_000, PUBLISH.length - 1, 1_000, 1_000, 0)), new RecordingAcceptor());
        node.acceptor.echo();
        node.acceptor.abortViolators();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.send(RawPeer.TEXT, false, Arrays.copyOf(PUBLISH, 20));
            peer.send(RawPeer.CONTINUATION, true, Arrays.copyOfRange(PUBLISH, 20, PUBLISH.length));
            assertThat(peer.read().text()).startsWith("[50,1,");
            peer.write(RawPeer.header(RawPeer.TEXT, true, PUBLISH.length));
            RawPeer.Frame close = peer.readClose();
            assertThat(close.closeCode()).isEqualTo(1009);
            assertThat(close.closeText())
                    .isEqualTo("more than " + (PUBLISH.length - 1) + " bytes in one message or frame");
        } finally {
            node.close();
        }
    }
}
