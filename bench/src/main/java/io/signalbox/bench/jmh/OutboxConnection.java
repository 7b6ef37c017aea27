package io.signalbox.bench.jmh;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.outbox.Outbox;
import java.util.Map;

/** Connection with an outbox and without a socket: encodes the flushed messages and discards them. Thread-safe. */
final class OutboxConnection implements WampConnection {
    private static final long MAX_PENDING_BYTES = 64L << 20;
    private static final SlowConsumer TERMS = new SlowConsumer(MAX_PENDING_BYTES, 0, SlowConsumer.Policy.DISCONNECT);
    private static final int FRAMES_PER_TURN = 64;

    private final Serializer serializer;
    private final Outbox outbox;
    private final OutboundFrame[] turn = new OutboundFrame[FRAMES_PER_TURN];
    private volatile boolean paused;

    /** Keeps the JIT compiler from removing the encoding. */
    private byte[] lastBytes;

    OutboxConnection(Serializer serializer, OutboundBudget budget) {
        this.serializer = serializer;
        this.outbox = new Outbox(TERMS, budget, () -> {});
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public PeerInfo peer() {
        return new PeerInfo("bench", "local", "bench", serializer.format(), false, Map.of());
    }

    @Override
    public boolean send(OutboundFrame frame) {
        return switch (outbox.offer(frame)) {
            case FLUSH_NEEDED -> true;
            case APPENDED -> false;
            case REFUSED, DROPPED, DROPPING_BEGINS, OVERFLOW ->
                throw new IllegalStateException("the benchmark outran its outbox");
        };
    }

    @Override
    public synchronized void flush() {
        int count;
        while ((count = outbox.take(turn, MAX_PENDING_BYTES)) > 0) {
            for (int i = 0; i < count; i++) {
                lastBytes = turn[i].bytes(serializer);
                outbox.written(turn[i]);
            }
        }
    }

    synchronized byte[] lastBytes() {
        return lastBytes;
    }

    @Override
    public void close(CloseReason reason) {
        outbox.refuse();
    }

    @Override
    public void pauseReading() {
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public long backlogBytes() {
        return outbox.pendingBytes();
    }
}
