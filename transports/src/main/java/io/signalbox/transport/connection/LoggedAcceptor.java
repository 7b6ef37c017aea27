package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WampMessage;

/** Acceptor that writes the messages of the connections of another acceptor to the log. Thread-safe. */
record LoggedAcceptor(ConnectionAcceptor acceptor) implements ConnectionAcceptor {

    @Override
    public ConnectionListener accept(WampConnection connection) {
        FrameLog log = new FrameLog(connection.peer());
        log.note("opened");
        return new LoggedListener(acceptor.accept(new LoggedConnection(connection, log)), log);
    }

    private record LoggedConnection(WampConnection connection, FrameLog log) implements WampConnection {
        @Override
        public PeerInfo peer() {
            return connection.peer();
        }

        @Override
        public boolean send(OutboundFrame frame) {
            log.sent(frame.message());
            return connection.send(frame);
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

        @Override
        public boolean isCongested() {
            return connection.isCongested();
        }

        @Override
        public void overrideSlowConsumer(SlowConsumerOverride role) {
            connection.overrideSlowConsumer(role);
        }
    }

    private record LoggedListener(ConnectionListener listener, FrameLog log) implements ConnectionListener {
        @Override
        public boolean hasSession() {
            return listener.hasSession();
        }

        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
            log.read(message, sizeBytes);
            listener.onMessage(message, sizeBytes, flushes);
        }

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
            log.note("violation: " + violation.getMessage());
            listener.onViolation(violation, closing, flushes);
        }

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {
            listener.onPeerCloses(why, flushes);
        }

        @Override
        public void onSlow(SlowConsumer.Policy applied) {
            log.note("reads too slowly: " + applied.configName());
            listener.onSlow(applied);
        }

        @Override
        public void onTooLong(WampMessage message) {
            listener.onTooLong(message);
        }

        @Override
        public void onClosed(String why) {
            log.note("ended: " + why);
            listener.onClosed(why);
        }
    }
}
