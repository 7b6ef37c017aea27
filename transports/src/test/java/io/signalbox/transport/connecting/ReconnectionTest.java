package io.signalbox.transport.connecting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connecting.ReconnectState.Connecting;
import io.signalbox.transport.connecting.ReconnectState.Failed;
import io.signalbox.transport.connecting.ReconnectState.Open;
import io.signalbox.transport.connecting.ReconnectState.Stopped;
import io.signalbox.transport.connecting.ReconnectState.Waiting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The states of a connection that is opened again, with a clock, a timer and a connector of the test. */
class ReconnectionTest {
    private static final IOException REFUSED = new IOException("refused");

    private final Attempts attempts = new Attempts();
    private final List<ReconnectState<WampConnection>> states = new ArrayList<>();
    private final List<Delay> delays = new ArrayList<>();
    private long nowMillis;

    private Reconnection<WampConnection> reconnection = reconnection(new ReconnectPolicy(1_000, 8_000, 2, 0, -1));

    private Reconnection<WampConnection> reconnection(ReconnectPolicy policy) {
        return new Reconnection<>(
                Reconnection.source(attempts),
                policy,
                (millis, task) -> {
                    Delay delay = new Delay(millis, task);
                    delays.add(delay);
                    return () -> delays.remove(delay);
                },
                () -> TimeUnit.MILLISECONDS.toNanos(nowMillis),
                new Random(1),
                states::add);
    }

    private record Delay(long millis, Runnable task) {}

    /** Connector of which the test ends the attempts. */
    private static final class Attempts implements Connector {
        private final List<CompletableFuture<WampConnection>> begun = new ArrayList<>();

        @Override
        public String id() {
            return "test";
        }

        @Override
        public String address() {
            return "ws://router.example/";
        }

        @Override
        public CompletableFuture<WampConnection> connect() {
            CompletableFuture<WampConnection> attempt = new CompletableFuture<>();
            begun.add(attempt);
            return attempt;
        }

        @Override
        public void stop() {
            throw new IllegalStateException("the owner of the connector stops it");
        }

        CompletableFuture<WampConnection> last() {
            return begun.get(begun.size() - 1);
        }
    }

    private static final class Connection implements WampConnection {
        private final List<CloseReason> closes = new ArrayList<>();

        @Override
        public PeerInfo peer() {
            return new PeerInfo("test", "websocket", "127.0.0.1:1", WireFormat.JSON, false, Map.of());
        }

        @Override
        public boolean send(OutboundFrame frame) {
            return false;
        }

        @Override
        public void flush() {
            // Nothing is sent.
        }

        @Override
        public void close(CloseReason reason) {
            closes.add(reason);
        }

        @Override
        public void pauseReading() {
            // Nothing is read.
        }

        @Override
        public void resumeReading() {
            // Nothing is read.
        }

        @Override
        public long backlogBytes() {
            return 0;
        }
    }

    private Connection open() {
        Connection connection = new Connection();
        attempts.last().complete(connection);
        return connection;
    }

    /** Has the only delay pass. */
    private void passDelay() {
        assertThat(delays).hasSize(1);
        Delay delay = delays.remove(0);
        nowMillis += delay.millis();
        delay.task().run();
    }

    private ReconnectState<WampConnection> last() {
        return states.get(states.size() - 1);
    }

    @Test
    void failed_attempts_wait_longer_each_time() {
        reconnection.start();
        for (long delay : new long[] {1_000, 2_000, 4_000, 8_000, 8_000}) {
            attempts.last().completeExceptionally(REFUSED);
            assertThat(last()).isInstanceOfSatisfying(Waiting.class, waiting -> {
                assertThat(waiting.delayMillis()).isEqualTo(delay);
                assertThat(waiting.why()).isSameAs(REFUSED);
            });
            passDelay();
        }
        assertThat(last()).isEqualTo(new Connecting<>(6));
        Connection connection = open();
        assertThat(last()).isEqualTo(new Open<>(connection));
        assertThat(reconnection.state()).isEqualTo(last());
    }

    @Test
    void a_connection_that_has_lasted_begins_with_the_first_delay_again() {
        reconnection.start();
        for (int i = 0; i < 3; i++) {
            attempts.last().completeExceptionally(REFUSED);
            passDelay();
        }
        Connection connection = open();
        nowMillis += 8_000;
        reconnection.lost(connection, "code 1001");
        assertThat(last()).isInstanceOfSatisfying(Waiting.class, waiting -> {
            assertThat(waiting.delayMillis()).isEqualTo(1_000);
            assertThat(waiting.failedAttempts()).isEqualTo(1);
            assertThat(waiting.why())
                    .isInstanceOf(ConnectionLost.class)
                    .hasMessage("the connection to ws://router.example/ is lost: code 1001");
        });
        passDelay();
        assertThat(last()).isEqualTo(new Connecting<>(2));
    }

