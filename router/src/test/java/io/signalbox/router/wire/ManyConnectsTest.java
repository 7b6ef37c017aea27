package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No WELCOME is left lying in an outbox: each comes without anything else happening on its connection. */
class ManyConnectsTest {
    /** For a longer look: {@code -Dsignalbox.connects=5000}. */
    private static final int CONNECTS = Integer.getInteger("signalbox.connects", 500);

    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    @Test
    void every_client_that_joins_is_welcomed() throws IOException {
        for (int i = 0; i < CONNECTS; i++) {
            try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
                peer.sendText("[6,{},\"wamp.close.close_realm\"]");
                assertThat(peer.read().text()).isEqualTo("[6,{},\"wamp.close.goodbye_and_out\"]");
            }
        }
    }
}
