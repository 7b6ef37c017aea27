package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
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
    void messages_without_context_takeover_that_have_begun_and_pause_share_one_stream() throws Exception {
        List<MessageDeflater> deflaters = new ArrayList<>();
        List<ByteArrayOutputStream> compressed = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            deflaters.add(new MessageDeflater(false, SETTINGS, memory));
            compressed.add(new ByteArrayOutputStream());
        }
        DeflateScratch scratch = memory.scratch();
        Deflater shared = scratch.takeDeflater();
        scratch.giveBack(shared);

        for (int part = 0; part < 3; part++) {
            for (int i = 0; i < deflaters.size(); i++) {
                ByteSink into = new ByteSink(0);
                deflaters.get(i).compressPiece(message(2_000 + i), 2_000 + i, part == 2, into);
                compressed.get(i).writeBytes(into.toByteArray());
                into.clear();
                deflaters.get(i).pause(into);
                compressed.get(i).writeBytes(into.toByteArray());
                assertThat(scratch.takeDeflater())
                        .as("the stream of the thread")
                        .isSameAs(shared);
                scratch.giveBack(shared);
            }
        }

        assertThat(memory.reservedBytes()).isZero();
        for (int i = 0; i < deflaters.size(); i++) {
            byte[] part = message(2_000 + i);
            byte[] whole = new byte[3 * part.length];
            for (int at = 0; at < whole.length; at += part.length) {
                System.arraycopy(part, 0, whole, at, part.length);
            }
            MessageInflater inflater = new MessageInflater(false, memory.counters());
            assertThat(inflate(inflater, compressed.get(i).toByteArray())).isEqualTo(whole);
            deflaters.get(i).end();
            inflater.end();
        }
    }

    @Test
    void a_pause_between_two_messages_and_with_context_takeover_writes_nothing() {
        for (boolean takesOver : new boolean[] {false, true}) {
            MessageDeflater deflater = new MessageDeflater(takesOver, SETTINGS, memory);
            ByteSink into = new ByteSink(0);
            deflater.pause(into);
            compress(deflater, message(1_000), 300);
            deflater.pause(into);
            assertThat(into.size()).isZero();
            deflater.end();
        }
    }

    @Test
    void a_message_that_is_too_long_passes_uncompressed() {
        assertThat(new MessageDeflater(false, SETTINGS, memory).begin(1 << 20)).isTrue();
        assertThat(new MessageDeflater(false, SETTINGS, memory).begin((1 << 20) + 1))
                .isFalse();
    }

    @Test
    void after_the_end_of_the_connection_nothing_is_compressed_with_context_takeover() {
        MessageDeflater deflater = new MessageDeflater(true, SETTINGS, memory);
        ByteSink into = new ByteSink(0);
        deflater.compressPiece(new byte[5], 5, false, into);
        deflater.end();
        into.clear();
        deflater.compressPiece(new byte[5], 5, true, into);
        assertThat(into.size()).isZero();
    }
}
