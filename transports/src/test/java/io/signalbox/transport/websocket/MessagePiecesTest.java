package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are compressed and decompressed in pieces, as a relay does it. */
class MessagePiecesTest {
    private static final DeflateSettings SETTINGS = new DeflateSettings(false, false, 0, 1, 1 << 20);

    private final DeflateMemory memory = new DeflateMemory(16 << 20, new TransportCounters());

    private static byte[] message(int length) {
        byte[] message = new byte[length];
        for (int i = 0; i < length; i++) {
            message[i] = (byte) (i * i / 1_000);
        }
        return message;
    }

    /** Compresses a message in pieces. */
    private static byte[] compress(MessageDeflater deflater, byte[] message, int pieceBytes) {
        assertThat(deflater.begin(message.length)).isTrue();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; from < message.length; from += pieceBytes) {
            byte[] piece = Arrays.copyOfRange(message, from, Math.min(message.length, from + pieceBytes));
            ByteSink into = new ByteSink(0);
            deflater.compressPiece(piece, piece.length, from + pieceBytes >= message.length, into);
            all.writeBytes(into.toByteArray());
        }
        return all.toByteArray();
    }

    /** Decompresses a message, with other messages in the scratch of the thread wherever the message is parked. */
    private byte[] inflate(MessageInflater inflater, byte[] compressed) throws Exception {
        DeflateScratch scratch = memory.scratch();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int from = 0; from < compressed.length; from += scratch.compressed.length) {
            int length = Math.min(scratch.compressed.length, compressed.length - from);
            System.arraycopy(compressed, from, scratch.compressed, 0, length);
            int bytes = inflater.inflate(scratch, length, from + length == compressed.length);
            all.write(scratch.inflated, 0, bytes);
            while (inflater.isHolding()) {
                inflater.park();
                Arrays.fill(scratch.compressed, (byte) -1);
                bytes = inflater.more(scratch);
                all.write(scratch.inflated, 0, bytes);
            }
        }
        assertThat(inflater.endsMessage()).isTrue();
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void pieces_are_one_message_for_the_peer(boolean takesOver) throws Exception {
        MessageDeflater deflater = new MessageDeflater(takesOver, SETTINGS, memory);
        MessageInflater inflater = new MessageInflater(takesOver, memory.counters());
        for (int length : new int[] {1, 1_000, 16_384, 100_000, 700_000}) {
            for (int pieceBytes : new int[] {1 << 20, 16_384, 999}) {
                byte[] compressed = compress(deflater, message(length), pieceBytes);
                assertThat(inflate(inflater, compressed)).isEqualTo(message(length));
                byte[] zeros = compress(deflater, new byte[length], pieceBytes);
                assertThat(inflate(inflater, zeros)).isEqualTo(new byte[length]);
            }
        }
        deflater.end();
        inflater.end();
        assertThat(memory.reservedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_message_of_empty_pieces_is_an_empty_message_also_behind_another(boolean takesOver) throws Exception {
        MessageDeflater deflater = new MessageDeflater(takesOver, SETTINGS, memory);
        MessageInflater inflater = new MessageInflater(takesOver, memory.counters());
        for (int i = 0; i < 3; i++) {
            assertThat(deflater.begin(0)).isTrue();
            ByteSink into = new ByteSink(0);
            deflater.compressPiece(new byte[0], 0, false, into);
            deflater.compressPiece(new byte[0], 0, true, into);
            assertThat(into.size()).isPositive();
            assertThat(inflate(inflater, into.toByteArray())).isEmpty();
            assertThat(inflate(inflater, compress(deflater, message(1_000), 300)))
                    .isEqualTo(message(1_000));
        }
        deflater.end();
        inflater.end();
    }

    @Test
    void a_message_in_pieces_without_context_takeover_has_memory_up_to_its_end() {
        MessageDeflater deflater = new MessageDeflater(false, SETTINGS, memory);
        ByteSink into = new ByteSink(0);
        assertThat(deflater.begin(10)).isTrue();
        deflater.compressPiece(new byte[5], 5, false, into);
        assertThat(memory.reservedBytes()).isEqualTo(DeflateMemory.DEFLATER_BYTES);
        into.clear();
        deflater.compressPiece(new byte[5], 5, true, into);
        assertThat(memory.reservedBytes()).isZero();
        assertThat(deflater.begin(10)).isTrue();
        deflater.end();
        assertThat(memory.reservedBytes()).isZero();
        assertThat(deflater.begin(10)).isFalse();
        into.clear();
        deflater.compressPiece(new byte[5], 5, true, into);
        assertThat(into.size()).isZero();
    }

    @Test
    void a_message_that_is_too_long_or_finds_no_memory_passes_uncompressed() {
        assertThat(new MessageDeflater(false, SETTINGS, memory).begin((1 << 20) + 1))
                .isFalse();
        DeflateMemory little = new DeflateMemory(DeflateMemory.DEFLATER_BYTES, new TransportCounters());
        assertThat(new MessageDeflater(false, SETTINGS, little).begin(10)).isFalse();
        assertThat(new MessageDeflater(true, SETTINGS, little).begin(10)).isTrue();
        assertThat(little.reservedBytes()).isZero();
    }
}
