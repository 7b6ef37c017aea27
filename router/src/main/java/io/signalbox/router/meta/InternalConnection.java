package io.signalbox.router.meta;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The way from a realm to the session that the realm has itself. What is sent arrives at once, inside the realm's loop;
 * the receiver only takes notes.
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
