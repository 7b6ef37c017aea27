package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.LocalConnection;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SlowRouterTest {

    @Test
    void a_router_that_is_too_slow_for_a_call_fails_the_call_while_another_thread_subscribes() throws Exception {
        OverflowingConnector[] connector = new OverflowingConnector[1];
        WampClient client = WampClient.builder(acceptor -> connector[0] = new OverflowingConnector(acceptor), "realm1")
                .build();
        try {
            WampSession session = Scene.get(client.open());
            Thread subscriber = daemon(() -> session.subscribeAsync("com.example.topic", event -> {}));
            // SUBSCRIBE waits for the lock of the order, which the thread of the call holds.
            connector[0].beforeOverflow = () -> {
                subscriber.start();
                Patience.await().until(() -> subscriber.getState() == Thread.State.WAITING);
            };
            CompletableFuture<CompletableFuture<CallResult>> called = new CompletableFuture<>();
            daemon(() -> called.complete(session.callAsync("com.example.procedure")))
                    .start();
            CompletableFuture<CallResult> call = Scene.get(called);
            assertThatThrownBy(() -> Scene.get(call)).hasMessageContaining("the router reads too slowly");
        } finally {
            client.closeAsync();
        }
    }

    private static Thread daemon(Runnable task) {
        return Thread.ofPlatform().daemon().unstarted(task);
    }

    /** Connector to a router that lets the client join, with a connection that overflows at the first CALL. */
    private static final class OverflowingConnector implements Connector {
        private final ConnectionAcceptor client;
        private volatile Runnable beforeOverflow;

        OverflowingConnector(ConnectionAcceptor client) {
            this.client = client;
        }

        @Override
        public String id() {
            return "test";
        }

        @Override
        public String address() {
            return "local:test";
        }

        @Override
        public CompletableFuture<WampConnection> connect() {
            PeerInfo peer = new PeerInfo(id(), "local", address(), WireFormat.JSON, true, Map.of());
            CompletableFuture<WampConnection> opened = new CompletableFuture<>();
            LocalConnection.open(
                    peer, 1 << 20, task -> Thread.ofVirtual().start(task), WelcomingRouter::new, connection -> {
                        OverflowingConnection overflowing = new OverflowingConnection(connection);
                        overflowing.listener = client.accept(overflowing);
                        opened.complete(overflowing);
                        return overflowing.listener;
                    });
            return opened;
        }

        @Override
        public void stop() {}

        private final class OverflowingConnection implements WampConnection {
            private final WampConnection connection;
            private volatile ConnectionListener listener;

            OverflowingConnection(WampConnection connection) {
                this.connection = connection;
            }

            @Override
            public PeerInfo peer() {
                return connection.peer();
            }

            @Override
            public boolean send(OutboundFrame frame) {
                if (!(frame.message() instanceof Call)) {
                    return connection.send(frame);
                }
                beforeOverflow.run();
                listener.onSlow(SlowConsumer.Policy.DISCONNECT);
                close(CloseReason.policy("too slow"));
                return false;
            }

            @Override
            public void flush() {
                connection.flush();
            }

            @Override
            public void close(CloseReason reason) {
                connection.close(reason);
            }

            @Override
            public void pauseReading() {
                connection.pauseReading();
            }

            @Override
            public void resumeReading() {
                connection.resumeReading();
            }

            @Override
            public long backlogBytes() {
                return connection.backlogBytes();
            }
        }
    }

    private record WelcomingRouter(WampConnection connection) implements ConnectionListener {
        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            if (message instanceof Hello
                    && connection.send(OutboundFrame.single(
                            new Welcome(7, Map.of("roles", Map.of("broker", Map.of(), "dealer", Map.of())))))) {
                flushes.touched(connection);
            }
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            connection.close(closing);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            connection.close(CloseReason.NORMAL);
        }

        @Override
        public void onClosed(String why) {
            // The test looks at the client's side.
        }
    }
}
