package io.signalbox.router.realm;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WampMessage;

/**
 * Connection whose methods may all throw. Keeps the contract of transports: an exception of a listener ends the
 * listener's own connection, and a close takes effect even if it throws.
 */
final class FaultyConnection implements WampConnection {
    private final RecordingConnection connection;
    private final Faults faults;

    FaultyConnection(RecordingConnection connection, Faults faults) {
        this.connection = connection;
        this.faults = faults;
    }

    @Override
    public PeerInfo peer() {
        faults.at("connection.peer");
        return connection.peer();
    }

    @Override
    public boolean send(OutboundFrame frame) {
        faults.at("connection.send");
        return connection.send(frame);
    }

    @Override
    public void flush() {
        faults.at("connection.flush");
        connection.flush();
    }

    @Override
    public void close(CloseReason reason) {
        connection.close(reason);
        faults.at("connection.close");
    }

    @Override
    public void pauseReading() {
        faults.at("connection.pauseReading");
        connection.pauseReading();
    }

    @Override
    public void resumeReading() {
        faults.at("connection.resumeReading");
        connection.resumeReading();
    }

    @Override
    public long backlogBytes() {
        return connection.backlogBytes();
    }

    @Override
    public boolean isCongested() {
        faults.at("connection.isCongested");
        return connection.isCongested();
    }

    @Override
    public void overrideSlowConsumer(SlowConsumerOverride role) {
        faults.at("connection.overrideSlowConsumer");
        connection.overrideSlowConsumer(role);
    }

    /** Returns the listener that the transport calls. */
    ConnectionListener guarded(ConnectionListener listener) {
        return new ConnectionListener() {
            @Override
            public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
                guard(() -> listener.onMessage(message, sizeBytes, flushes));
            }

            @Override
            public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
                guard(() -> listener.onViolation(violation, closing, flushes));
            }

            @Override
            public void onPeerCloses(String why, FlushBatch flushes) {
                guard(() -> listener.onPeerCloses(why, flushes));
            }

            @Override
            public void onSlow(SlowConsumer.Policy applied) {
                guard(() -> listener.onSlow(applied));
                if (applied == SlowConsumer.Policy.DISCONNECT) {
                    connection.close(CloseReason.policy("too slow"));
                }
            }

            @Override
            public void onTooLong(WampMessage message) {
                guard(() -> listener.onTooLong(message));
            }

            @Override
            public void onClosed(String why) {
                connection.close(CloseReason.NORMAL);
                guard(() -> listener.onClosed(why));
            }
        };
    }

    private void guard(Runnable delivery) {
        try {
            delivery.run();
        } catch (Throwable failure) {
            connection.close(CloseReason.internalError("internal error"));
        }
    }
}
