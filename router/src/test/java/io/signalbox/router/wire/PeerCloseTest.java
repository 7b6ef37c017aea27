package io.signalbox.router.wire;

import static io.signalbox.router.wire.SocketPeer.CLOSE;
import static io.signalbox.router.wire.SocketPeer.FIN;
import static io.signalbox.router.wire.SocketPeer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CLOSE frames of clients that send more bytes in the same segment (RFC 6455 section 5.5.1, Close). */
class PeerCloseTest {
    @RegisterExtension
    static final RunningNode NODE = new RunningNode();

    private static final byte[] APPLICATION_CODE = {0x0B, (byte) 0xB8};
    private static final byte[] NORMAL_CODE = {0x03, (byte) 0xE8};

    /** How far the opening of the session has come when the CLOSE frame arrives. */
    private enum Stage {
        BEFORE_HELLO,
        BEHIND_HELLO,
        JOINED
    }

    static Stream<Arguments> closes() {
        return Arrays.stream(Stage.values())
                .flatMap(stage -> Stream.of(false, true).flatMap(isFragmented -> Stream.of(
                                "8980 00000000", "8882 00000000 03e9", "8181 00000000 31", "81fe 00", "ff")
                        .map(behind -> Arguments.of(stage, isFragmented, behind))));
    }

    @ParameterizedTest(name = "{0}, inside a fragmented message: {1}, followed by {2}")
    @MethodSource("closes")
    void a_close_is_answered_and_the_bytes_behind_it_mean_nothing(Stage stage, boolean isFragmented, String behind)
            throws IOException {
        try (SocketPeer peer =
                stage == Stage.JOINED ? SocketPeer.join(NODE.uri()) : SocketPeer.open(NODE.uri(), "wamp.2.json")) {
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            if (stage == Stage.BEHIND_HELLO) {
                segment.writeBytes(SocketPeer.frame(FIN | TEXT, SocketPeer.HELLO.getBytes(StandardCharsets.UTF_8)));
            }
            if (isFragmented) {
                segment.writeBytes(SocketPeer.frame(TEXT, new byte[] {'['}));
            }
            segment.writeBytes(SocketPeer.frame(FIN | CLOSE, APPLICATION_CODE));
            segment.writeBytes(HexFormat.of().parseHex(behind.replace(" ", "")));
            peer.write(segment.toByteArray());
            SocketPeer.Frame frame = peer.read();
            if (stage == Stage.BEHIND_HELLO) {
                assertThat(frame.text()).startsWith("[2,");
                frame = peer.read();
            }
            assertThat(frame.opCode()).isEqualTo(CLOSE);
            // 1000, unless echo_close_codereason is on.
            assertThat(frame.payload()).isEqualTo(NORMAL_CODE);
            peer.endOutput();
            assertThat(peer.isCut()).isTrue();
        }
    }
}