    @Test
    void a_router_that_closes_each_connection_at_once_is_tried_less_and_less_often() {
        reconnection = reconnection(new ReconnectPolicy(1_000, 8_000, 2, 0, 3));
        reconnection.start();
        for (long delay : new long[] {1_000, 2_000}) {
            reconnection.lost(open(), "code 1008");
            assertThat(last()).isInstanceOfSatisfying(Waiting.class, waiting -> assertThat(waiting.delayMillis())
                    .isEqualTo(delay));
            passDelay();
        }
        reconnection.lost(open(), "code 1008");
        assertThat(last()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.failedAttempts()).isEqualTo(3);
            assertThat(failed.why()).isInstanceOf(ConnectionLost.class);
        });
        assertThat(delays).isEmpty();
        assertThat(attempts.begun).hasSize(3);
    }

    @Test
    void the_last_attempt_of_the_policy_fails_for_good() {
        reconnection = reconnection(new ReconnectPolicy(0, 0, 1, 0, 2));
        reconnection.start();
        attempts.last().completeExceptionally(REFUSED);
        passDelay();
        attempts.last().completeExceptionally(REFUSED);
        assertThat(last()).isEqualTo(new Failed<>(REFUSED, 2));
        reconnection.stop();
        assertThat(last()).isEqualTo(new Failed<>(REFUSED, 2));
    }

    @Test
    void an_end_that_comes_before_the_opening_is_not_lost() {
        reconnection.start();
        Connection connection = new Connection();
        reconnection.lost(connection, "code 1001");
        attempts.last().complete(connection);
        assertThat(states).hasSize(3).first().isEqualTo(new Connecting<>(1));
        assertThat(states.get(1)).isEqualTo(new Open<>(connection));
        assertThat(last()).isInstanceOf(Waiting.class);
    }

    @Test
    void the_end_of_another_connection_changes_nothing() {
        reconnection.start();
        Connection connection = open();
        reconnection.lost(new Connection(), "code 1000");
        assertThat(last()).isEqualTo(new Open<>(connection));
        reconnection.lost(connection, "code 1000");
        reconnection.lost(connection, "code 1000");
        assertThat(states).hasSize(3);
    }

    @Test
    void a_stop_cancels_an_attempt_and_closes_a_connection_that_comes_too_late() {
        reconnection.start();
        CompletableFuture<WampConnection> attempt = attempts.last();
        reconnection.stop();
        assertThat(attempt).isCancelled();
        assertThat(states).containsExactly(new Connecting<>(1), new Stopped<>());
        reconnection.stop();
        assertThat(states).hasSize(2);
    }

    @Test
    void a_stop_closes_the_connection_and_its_end_starts_nothing() {
        reconnection.start();
        Connection connection = open();
        reconnection.stop();
        assertThat(connection.closes).containsExactly(CloseReason.NORMAL);
        reconnection.lost(connection, "code 1000");
        assertThat(last()).isEqualTo(new Stopped<>());
        assertThat(delays).isEmpty();
    }

    @Test
    void a_stop_cancels_the_delay() {
        reconnection.start();
        attempts.last().completeExceptionally(REFUSED);
        Delay delay = delays.get(0);
        reconnection.stop();
        assertThat(delays).isEmpty();
        delay.task().run();
        assertThat(attempts.begun).hasSize(1);
        assertThat(last()).isEqualTo(new Stopped<>());
    }

    @Test
    void an_observer_that_fails_or_stops_the_reconnection_sees_each_state_once_and_in_order() {
        AtomicReference<Reconnection<WampConnection>> own = new AtomicReference<>();
        own.set(new Reconnection<>(
                Reconnection.source(attempts),
                ReconnectPolicy.DEFAULTS,
                (millis, task) -> () -> {},
                () -> 0,
                new Random(1),
                state -> {
                    states.add(state);
                    if (state instanceof Open) {
                        own.get().stop();
                    }
                    throw new IllegalStateException("a fault that the test wants");
                }));
        own.get().start();
        Connection connection = open();
        assertThat(states).containsExactly(new Connecting<>(1), new Open<>(connection), new Stopped<>());
        assertThat(connection.closes).hasSize(1);
    }

    @Test
    void a_reconnection_is_started_once() {
        reconnection.start();
        assertThatThrownBy(reconnection::start).isInstanceOf(IllegalStateException.class);
        Reconnection<WampConnection> stopped = reconnection(ReconnectPolicy.DEFAULTS);
        stopped.stop();
        stopped.start();
        assertThat(attempts.begun).hasSize(1);
    }
}
