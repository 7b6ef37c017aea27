package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.session.Timers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The answer of an authenticator, its deadline, a message and the end of the connection race. One of them takes effect. */
class AuthenticationConcurrencyTest {
    private static final int ROUNDS = 2_000;

    private final RealmFixture fixture = new RealmFixture();
    private final ForkJoinPool workers = new ForkJoinPool(2);
    private final RacingTimers timers = new RacingTimers();

    /** Connection that counts what it is sent. */
    private static final class Peer implements WampConnection {
        final Queue<MessageType> sent = new ConcurrentLinkedQueue<>();
        volatile boolean closed;

        @Override
        public PeerInfo peer() {
            return new PeerInfo("public", "local", "127.0.0.1:1", WireFormat.JSON, false, Map.of());
        }

        @Override
        public boolean send(OutboundFrame frame) {
            sent.add(frame.message().type());
            return true;
        }

        @Override
        public void flush() {}

        @Override
        public void close(CloseReason reason) {
            closed = true;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public long backlogBytes() {
            return 0;
        }
    }

    /** Timers whose tasks all fire when the test says so, also those that are cancelled meanwhile. */
    private static final class RacingTimers implements Timers {
        private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long epochMillis() {
            return 0;
        }

        @Override
        public Timeout after(long delayNanos, Runnable task) {
            tasks.add(task);
            return () -> tasks.remove(task);
        }

        void fire() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }

    @Test
    void whatever_wins_nothing_is_left_and_the_client_gets_one_answer() throws Exception {
        Realm realm = realm();
        int joined = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Peer peer = new Peer();
            CompletableFuture<AuthStep> answer = new CompletableFuture<>();
            ConnectionListener listener = acceptor(realm, answer).accept(peer);
            deliver(listener, hello());
            boolean late = round % 2 == 0;
            race(() -> answer.complete(ScriptedMethod.ACCEPTED), late ? timers::fire : () -> {}, () -> {
                if (!late) {
                    deliver(listener, new Subscribe(1, Map.of(), "a.b"));
                }
            });
            assertThat(workers.awaitQuiescence(60, TimeUnit.SECONDS)).isTrue();
            boolean joins = peer.sent.contains(MessageType.WELCOME);
            joined += joins ? 1 : 0;
            MessageType[] expected = !joins
                    ? new MessageType[] {MessageType.ABORT}
                    : late
                            ? new MessageType[] {MessageType.WELCOME}
                            : new MessageType[] {MessageType.WELCOME, MessageType.SUBSCRIBED};
            assertThat(peer.sent).as("round " + round).containsExactly(expected);
            assertThat(peer.closed).isEqualTo(!joins);
            assertThat(fixture.nodeQuota.taken()).isEqualTo(joins ? 1 : 0);
            ends(listener);
        }
        assertThat(joined).as("joined").isBetween(1, ROUNDS - 1);
    }

    @Test
    void a_connection_that_ends_meanwhile_leaves_nothing_behind() throws Exception {
        Realm realm = realm();
        for (int round = 0; round < ROUNDS; round++) {
            CompletableFuture<AuthStep> answer = new CompletableFuture<>();
            ConnectionListener listener = acceptor(realm, answer).accept(new Peer());
            deliver(listener, hello());
            race(() -> answer.complete(ScriptedMethod.ACCEPTED), timers::fire, () -> listener.onClosed("test"));
            ends(listener);
        }
    }

    private void ends(ConnectionListener listener) {
        listener.onClosed("test");
        assertThat(workers.awaitQuiescence(60, TimeUnit.SECONDS)).isTrue();
        assertThat(fixture.nodeQuota.taken()).as("sessions").isZero();
        assertThat(fixture.authentications.taken()).as("authentications").isZero();
        timers.fire();
    }

    private Realm realm() {
        return new Realm(fixture.settings(), workers, timers, new Random(1));
    }

    private SessionAcceptor acceptor(Realm realm, CompletableFuture<AuthStep> answer) {
        return new SessionAcceptor(
                new RealmDirectory(List.of(realm)),
                new AuthMethods(List.of(ScriptedMethod.always(new AuthStep.Pending(answer)))),
                new SessionAcceptor.Quotas(
                        fixture.listenerQuota, fixture.nodeQuota, fixture.authentications, fixture.inbound),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(timers, workers, fixture.sessionIds));
    }

    private static Hello hello() {
        return new Hello(
                Optional.of("realm1"),
                Map.of("roles", Map.of("subscriber", Map.of()), "authmethods", List.of("ticket")));
    }

    private static void deliver(ConnectionListener listener, WampMessage message) {
        FlushBatch flushes = new FlushBatch();
        listener.onMessage(message, ScriptedPeer.SIZE_BYTES, flushes);
        flushes.flush();
    }

    private static void race(Runnable... racers) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers.length);
        CompletableFuture<?>[] running = new CompletableFuture<?>[racers.length];
        for (int i = 0; i < racers.length; i++) {
            Runnable racer = racers[i];
            running[i] = new CompletableFuture<Void>();
            CompletableFuture<?> ended = running[i];
            Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    racer.run();
                    ended.complete(null);
                } catch (Throwable failure) {
                    ended.completeExceptionally(failure);
                }
            });
        }
        CompletableFuture.allOf(running).get(60, TimeUnit.SECONDS);
    }
}
