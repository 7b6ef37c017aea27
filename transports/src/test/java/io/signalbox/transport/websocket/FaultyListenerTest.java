package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.transport.ConnectionContract;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.RecordingAcceptor.Occasion;
import io.signalbox.transport.TestHost;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a listener throws on the occasions that only sockets have: the socket is closed, and all that it held is back. */
class FaultyListenerTest {
    private static final byte[] MESSAGE = "[16,1,{},\"a.b\",[1]]".getBytes(StandardCharsets.UTF_8);
    private static final long MAX_PENDING_BYTES = 1 << 20;

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private TestHost node;
    private JdkPeer good;

    static Iterable<Supplier<Throwable>> faults() {
        return ConnectionContract.FAULTS;
    }

    @BeforeEach
    void start() throws Exception {
        SlowConsumer slow = new SlowConsumer(MAX_PENDING_BYTES, 0, SlowConsumer.Policy.DISCONNECT);
        node = new TestHost(TestHost.settings(1 << 20, slow, TestHost.PATIENT), acceptor);
        acceptor.echo();
        good = JdkPeer.connect(node.uri(), "wamp.2.json");
        checkThatTheOtherIsServed();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void an_acceptor_that_throws_closes_the_socket(Supplier<Throwable> fault) throws Exception {
        acceptor.fail(Occasion.ACCEPT, fault);
        JdkPeer bad = JdkPeer.connect(node.uri(), "wamp.2.json");

        assertThat(bad.awaitClose()).startsWith("1011");
        checkThatOnlyTheOtherIsLeft();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_listener_that_throws_at_a_violation_is_closed(Supplier<Throwable> fault) throws Exception {
        acceptor.fail(Occasion.VIOLATION, fault);
        JdkPeer bad = JdkPeer.connect(node.uri(), "wamp.2.json");
        bad.send("[16,".getBytes(StandardCharsets.UTF_8), false, true);

        assertThat(bad.awaitClose()).startsWith("1011");
        checkThatOnlyTheOtherIsLeft();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_listener_that_throws_at_a_close_is_closed(Supplier<Throwable> fault) throws Exception {
        acceptor.fail(Occasion.PEER_CLOSES, fault);
        try (RawPeer bad = RawPeer.open(node.uri(), "wamp.2.json")) {
            bad.send(RawPeer.CLOSE, true, new byte[] {3, (byte) 0xE8});
            assertThat(bad.readClose().payload()).isNotEmpty();
            assertThat(bad.atEnd()).isTrue();
        }
        checkThatOnlyTheOtherIsLeft();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_listener_that_throws_when_its_peer_is_slow_is_closed(Supplier<Throwable> fault) throws Exception {
        acceptor.fail(Occasion.SLOW, fault);
        try (RawPeer bad = RawPeer.open(node.uri(), "wamp.2.json")) {
            Accepted one = node.accepted(1);
            while (one.slow().isEmpty()) {
                // Throws what the listener throws: whoever sends hears of it.
                new AllSteps().then(() -> one.sendEvent(1));
            }
            assertThat(bad.readClose().closeCode()).isEqualTo(1008);
        }
        checkThatOnlyTheOtherIsLeft();
    }

    private void checkThatTheOtherIsServed() throws InterruptedException {
        good.send(MESSAGE, false, true);
        assertThat(good.receive()).isNotNull();
    }

    private void checkThatOnlyTheOtherIsLeft() throws Exception {
        await().until(() -> node.counters.closed.sum() == 1);
        assertThat(node.counters.opened.sum()).isEqualTo(2);
        assertThat(node.outbound.reservedBytes()).isZero();
        assertThat(node.assembly.reservedBytes()).isZero();
        checkThatTheOtherIsServed();
    }
}
