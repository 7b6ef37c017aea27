package io.signalbox.bench.jmh;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Connection without a socket: encodes each message and discards it. Confined to one thread. */
final class EncodingConnection implements WampConnection {

    private final Serializer serializer;
    private final Queue<OutboundFrame> outbox = new ArrayDeque<>();
    /** Keeps the JIT compiler from removing the encoding. */
    byte[] lastBytes;

    EncodingConnection(Serializer serializer) {
        this.serializer = serializer;
    }

    @Override
    public PeerInfo peer() {
        return new PeerInfo("bench", "local", "bench", serializer.format(), false, Map.<String, List<String>>of());
    }

    @Override
    public boolean send(OutboundFrame frame) {
        outbox.add(frame);
        return outbox.size() == 1;
    }

    @Override
    public void flush() {
        for (OutboundFrame frame = outbox.poll(); frame != null; frame = outbox.poll()) {
            lastBytes = frame.bytes(serializer);
        }
    }

    @Override
    public void close(CloseReason reason) {
        outbox.clear();
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
        long sum = 0;
        for (OutboundFrame frame : outbox) {
            sum += frame.heldBytes();
        }
        return sum;
    }
}
