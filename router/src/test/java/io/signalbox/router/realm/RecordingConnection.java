package io.signalbox.router.realm;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Connection that records frames: in the outbox until the flush, then as received. */
final class RecordingConnection implements WampConnection {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    final List<OutboundFrame> outbox = new ArrayList<>();
    final ArrayDeque<WampMessage> received = new ArrayDeque<>();
    final List<OutboundFrame> frames = new ArrayList<>();
    CloseReason closedWith;
    boolean paused;
    int pauses;
    int flushes;
    SlowConsumerOverride slowConsumer;
    /** Bytes that the client has not read, in addition to the outbox. */
    long unreadBytes;

    Runnable onFlush = () -> {};

    /** Longest encoded message that the peer accepts; longer messages go to {@link #onTooLong}. */
    int maxMessageBytes = Integer.MAX_VALUE;

    Consumer<WampMessage> onTooLong = message -> {};

    @Override
    public PeerInfo peer() {
        return new PeerInfo("public", "local", "127.0.0.1:1", WireFormat.JSON, false, Map.of());
    }

    @Override
    public boolean send(OutboundFrame frame) {
        if (closedWith != null) {
            return false;
        }
        outbox.add(frame);
        return outbox.size() == 1;
    }

    @Override
    public void flush() {
        flushes++;
        onFlush.run();
        for (OutboundFrame frame : outbox) {
            if (isTooLong(frame)) {
                onTooLong.accept(frame.message());
            } else {
                frames.add(frame);
                received.add(frame.message());
            }
        }
        outbox.clear();
    }

    private boolean isTooLong(OutboundFrame frame) {
        return maxMessageBytes < Integer.MAX_VALUE && frame.bytes(JSON).length > maxMessageBytes;
    }

    @Override
    public void close(CloseReason reason) {
        if (closedWith == null) {
            closedWith = reason;
            flush();
        }
    }

    @Override
    public void pauseReading() {
        pauses += paused ? 0 : 1;
        paused = true;
    }

    @Override
    public void resumeReading() {
        paused = false;
    }

    @Override
    public long backlogBytes() {
        return unreadBytes + outbox.size();
    }

    @Override
    public void overrideSlowConsumer(SlowConsumerOverride role) {
        slowConsumer = role;
    }
}
