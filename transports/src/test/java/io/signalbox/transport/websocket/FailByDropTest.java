package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Closing;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Peers that break a protocol, where {@code fail_by_drop} is on and where it is not. */
class FailByDropTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "an unmasked frame,        8101 31",
        "reserved bits,            f181 00000000 31",
        "no WAMP message,          8181 00000000 31",
        "bytes for a text format,  8281 00000000 31",
        "text that is not UTF-8,   8182 00000000 22c3",
        "too large a frame,        81ff 7fffffffffffffff 00000000"
    })
    void a_peer_that_breaks_a_protocol_is_cut_behind_the_messages_before(String what, String bytes) throws IOException {
        byte[] broken = HexFormat.of().parseHex(bytes.replace(" ", ""));
        for (boolean isDropped : new boolean[] {true, false}) {
            TestHost node = new TestHost(TestHost.settings(new Closing(isDropped, false)), new RecordingAcceptor());
            node.acceptor.abortViolators();
            try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
                peer.sendText("[16,1,{},\"a.b\"]");
                peer.write(broken);
                assertThat(closes(peer)).isEqualTo(!isDropped);
                Accepted one = node.accepted(0);
                await().until(() -> one.ends().size() == 1);
                assertThat(one.requests()).containsExactly(1L);
                assertThat(one.violations()).hasSize(isDropped ? 0 : 1);
                assertThat(one.ends().get(0).contains("'fail_by_drop' is on: ")).isEqualTo(isDropped);
            } finally {
                node.close();
            }
        }
    }

    /** Whether a CLOSE comes before the end. */
    private static boolean closes(RawPeer peer) throws IOException {
        try {
            peer.readClose();
            peer.endOutput();
            return true;
        } catch (EOFException | SocketException end) {
            return false;
        }
    }
}
