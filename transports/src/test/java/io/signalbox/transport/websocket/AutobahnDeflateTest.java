package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A sample of the cases with compression of the Autobahn test-suite, as docs/AUTOBAHN.md lists them. */
class AutobahnDeflateTest {
    private static final byte[] NORMAL = {3, (byte) 0xE8};

    @RegisterExtension
    static final EchoHost HOST = new EchoHost();

    static Stream<Arguments> casesInBothRoles() {
        return Arrays.stream(WebSocketFraming.Role.values())
                .flatMap(role -> AutobahnDeflateCase.sample().stream().map(one -> Arguments.of(role, one)));
    }

    @ParameterizedTest(name = "{1} as {0}")
    @MethodSource("casesInBothRoles")
    void a_case_has_the_outcome_that_is_published(WebSocketFraming.Role role, AutobahnDeflateCase one)
            throws Exception {
        String path = "/" + role.name().toLowerCase() + (one.kind().isBinary ? "/binary" : "/text");
        RawPeer raw = RawPeer.over(HOST.socket(), role == WebSocketFraming.Role.SERVER);
        String offer = "Sec-WebSocket-Extensions: " + one.offer();
        if (one.outcome() == AutobahnCase.Outcome.UNIMPLEMENTED) {
            assertThat(raw.request(path, offer)).startsWith("HTTP/1.1 101 ").doesNotContain("permessage-deflate");
            close(raw, role);
            return;
        }
        try (DeflatePeer peer = new DeflatePeer(raw, path, offer)) {
            for (byte[] message : one.messages()) {
                send(peer, one, message);
                RawPeer.Frame first = raw.read();
                assertThat(first.isCompressed() || one.kind() == AutobahnDeflateCase.Kind.PDF || message.length < 64)
                        .as("compressed")
                        .isTrue();
                assertThat(Arrays.equals(peer.receiveBytes(first), message))
                        .as("the payload")
                        .isTrue();
            }
            close(raw, role);
        }
    }

    private static void send(DeflatePeer peer, AutobahnDeflateCase one, byte[] message) throws Exception {
        int opcode = (one.kind().isBinary ? RawPeer.BINARY : RawPeer.TEXT) | RawPeer.RSV1;
        byte[] compressed = peer.deflate(message);
        int fragmentBytes = one.fragmentBytes() == 0 ? compressed.length : one.fragmentBytes();
        for (int at = 0; at < compressed.length; at += fragmentBytes) {
            int end = Math.min(compressed.length, at + fragmentBytes);
            peer.raw()
                    .send(
                            at == 0 ? opcode : RawPeer.CONTINUATION,
                            end == compressed.length,
                            Arrays.copyOfRange(compressed, at, end));
        }
    }

    private static void close(RawPeer raw, WebSocketFraming.Role role) throws Exception {
        raw.send(RawPeer.CLOSE, true, NORMAL);
        assertThat(raw.readClose().closeCode()).isEqualTo(1000);
        if (role == WebSocketFraming.Role.CLIENT) {
            raw.endOutput();
        }
        assertThat(raw.atEnd()).isTrue();
        raw.close();
    }
}
