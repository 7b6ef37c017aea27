package io.signalbox.transport.local;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.LocalConnection;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.ConnectionContract;
import io.signalbox.transport.ContractPeer;
import io.signalbox.transport.Patience;
import io.signalbox.transport.TestHost;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

class LocalContractTest extends ConnectionContract {
    private static final PeerInfo PEER = new PeerInfo("local", "local", "test", WireFormat.JSON, false, Map.of());

    private final ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(2);

    /** The threads survive what a delivery throws, as those of a node do. */
    private void execute(Runnable delivery) {
        pool.execute(() -> new AllSteps().then(delivery));
    }

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    @Override
    protected Serializer serializer() {
        return TestHost.SERIALIZERS.of(WireFormat.JSON);
    }

    @Override
    protected ContractPeer connect() {
        return new Peer();
    }

    private final class Peer implements ContractPeer, ConnectionListener {
        private final BlockingQueue<WampMessage> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final LocalConnection end =
                LocalConnection.open(PEER, 32 << 20, LocalContractTest.this::execute, acceptor, mine -> this);

        @Override
        public void send(List<? extends WampMessage> messages) {
            messages.forEach(end::send);
        }

        @Override
        public WampMessage receive() throws InterruptedException {
            return received.poll(Patience.SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public String awaitClose() {
            return closed.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
        }

        @Override
        public void vanish() {
            end.close(CloseReason.NORMAL);
        }

        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            received.add(message);
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            throw new AssertionError(violation);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            throw new AssertionError(why);
        }

        @Override
        public void onClosed(String why) {
            closed.complete(why);
        }
    }
}
