package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FrameInput.Found;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.websocket.WebSocketFraming.Role;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a framing in one role writes, read by one in the other role. */
class WebSocketFramingTest {
    private static final int MAX_FRAME_BYTES = 100_000;
    private static final int[] SIZES = {0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, 100_000};

    private final Random random = new Random(6455);
    private final ByteBuffer wire = ByteBuffer.allocate(2 * MAX_FRAME_BYTES);

    @ParameterizedTest
    @EnumSource(Role.class)
    void messages_of_every_length_arrive_wherever_they_are_cut(Role role) throws FramingViolation {
        Framing writer = framing(role);
        FrameInput input = framing(other(role)).input();
        for (int size : SIZES) {
            byte[] payload = bytes(size);
            write(writer, payload);
            wire.flip();
            byte[] received = new byte[size];
            int at = 0;
            boolean isWhole = false;
            while (wire.hasRemaining()) {
                ByteBuffer piece = wire.slice(wire.position(), Math.min(wire.remaining(), 1 + random.nextInt(5_000)));
                wire.position(wire.position() + piece.remaining());
                while (input.next(piece) == Found.PIECE) {
                    assertThat(input.isRightKind()).isTrue();
                    isWhole = input.endsMessage();
                    int pieceBytes = input.pieceBytes();
                    input.copyPiece(piece, received, at);
                    at += pieceBytes;
                }
            }
            assertThat(isWhole).isTrue();
            assertThat(received).isEqualTo(payload);
            wire.clear();
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void control_frames_arrive_and_a_close_is_answered_with_its_code_and_text(Role role) throws FramingViolation {
        Framing writer = framing(role);
        Framing reader = framing(other(role));
        FrameInput input = reader.input();
        byte[] payload = bytes(125);
        writer.writePing(wire, payload);
        writer.writePong(wire, new byte[0]);
        writer.writeClose(wire, CloseReason.policy("enough"));
        wire.flip();
        assertThat(input.next(wire)).isEqualTo(Found.PING);
        assertThat(input.controlPayload()).isEqualTo(payload);
        assertThat(input.next(wire)).isEqualTo(Found.PONG);
        assertThat(input.controlPayload()).isEmpty();
        assertThat(input.next(wire)).isEqualTo(Found.CLOSE);
        assertThat(input.closeText()).isEqualTo("1008 enough");
        wire.clear();
        reader.writeClose(wire, CloseReason.NORMAL);
        wire.flip();
        assertThat(writer.input().next(wire)).isEqualTo(Found.CLOSE);
        assertThat(writer.input().closeText()).isEqualTo("1008 enough");
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void only_clients_mask_and_either_role_insists_on_that(Role role) {
        Framing writer = framing(role);
        assertThat(writer.isMasking()).isEqualTo(role == Role.CLIENT);
        write(writer, bytes(3));
        wire.flip();
        FramingViolation violation = catchThrowableOfType(
                FramingViolation.class, () -> framing(role).input().next(wire));
        assertThat(violation.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
    }

    private void write(Framing writer, byte[] payload) {
        byte[] sent = payload.clone();
        writer.writeHead(wire, sent.length);
        if (writer.isMasking()) {
            writer.mask(sent, 0, sent.length);
        }
        wire.put(sent);
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Framing framing(Role role) {
        return new WebSocketFraming(role, true, new FrameTerms(MAX_FRAME_BYTES, Integer.MAX_VALUE, true), null, null);
    }

    private static Role other(Role role) {
        return role == Role.SERVER ? Role.CLIENT : Role.SERVER;
    }
}
