package io.signalbox.transport;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.function.Supplier;

/** A connection that cannot be flushed. */
final class FailingConnection implements WampConnection {
    private final Supplier<Throwable> fault;
    private volatile CloseReason closedWith;

    FailingConnection(Supplier<Throwable> fault) {
        this.fault = fault;
    }

    /** What it was closed with, or null. */
    CloseReason closedWith() {
        return closedWith;
    }

    @Override
    public PeerInfo peer() {
        return new PeerInfo("test", "local", "test", WireFormat.JSON, false, Map.of());
    }

    @Override
    public boolean send(OutboundFrame frame) {
        return true;
    }

    @Override
    public void flush() {
        AllSteps.rethrow(fault.get());
    }

    @Override
    public void close(CloseReason reason) {
        closedWith = reason;
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
