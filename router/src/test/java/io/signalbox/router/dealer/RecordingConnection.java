package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** Connection that records the messages sent and whether reading is paused. */
final class RecordingConnection implements WampConnection {
    final Deque<WampMessage> sent = new ArrayDeque<>();
    boolean paused;
    boolean congested;

    /** Number of calls of {@link #isCongested}. */
    int congestionLooks;

    @Override
    public PeerInfo peer() {
        return new PeerInfo("test", "local", "test", WireFormat.JSON, false, Map.of());
    }

    @Override
    public boolean send(OutboundFrame frame) {
        sent.add(frame.message());
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public void close(CloseReason reason) {}

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
        return 0;
    }

    @Override
    public boolean isCongested() {
        congestionLooks++;
        return congested;
    }
}
