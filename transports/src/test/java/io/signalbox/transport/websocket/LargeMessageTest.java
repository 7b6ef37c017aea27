package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.TestHost;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory for messages that arrive in many pieces. */
class LargeMessageTest {
    private static final int MESSAGE_BYTES = 8 << 20;
    private static final byte[] HEAD = "[16,7,{},\"a.b\",[\"".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "\"]]".getBytes(StandardCharsets.UTF_8);

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.start();
        node.acceptor.echo();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static byte[] message() {
        byte[] message = new byte[MESSAGE_BYTES];
        Arrays.fill(message, (byte) 'x');
        System.arraycopy(HEAD, 0, message, 0, HEAD.length);
        System.arraycopy(END, 0, message, message.length - END.length, END.length);
        return message;
    }

    private void assertTaken(RawPeer peer) throws IOException {
        byte[] answer = peer.read().payload();
        assertThat(answer).hasSizeBetween(MESSAGE_BYTES - HEAD.length, MESSAGE_BYTES + HEAD.length);
        assertThat(Arrays.copyOfRange(answer, 100, answer.length - END.length)).containsOnly('x');
        await().until(() -> node.assembly.reservedBytes() == 0);
    }

    @Test
    void memory_of_a_frame_whose_length_is_known_is_reserved_as_its_bytes_arrive() throws IOException {
        byte[] frame = RawPeer.frame(RawPeer.TEXT, true, message());
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            int sent = 0;
            for (int part : new int[] {15, 1, 1000, 100_000, 1 << 20, 1 << 20, 3 << 20}) {
                peer.write(Arrays.copyOfRange(frame, sent, sent + part));
                sent += part;
                int arrived = Math.max(1, sent - 14);
                await().until(() -> node.assembly.reservedBytes() >= arrived);
                assertThat(node.assembly.reservedBytes()).isLessThan((80 << 10) + arrived * 4L / 3);
            }
            peer.write(Arrays.copyOfRange(frame, sent, frame.length));
            assertTaken(peer);
        }
    }

    @Test
    void a_message_in_fragments_of_any_length_is_put_together() throws IOException {
        byte[] message = message();
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            int sent = 0;
            for (int part : new int[] {1, 0, 16 << 10, (16 << 10) + 1, 64 << 10, 300_001, 1 << 20, 5 << 20}) {
                int opCode = sent == 0 ? RawPeer.TEXT : RawPeer.CONTINUATION;
                peer.send(opCode, false, Arrays.copyOfRange(message, sent, sent + part));
                sent += part;
            }
            peer.send(RawPeer.CONTINUATION, true, Arrays.copyOfRange(message, sent, message.length));
            assertTaken(peer);
        }
    }

    @Test
    void a_large_message_is_copied_once_at_most() throws IOException {
        node.acceptor.react((one, publish, flushes) -> {});
        byte[] frame = RawPeer.frame(RawPeer.TEXT, true, message());
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(frame);
            await().until(() -> node.accepted(0).requests().size() == 1);
            Map<Long, Long> before = allocatedByTheServer();
            peer.write(frame);
            await().until(() -> node.accepted(0).requests().size() == 2);
            // The array of the message, and the small arrays that hold its beginning.
            assertThat(allocatedSince(before)).isBetween((long) MESSAGE_BYTES, 2L * MESSAGE_BYTES);
        }
    }

    @Test
    void a_large_message_is_encoded_into_one_array() throws IOException {
        byte[] frame = RawPeer.frame(RawPeer.TEXT, true, message());
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            peer.write(frame);
            assertTaken(peer);
            Map<Long, Long> before = allocatedByTheServer();
            peer.write(frame);
            assertTaken(peer);
            // Up to 7/4 of the length for the pieces that arrive and their array, 1 for the encoded message, and 1/2
            // for
            // the copy of a rest that the socket does not accept. An array that grows would add at least 2.
            assertThat(allocatedSince(before)).isBetween(2L * MESSAGE_BYTES, 7L * MESSAGE_BYTES / 2);
        }
    }

    @ParameterizedTest
    @CsvSource({"true,1002", "false,1007"})
    void a_large_message_that_is_invalid_is_refused_without_a_copy(boolean isUtf8, int closeCode) throws IOException {
        node.acceptor.abortViolators();
        byte[] message = message();
        message[MESSAGE_BYTES - 1] = (byte) (isUtf8 ? 'x' : 0xFF);
        byte[] frame = RawPeer.frame(RawPeer.TEXT, true, message);
        try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
            Map<Long, Long> before = allocatedByTheServer();
            peer.write(frame);
            assertThat(peer.readClose().closeCode()).isEqualTo(closeCode);
            assertThat(allocatedSince(before)).isBetween((long) MESSAGE_BYTES, 2L * MESSAGE_BYTES);
        }
    }

    /** Bytes that each thread of the server has allocated, by its id. */
    private static Map<Long, Long> allocatedByTheServer() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Long, Long> allocated = new HashMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("test-")) {
                allocated.put(thread.threadId(), threads.getThreadAllocatedBytes(thread.threadId()));
            }
        }
        return allocated;
    }

    /** Ignores threads that have ended, which are those of other tests. */
    private static long allocatedSince(Map<Long, Long> before) {
        return allocatedByTheServer().entrySet().stream()
                .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                .sum();
    }
}
