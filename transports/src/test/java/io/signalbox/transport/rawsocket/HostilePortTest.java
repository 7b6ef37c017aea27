package io.signalbox.transport.rawsocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportsPage;
import io.signalbox.transport.port.ConnectorHost;
import io.signalbox.transport.tls.ListenerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What hostile input to a universal port gets before there is a connection of WAMP, and to RawSocket, as docs/TRANSPORTS.md says. Behind
 * the input others are served as before, and memory and file descriptors are back where they were.
 */
class HostilePortTest {
    private static final byte[] PUBLISH = "[16,1,{},\"com.topic\",[1]]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] REQUEST = "GET /ws HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] RAW_HANDSHAKE = {0x7F, (byte) 0xF1, 0, 0};
    private static final int HANDSHAKE_MILLIS = 2_000;

    /** More than ten of them pass in the time of a handshake. */
    private static final int DRIP_MILLIS = 100;

    @TempDir
    private static Path directory;

    private static ConnectorHost.Keys keys;
    private static SSLContext client;

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private RawSocketHost host;
    private RawSocketPeer bystander;

    /** One row of the table in the documentation, by its first words. */
    private enum Hostility {
        RAWSOCKET_GARBAGE("RawSocket garbage", false) {
            @Override
            void act(RawSocketHost host) throws IOException {
                Random random = new Random(7);
                for (int i = 0; i < 50; i++) {
                    byte[] garbage = new byte[200];
                    random.nextBytes(garbage);
                    garbage[0] = 0x7F;
                    closed(host, garbage);
                    garbage[0] = (byte) (0x10 << i % 4);
                    try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1 + i % 3)) {
                        peer.write(garbage);
                        peer.socket().shutdownOutput();
                        peer.readToEnd();
                    }
                }
            }
        },
        RESERVED_OCTETS("Reserved octets and bits of RawSocket", false) {
            @Override
            void act(RawSocketHost host) throws IOException {
                for (int octets : new int[] {0x7FF10001, 0x7FF1FF00}) {
                    try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
                        assertThat(peer.shakeHands(octets)).isEqualTo(0x7F300000);
                        assertThat(peer.isAtEnd()).isTrue();
                    }
                }
                for (int prefix : new int[] {0x10000001, 0x80000001, 0x03000001, 0x07000000, 0x08000001}) {
                    try (RawSocketPeer peer = RawSocketPeer.open(host.uri(), 1)) {
                        peer.send(RawSocketPeer.MESSAGE, PUBLISH);
                        peer.writeInt(prefix);
                        assertThat(new String(peer.read(RawSocketPeer.MESSAGE), StandardCharsets.UTF_8))
                                .startsWith("[50,1,");
                        assertThat(new String(peer.read(RawSocketPeer.MESSAGE), StandardCharsets.UTF_8))
                                .startsWith("[3,");
                        assertThat(peer.isAtEnd()).isTrue();
                    }
                }
            }
        },
        TLS_ON_PLAIN("TLS on a plain port", false) {
            @Override
            void act(RawSocketHost host) throws IOException {
                closed(host, clientHello());
                byte[] garbage = clientHello();
                Arrays.fill(garbage, 20, garbage.length, (byte) 0xFF);
                closed(host, garbage);
            }
        },
        PLAIN_ON_TLS("Plain text on a port with TLS", true) {
            @Override
            void act(RawSocketHost host) throws IOException {
                assertThat(closed(host, REQUEST))
                        .startsWith("HTTP/1.1 400")
                        .endsWith("This port takes encrypted connections only: use https or wss.\n");
                assertThat(closed(host, RAW_HANDSHAKE)).isEmpty();
                byte[] garbage = clientHello();
                Arrays.fill(garbage, 5, garbage.length, (byte) 0xFF);
                closed(host, garbage);
                assertThat(host.counters.handshakesRefused.sum()).isEqualTo(2);
                await().until(() -> host.counters.tlsHandshakesFailed.sum() == 1);
            }
        },
        STALLED("Handshakes that stall", false) {
            @Override
            void act(RawSocketHost host) throws IOException {
                stallAtEachByte(host, RAW_HANDSHAKE, REQUEST);
            }
        },
        STALLED_TLS("TLS handshakes that stall", true) {
            @Override
            void act(RawSocketHost host) throws IOException {
                // The whole first message is not the whole handshake.
                stallAtEachByte(host, Arrays.copyOf(clientHello(), clientHello().length + 1));
            }
        },
        DRIPPING("Handshakes that drip", false) {
            @Override
            void act(RawSocketHost host) throws IOException {
                drip(host, REQUEST);
                assertThat(host.counters.handshakesTimedOut.sum()).isEqualTo(1);
            }
        },
        DRIPPING_TLS("TLS handshakes that drip", true) {
            @Override
            void act(RawSocketHost host) throws IOException {
                drip(host, clientHello());
                assertThat(host.counters.handshakesTimedOut.sum()).isEqualTo(1);
            }
        };

        private final String row;
        private final boolean isEncrypted;

        Hostility(String row, boolean isEncrypted) {
            this.row = row;
            this.isEncrypted = isEncrypted;
        }

        abstract void act(RawSocketHost host) throws IOException;

        boolean waitsForTimeouts() {
            return switch (this) {
                case STALLED, STALLED_TLS, DRIPPING, DRIPPING_TLS -> true;
                default -> false;
            };
        }

        /** Sends bytes and returns what comes until the server ends the stream. */
        static String closed(RawSocketHost host, byte[] bytes) throws IOException {
            try (Socket socket = new Socket(host.uri().getHost(), host.uri().getPort())) {
                socket.setSoTimeout(Patience.SECONDS * 1_000);
                socket.getOutputStream().write(bytes);
                // RawSocket waits for the end of a peer that it refuses.
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            }
        }

        /** Sends every beginning of each handshake on a connection of its own, and waits for the time-out of all. */
        static void stallAtEachByte(RawSocketHost host, byte[]... handshakes) throws IOException {
            List<RawSocketPeer> peers = new ArrayList<>();
            for (byte[] handshake : handshakes) {
                for (int length = 0; length < handshake.length; length++) {
                    RawSocketPeer peer = RawSocketPeer.dial(host.uri());
                    peers.add(peer);
                    peer.write(Arrays.copyOf(handshake, length));
                }
            }
            for (RawSocketPeer peer : peers) {
                peer.readToEnd();
                peer.close();
            }
            assertThat(host.counters.handshakesTimedOut.sum()).isEqualTo(peers.size());
        }

        /** Sends a byte now and then, so that the socket never is idle, until the server ends the stream. */
        static void drip(RawSocketHost host, byte[] bytes) throws IOException {
            ScheduledExecutorService drips = Executors.newSingleThreadScheduledExecutor();
            try (RawSocketPeer peer = RawSocketPeer.dial(host.uri())) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                drips.scheduleAtFixedRate(
                        () -> {
                            try {
                                peer.write(new byte[] {left.get()});
                            } catch (IOException e) {
                                // Ends the task: the server has closed the socket.
                                throw new UncheckedIOException(e);
                            }
                        },
                        0,
                        DRIP_MILLIS,
                        TimeUnit.MILLISECONDS);
                assertThat(peer.isAtEnd()).isTrue();
                assertThat(left.position()).isGreaterThan(1);
                assertThat(left.hasRemaining()).isTrue();
            } finally {
                drips.shutdownNow();
            }
        }
    }

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = ConnectorHost.Keys.makeIn(directory);
        client = keys.client();
    }

    /** The first message of a TLS handshake. */
    private static byte[] clientHello() throws IOException {
        SSLEngine engine = client.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    private void start(Hostility hostility) throws Exception {
        ListenerTls tls = hostility.isEncrypted ? ListenerTls.read(keys.settings(), Clock.systemUTC()) : null;
        int timeoutMillis = hostility.waitsForTimeouts() ? HANDSHAKE_MILLIS : Patience.SECONDS * 1_000;
        host = RawSocketHost.startUniversal(acceptor, TestHost.listener(1, 2_000, timeoutMillis), tls);
        acceptor.echo();
        acceptor.abortViolators();
        bystander = new RawSocketPeer(
                hostility.isEncrypted
                        ? client.getSocketFactory()
                                .createSocket(host.uri().getHost(), host.uri().getPort())
                        : new Socket(host.uri().getHost(), host.uri().getPort()));
        bystander.open(1);
        checkThatTheBystanderIsServed();
    }

    @AfterEach
    void stop() throws IOException {
        if (bystander != null) {
            bystander.close();
            host.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void hostile_input_leaves_everything_as_it_was(Hostility hostility) throws Exception {
        start(hostility);
        long descriptors = descriptors();
        hostility.act(host);
        checkThatTheBystanderIsServed();
        await().untilAsserted(() -> {
            assertThat(host.counters.opened.sum() - host.counters.closed.sum()).isEqualTo(1);
            assertThat(host.assembly.reservedBytes()).isZero();
            assertThat(host.outbound.reservedBytes()).isZero();
            assertThat(descriptors()).as("descriptors").isLessThanOrEqualTo(descriptors);
        });
        assertThat(acceptor.accepted().get(0).ends()).isEmpty();
        assertThat(host.counters.failures.sum()).isZero();
    }

    /** What comes slowly, but in time, is served. */
    @Test
    void a_handshake_that_arrives_byte_by_byte_in_time_is_served() throws IOException {
        host = RawSocketHost.startUniversal(acceptor, null);
        try (RawSocketPeer raw = RawSocketPeer.dial(host.uri());
                RawSocketPeer web = RawSocketPeer.dial(host.uri())) {
            for (byte octet : RAW_HANDSHAKE) {
                raw.write(new byte[] {octet});
            }
            assertThat(raw.shakeHandsAnswer()).isEqualTo(0x7FF10000);
            for (byte octet : REQUEST) {
                web.write(new byte[] {octet});
            }
            assertThat(web.socket().getInputStream().readNBytes(12))
                    .isEqualTo("HTTP/1.1 426".getBytes(StandardCharsets.US_ASCII));
        } finally {
            host.close();
        }
    }

    @Test
    void the_documentation_has_a_row_for_each() throws IOException {
        for (Hostility hostility : Hostility.values()) {
            TransportsPage.hasRow(hostility.row, HostilePortTest.class, hostility);
        }
    }

    private void checkThatTheBystanderIsServed() throws IOException {
        bystander.send(RawSocketPeer.MESSAGE, PUBLISH);
        assertThat(bystander.read(RawSocketPeer.MESSAGE)).isNotEmpty();
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
