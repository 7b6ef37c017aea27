package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.transport.ConnectionContract;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestHost;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an end point or the encoding of a message throws ends one connection, once, and costs nobody else anything. Each
 * scenario runs once to count the calls to the end point, and then once for each of these calls, which throws.
 */
class SocketFaultsTest {
    private static final byte[] NORMAL = {3, (byte) 0xE8};
    private static final int FRAGMENT_BYTES = 20_000;

    private final SocketFaults faults = new SocketFaults();
    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private final Set<String> thrown = new TreeSet<>();
    private ConnectorHost host;
    private JdkPeer good;

    /** What happens on the connection whose end point throws. */
    private enum Scenario {
        MESSAGES {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                for (int i = 1; i <= 3; i++) {
                    peer.sendText("[16," + i + ",{},\"a.b\",[1]]");
                    peer.read();
                }
            }
        },
        FRAGMENTS {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                byte[] half = new byte[FRAGMENT_BYTES];
                Arrays.fill(half, (byte) ' ');
                peer.send(RawPeer.TEXT, false, half);
                peer.send(RawPeer.CONTINUATION, true, "[16,1,{},\"a.b\"]".getBytes(StandardCharsets.UTF_8));
                peer.read();
            }
        },
        PART_OF_A_MESSAGE {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                peer.send(RawPeer.TEXT, false, new byte[FRAGMENT_BYTES]);
            }
        },
        PAUSE {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                one.connection().pauseReading();
                peer.sendText("[16,1,{},\"a.b\",[1]]");
                one.connection().resumeReading();
                peer.read();
            }
        },
        LONG_WRITE {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                one.stuff();
                for (int i = 0; i < 20; i++) {
                    one.sendEvent(i);
                }
                for (int i = 0; i < 21; i++) {
                    peer.read();
                }
            }
        },
        PINGS {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                peer.send(RawPeer.PING, true, new byte[] {1});
                peer.read();
            }
        },
        PEER_CLOSES {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                peer.send(RawPeer.CLOSE, true, NORMAL);
                peer.readClose();
            }
        },
        OWNER_CLOSES {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                one.sendEvent(1);
                // Who closes hears of it.
                new AllSteps().then(() -> one.connection().close(CloseReason.NORMAL));
                peer.readClose();
                peer.send(RawPeer.CLOSE, true, NORMAL);
            }
        },
        BAD_FRAME {
            @Override
            void play(RawPeer peer, Accepted one) throws IOException {
                peer.send(3, true, new byte[1]);
                peer.readClose();
            }
        };

        abstract void play(RawPeer peer, Accepted one) throws IOException;
    }

    @BeforeEach
    void start() throws Exception {
        host = ConnectorHost.over(TestHost.settings(), acceptor, FaultyEndPoint.http(faults));
        acceptor.echo();
        acceptor.abortViolators();
        faults.spareNext();
        good = JdkPeer.connect(host.uri(), "wamp.2.json");
        checkThatTheOtherIsServed();
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatever_an_end_point_throws_ends_its_connection_once(Scenario scenario) throws Exception {
        List<Supplier<Throwable>> kinds = new ArrayList<>(ConnectionContract.FAULTS);
        kinds.add(() -> new IOException("a fault that the test wants"));
        for (Supplier<Throwable> kind : kinds) {
            int calls = play(scenario, kind, 0, false);
            assertThat(calls).as("calls to the end point").isGreaterThan(3);
            for (int number = 1; number <= calls; number++) {
                play(scenario, kind, number, false);
            }
        }
        assertThat(thrown).contains("fill", "fillInterested", "close", "setIdleTimeout");
    }

    @Test
    void a_long_write_that_fails_when_it_is_done_ends_its_connection_once() throws Exception {
        for (Supplier<Throwable> kind : ConnectionContract.FAULTS) {
            int calls = play(Scenario.LONG_WRITE, kind, 0, true);
            for (int number = 1; number <= calls; number++) {
                play(Scenario.LONG_WRITE, kind, number, true);
            }
        }
        assertThat(thrown).contains("flush", "write", "write, later");
    }

    static Stream<Arguments> encodings() {
        return ConnectionContract.FAULTS.stream().flatMap(fault -> Stream.of("wamp.2.json", "wamp.2.msgpack.batched")
                .flatMap(
                        subprotocol -> Stream.of(false, true).map(shared -> Arguments.of(fault, subprotocol, shared))));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void a_message_that_cannot_be_encoded_closes_its_connection_behind_whole_frames(
            Supplier<Throwable> fault, String subprotocol, boolean shared) throws Exception {
        faults.arm(fault, 0, false);
        int messages = 5;
        for (int number = 0; number < messages; number++) {
            int before = acceptor.accepted().size();
            try (RawPeer peer = RawPeer.open(host.socket(), subprotocol)) {
                soon().until(() -> acceptor.accepted().size() > before);
                Accepted one = acceptor.accepted().get(before);
                for (int i = 0; i < messages; i++) {
                    FaultyMap faulty = new FaultyMap(fault);
                    Map<String, Object> details = i == number ? faulty : Map.of();
                    OutboundFrame frame = shared
                            ? OutboundFrame.shared(new Event(1, i, details, Payload.EMPTY))
                            : OutboundFrame.single(new Result(i, details, Payload.EMPTY));
                    faulty.isMeasured = true;
                    one.connection().send(frame);
                }
                one.connection().flush();
                assertThat(peer.readClose().closeCode()).isEqualTo(1011);
                peer.send(RawPeer.CLOSE, true, NORMAL);
                assertThat(peer.atEnd()).isTrue();
                checkThatOnlyTheOtherIsLeft(before + 1);
            }
        }
    }

    /** Plays a scenario and returns how many calls it made. */
    private int play(Scenario scenario, Supplier<Throwable> kind, int number, boolean asynchronous) throws Exception {
        int before = acceptor.accepted().size();
        faults.arm(kind, number, asynchronous);
        try {
            try (RawPeer peer = RawPeer.open(host.socket(), "wamp.2.json")) {
                soon().until(() -> acceptor.accepted().size() > before || host.sockets() == 1);
                if (acceptor.accepted().size() > before) {
                    play(scenario, peer, acceptor.accepted().get(before));
                }
            }
            int accepted = acceptor.accepted().size();
            checkThatOnlyTheOtherIsLeft(accepted);
            if (faults.thrownBy() != null) {
                thrown.add(faults.thrownBy());
            }
            return faults.calls();
        } catch (AssertionError | RuntimeException broken) {
            throw new AssertionError(
                    scenario + ", call " + number + ": " + kind.get() + " by " + faults.thrownBy(), broken);
        }
    }

    /** A peer sees at any moment that the other end has gone, and goes too. */
    private static void play(Scenario scenario, RawPeer peer, Accepted one) throws IOException {
        try {
            scenario.play(peer, one);
            peer.endOutput();
        } catch (EOFException | SocketException e) {
            // The node has closed the socket, which is what some of the faults have to come to.
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(peer.atEnd()).isTrue();
    }

    private void checkThatOnlyTheOtherIsLeft(int accepted) throws InterruptedException {
        soon().untilAsserted(() -> {
            assertThat(host.counters.opened.sum() - host.counters.closed.sum())
                    .as("open")
                    .isEqualTo(1);
            assertThat(host.sockets()).as("sockets").isEqualTo(1);
            assertThat(acceptor.accepted().subList(1, accepted))
                    .allSatisfy(one -> assertThat(one.ends()).hasSize(1));
        });
        assertThat(acceptor.accepted()).noneMatch(Accepted::overlapped);
        assertThat(acceptor.accepted().get(0).ends()).isEmpty();
        assertThat(host.outbound.reservedBytes()).as("outboxes").isZero();
        assertThat(host.assembly.reservedBytes()).as("half messages").isZero();
        assertThat(host.counters.closesTimedOut.sum()).as("closed too late").isZero();
        checkThatTheOtherIsServed();
    }

    private void checkThatTheOtherIsServed() throws InterruptedException {
        good.send("[16,1,{},\"a.b\",[1]]".getBytes(StandardCharsets.UTF_8), false, true);
        assertThat(good.receive()).isNotNull();
    }

    private static ConditionFactory soon() {
        return Patience.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
    }

    /** Details that can be measured, and not written. */
    private static final class FaultyMap extends AbstractMap<String, Object> {
        private final Supplier<Throwable> fault;
        private volatile boolean isMeasured;

        FaultyMap(Supplier<Throwable> fault) {
            this.fault = fault;
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            if (isMeasured) {
                AllSteps.rethrow(fault.get());
            }
            return Set.of();
        }
    }
}
