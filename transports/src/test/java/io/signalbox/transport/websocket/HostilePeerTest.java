package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportsPage;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.outbox.OutboundBudget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What hostile input gets, as docs/TRANSPORTS.md says; behind it others are served as before, and connections, memory and
 * file descriptors are back where they were.
 */
class HostilePeerTest {
    private static final int MAX_MESSAGE_BYTES = 2 << 20;
    private static final int MILLION = 1_000_000;
    private static final int HANDSHAKE_MILLIS = 2_000;
    private static final int PING_MILLIS = 2_000;
    private static final int FIN = 0x80;

    /** Each thread that flushes keeps a buffer, and another one may flush than before. */
    private static final long BUFFERS_OF_A_THREAD = 256 << 10;

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private TestHost node;
    private JdkPeer bystander;

    /** One row of the table in the documentation, by its first words. */
    private enum Hostility {
        SLOW_HANDSHAKES("Slow handshakes") {
            @Override
            void act(TestHost node) throws IOException {
                List<RawPeer> slow = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    RawPeer peer = RawPeer.dial(node.uri());
                    peer.write("GET /ws HTTP/1.1\r\nHost: t".substring(0, i).getBytes(StandardCharsets.US_ASCII));
                    slow.add(peer);
                }
                for (RawPeer peer : slow) {
                    assertThat(peer.atEnd()).isTrue();
                    peer.close();
                }
                assertThat(node.counters.handshakesTimedOut.sum()).isEqualTo(20);
            }
        },
        OVERSIZE_HEADERS("Oversize headers") {
            @Override
            void act(TestHost node) throws IOException {
                try (RawPeer peer = RawPeer.dial(node.uri())) {
                    String filler = "X-Filler: " + "x".repeat(100) + "\r\n";
                    assertThat(peer.exchange("GET /ws HTTP/1.1\r\nHost: t\r\n" + filler.repeat(100)))
                            .startsWith("HTTP/1.1 431");
                    assertThat(peer.atEnd()).isTrue();
                }
            }
        },
        BAD_UPGRADES("Bad upgrades") {
            @Override
            void act(TestHost node) throws IOException {
                String head = "GET /ws HTTP/1.1\r\nHost: t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
                String version = "Sec-WebSocket-Version: 13\r\n";
                String key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
                refused(node, head + version + "\r\n", 400);
                refused(node, head + version + "Sec-WebSocket-Key: short\r\n\r\n", 400);
                refused(node, head + key + "Sec-WebSocket-Version: 8\r\n\r\n", 426);
                refused(node, head + version + key + "\r\n", 400);
                refused(node, head + version + key + "Sec-WebSocket-Protocol: wamp.3.json\r\n\r\n", 400);
                refused(node, head.replace("/ws", "/other") + version + key + "\r\n", 404);
                refused(node, head.replace("GET", "POST") + version + key + "Content-Length: 0\r\n\r\n", 426);
            }

            private void refused(TestHost node, String request, int status) throws IOException {
                try (RawPeer peer = RawPeer.dial(node.uri())) {
                    assertThat(peer.exchange(request)).startsWith("HTTP/1.1 " + status);
                }
            }
        },
        UNMASKED("Unmasked frames") {
            @Override
            void act(TestHost node) throws IOException {
                failed(node, 1002, new byte[] {(byte) 0x81, 1, '1'});
            }
        },
        RESERVED("Reserved bits and opcodes") {
            @Override
            void act(TestHost node) throws IOException {
                failed(node, 1002, frame(FIN | 0x40 | RawPeer.TEXT, "[]"));
                failed(node, 1002, frame(FIN | 0x20 | RawPeer.PING, ""));
                failed(node, 1002, frame(FIN | 3, ""));
                failed(node, 1002, frame(FIN | 11, ""));
            }
        },
        LONG_CONTROL("Long or fragmented control frames") {
            @Override
            void act(TestHost node) throws IOException {
                failed(node, 1002, frame(FIN | RawPeer.PING, "x".repeat(126)));
                failed(node, 1002, frame(RawPeer.PING, ""));
            }
        },
        CLOSE_CODES("Invalid close codes") {
            @Override
            void act(TestHost node) throws IOException {
                for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
                    byte[] payload = {(byte) (code >> 8), (byte) code};
                    failed(node, 1002, RawPeer.frame(RawPeer.CLOSE, true, payload));
                }
                failed(node, 1002, RawPeer.frame(RawPeer.CLOSE, true, new byte[1]));
                failed(node, 1007, RawPeer.frame(RawPeer.CLOSE, true, new byte[] {3, (byte) 0xE8, (byte) 0xFF}));
            }
        },
        INTERLEAVED("Interleaved fragments") {
            @Override
            void act(TestHost node) throws IOException {
                failed(node, 1002, concat(frame(RawPeer.TEXT, "["), frame(FIN | RawPeer.TEXT, "[]")));
                failed(node, 1002, frame(FIN | RawPeer.CONTINUATION, "[]"));
            }
        },
        ONE_BYTE_FRAMES("One-byte frames by the million") {
            @Override
            void act(TestHost node) throws IOException {
                byte[] letters = repeated(frame(RawPeer.CONTINUATION, "x"), MILLION);
                answered(node, concat(frame(RawPeer.TEXT, "[16,7,{},\"a.b\",[\""), letters), "\"]]");
            }
        },
        EMPTY_CONTINUATIONS("Floods of empty continuations") {
            @Override
            void act(TestHost node) throws IOException {
                byte[] empty = repeated(frame(RawPeer.CONTINUATION, ""), MILLION);
                answered(node, concat(frame(RawPeer.TEXT, ""), empty), "[16,7,{},\"a.b\"]");
                assertThat(node.assembly.reservedBytes()).isZero();
            }
        },
        PINGS("Floods of PINGs") {
            @Override
            void act(TestHost node) throws IOException {
                try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json", 4096)) {
                    byte[] many = repeated(frame(FIN | RawPeer.PING, "x".repeat(125)), 1_000);
                    for (int i = 0; i < 100; i++) {
                        peer.write(many);
                    }
                    peer.sendText("[16,9,{},\"a.b\"]");
                    await().until(() -> node.acceptor.accepted().stream()
                            .anyMatch(one -> one.requests().contains(9L)));
                    assertThat(node.outbound.reservedBytes()).isLessThan(MAX_MESSAGE_BYTES);
                }
            }
        },
        HALF_OPEN("Half-open connections") {
            @Override
            void act(TestHost node) throws IOException {
                try (RawPeer ended = RawPeer.open(node.uri(), "wamp.2.json")) {
                    ended.endOutput();
                    assertThat(ended.atEnd()).isTrue();
                }
                // Says nothing more, not even PONG, and keeps its socket.
                try (RawPeer silent = RawPeer.open(node.uri(), "wamp.2.json")) {
                    assertThat(silent.atEnd()).isTrue();
                }
                assertThat(node.counters.pingsMissed.sum()).isEqualTo(1);
            }
        },
        PARTS("Messages without an end") {
            @Override
            void act(TestHost node) throws IOException {
                byte[] part = new byte[100_000];
                Arrays.fill(part, (byte) ' ');
                try (RawPeer endless = RawPeer.open(node.uri(), "wamp.2.json")) {
                    endless.send(RawPeer.TEXT, false, part);
                    for (int i = 0; i < MAX_MESSAGE_BYTES / part.length; i++) {
                        endless.send(RawPeer.CONTINUATION, false, part);
                    }
                    assertThat(endless.readClose().closeCode()).isEqualTo(1009);
                }
                for (int i = 0; i < 20; i++) {
                    RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json");
                    peer.send(RawPeer.TEXT, false, part);
                    peer.reset();
                }
            }
        },
        DECLARED_LENGTHS("Declared lengths") {
            @Override
            void act(TestHost node) throws IOException {
                for (long length : new long[] {MAX_MESSAGE_BYTES + 1, 1L << 40}) {
                    failed(node, 1009, RawPeer.header(RawPeer.TEXT, true, length));
                }
                byte[] negative = new byte[10];
                Arrays.fill(negative, (byte) 0xFF);
                negative[0] = (byte) (FIN | RawPeer.TEXT);
                failed(node, 1009, negative);
            }
        },
        BOMBS("Compression bombs") {
            @Override
            void act(TestHost node) throws IOException {
                Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
                deflater.setInput(new byte[64 << 20]);
                deflater.finish();
                byte[] bomb = new byte[1 << 20];
                int length = deflater.deflate(bomb);
                deflater.end();
                try (RawPeer peer = RawPeer.dial(node.uri())) {
                    String extension = "Sec-WebSocket-Extensions: permessage-deflate";
                    assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json", extension))
                            .startsWith("HTTP/1.1 101")
                            .contains("permessage-deflate");
                    peer.write(peer.frameOf(FIN | 0x40 | RawPeer.TEXT, Arrays.copyOf(bomb, length)));
                    assertThat(peer.readClose().closeCode()).isEqualTo(1009);
                    peer.endOutput();
                    assertThat(peer.atEnd()).isTrue();
                }
                await().until(() -> node.deflate.reservedBytes() == 0);
            }
        };

        private final String row;

        Hostility(String row) {
            this.row = row;
        }

        abstract void act(TestHost node) throws IOException;

        /** What stands before the bad frame is delivered, and then the connection is failed with the code. */
        static void failed(TestHost node, int code, byte[] bad) throws IOException {
            try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
                peer.write(concat(frame(FIN | RawPeer.TEXT, "[16,7,{},\"a.b\"]"), bad));
                assertThat(peer.read().text()).startsWith("[50,7,");
                assertThat(peer.readClose().closeCode()).isEqualTo(code);
                peer.endOutput();
                assertThat(peer.atEnd()).isTrue();
            }
        }

        /** Fragments and their last one are one message, which is answered. */
        static void answered(TestHost node, byte[] fragments, String last) throws IOException {
            try (RawPeer peer = RawPeer.open(node.uri(), "wamp.2.json")) {
                peer.write(fragments);
                peer.send(RawPeer.CONTINUATION, true, last.getBytes(StandardCharsets.UTF_8));
                assertThat(peer.read().text()).startsWith("[50,7,");
            }
        }

        static byte[] frame(int firstByte, String payload) {
            byte[] frame = RawPeer.frame(firstByte & 0x0F, true, payload.getBytes(StandardCharsets.UTF_8));
            frame[0] = (byte) firstByte;
            return frame;
        }

        static byte[] concat(byte[] first, byte[] second) {
            byte[] both = Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        }

        static byte[] repeated(byte[] frame, int times) {
            ByteArrayOutputStream many = new ByteArrayOutputStream(frame.length * times);
            for (int i = 0; i < times; i++) {
                many.writeBytes(frame);
            }
            return many.toByteArray();
        }
    }

    private void start(Hostility hostility) throws Exception {
        int pingMillis = hostility == Hostility.HALF_OPEN ? PING_MILLIS : 0;
        long patientMillis = TestHost.PATIENT.writeTimeoutMillis();
        Timing timing = new Timing(patientMillis, patientMillis, pingMillis, pingMillis, 12);
        WebSocketSettings base = TestHost.settings(MAX_MESSAGE_BYTES, 32 << 20, timing);
        WebSocketSettings settings = new WebSocketSettings(
                base.requests(),
                base.sizes(),
                base.timing(),
                base.closing(),
                base.slowConsumer(),
                Optional.of(new WebSocketSettings.Compression(
                        Optional.of(new DeflateSettings(false, false, 0, 64, 16 << 20)))));
        node = new TestHost(
                settings,
                acceptor,
                TestHost.listener(1, 100, hostility == Hostility.SLOW_HANDSHAKES ? HANDSHAKE_MILLIS : patientMillis),
                new AssemblyBudget(64 << 20),
                new OutboundBudget(64 << 20, Runnable::run));
        acceptor.echo();
        acceptor.abortViolators();
        bystander = JdkPeer.connect(node.uri(), "wamp.2.json");
        checkThatTheBystanderIsServed();
        // What each thread and selector allocates once is there from here on.
        Hostility.failed(node, 1002, Hostility.frame(FIN | 3, ""));
        await().until(() -> node.counters.closed.sum() == 1);
    }

    @AfterEach
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostile_input_leaves_everything_as_it_was(Hostility hostility) throws Exception {
        start(hostility);
        long descriptors = descriptors();
        long directBytes = directBytes();
        try {
            hostility.act(node);
        } catch (SocketException cutWhileWriting) {
            // A peer that goes on writing behind its fault may be reset before it has read the answer.
            assertThat(hostility).isIn(Hostility.PARTS, Hostility.OVERSIZE_HEADERS);
        }
        checkThatTheBystanderIsServed();
        await().untilAsserted(() -> {
            assertThat(node.counters.opened.sum() - node.counters.closed.sum()).isEqualTo(1);
            assertThat(acceptor.accepted().stream().skip(1))
                    .allSatisfy(one -> assertThat(one.ends()).hasSize(1));
            assertThat(node.assembly.reservedBytes()).isZero();
            assertThat(node.outbound.reservedBytes()).isZero();
            assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors);
            assertThat(directBytes()).as("direct memory").isLessThanOrEqualTo(directBytes + BUFFERS_OF_A_THREAD);
        });
        assertThat(acceptor.accepted().get(0).ends()).isEmpty();
        assertThat(node.counters.failures.sum()).isZero();
    }

    @Test
    void the_documentation_has_a_row_for_each() throws IOException {
        for (Hostility hostility : Hostility.values()) {
            TransportsPage.hasRow(hostility.row, HostilePeerTest.class, hostility);
        }
    }

    private void checkThatTheBystanderIsServed() throws InterruptedException {
        bystander.send("[16,1,{},\"a.b\",[1]]".getBytes(StandardCharsets.UTF_8), false, true);
        assertThat(bystander.receive()).isNotNull();
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .findAny()
                .orElseThrow()
                .getMemoryUsed();
    }
}
