package io.signalbox.router.meta;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Connection of a realm's own session. Passes each frame to its receiver at once, inside the realm's loop. The receiver
 * only records the frame and submits follow-ups. Confined to the realm's loop.
 */
final class InternalConnection implements WampConnection {
    private static final PeerInfo PEER = new PeerInfo("", "local", "", WireFormat.JSON, false, Map.of());

    private final Consumer<OutboundFrame> receiver;

    InternalConnection(Consumer<OutboundFrame> receiver) {
        this.receiver = receiver;
    }

    @Override
    public PeerInfo peer() {
        return PEER;
    }

    @Override
    public boolean send(OutboundFrame frame) {
        receiver.accept(frame);
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public void close(CloseReason reason) {}

    @Override
    public void pauseReading() {}

    @Override
    public void resumeReading() {}

    @Override
    public long backlogBytes() {
        return 0;
    }
}
