package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The time for HELLO, on a new connection and behind GOODBYE. */
class HelloTimeoutTest {
    private static final int POLICY_VIOLATION = 1008;
    private static final int NORMAL = 1000;

    @RegisterExtension
    static final RunningNode NODE = RunningNode.withTransportOptions("\"hello_timeout\": 1000");

    @Test
    void a_connection_without_hello_is_closed_with_a_reason() throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.json")) {
            SocketPeer.Frame frame = peer.read();
            assertThat(frame.opCode()).isEqualTo(SocketPeer.CLOSE);
            assertThat(frame.closeCode()).isEqualTo(POLICY_VIOLATION);
            assertThat(frame.text()).endsWith("no HELLO within 1000 ms");
        }
    }

    @Test
    void half_a_hello_does_not_prolong_it() throws IOException {
        try (SocketPeer peer = SocketPeer.open(NODE.uri(), "wamp.2.json")) {
            peer.send(SocketPeer.TEXT, "[1,\"realm1\"".getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.readCloseCode()).isEqualTo(POLICY_VIOLATION);
        }
    }

    @Test
    void a_session_outlives_it() throws IOException {
        try (SocketPeer joined = SocketPeer.join(NODE.uri());
                SocketPeer silent = SocketPeer.open(NODE.uri(), "wamp.2.json")) {
            assertThat(silent.readCloseCode()).isEqualTo(POLICY_VIOLATION);
            joined.sendText("[32,1,{},\"hello.late\"]");
            assertThat(joined.read().text()).startsWith("[33,1,");
        }
    }

    @Test
    void after_goodbye_a_second_hello_is_welcome_and_a_missing_one_ends_the_connection() throws IOException {
        try (SocketPeer peer = SocketPeer.join(NODE.uri())) {
            peer.sendText("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.read().text()).isEqualTo("[6,{},\"wamp.close.goodbye_and_out\"]");
            peer.sendText(SocketPeer.HELLO);
            assertThat(peer.read().text()).startsWith("[2,");
            peer.sendText("[32,1,{},\"hello.second\"]");
            assertThat(peer.read().text()).startsWith("[33,1,");
            peer.sendText("[6,{},\"wamp.close.close_realm\"]");
            assertThat(peer.read().text()).isEqualTo("[6,{},\"wamp.close.goodbye_and_out\"]");
            SocketPeer.Frame frame = peer.read();
            assertThat(frame.opCode()).isEqualTo(SocketPeer.CLOSE);
            assertThat(frame.closeCode()).isEqualTo(NORMAL);
        }
    }
}
