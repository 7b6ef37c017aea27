package io.signalbox.transport.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detection of one of two protocols by the first bytes of a connection, on the selector's thread. Jetty's own factory takes a
 * buffer from the pool for each connection that has not sent a byte yet, loses the buffer if the connection is closed, and waits
 * for a thread of the pool, in the order of the connections. Thread-safe.
 */
final class ProtocolDetection extends AbstractConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ProtocolDetection.class);
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Bytes that one read takes at most. A usual ClientHello is shorter. */
    private static final int BUFFER_BYTES = 2 * 1024;

    private final ConnectionFactory.Detecting detected;
    private final ConnectionFactory other;
    private final HandshakeQueue queue;

    /**
     * Creates the detection of a port.
     *
     * @param detected the protocol that recognizes its first bytes
     * @param other the protocol of all other connections, which takes the bytes as well
     * @param queue runs the upgrade to {@code detected}, and what the upgrade does with the bytes; null for the selector's thread
     */
    ProtocolDetection(ConnectionFactory.Detecting detected, ConnectionFactory other, HandshakeQueue queue) {
        super("[" + detected.getProtocol() + "]");
        this.detected = detected;
        this.other = other;
        this.queue = queue;
        installBean(detected);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new Beginning(connector, endPoint), connector, endPoint);
    }

    /** Connection whose protocol is not known yet. */
    private final class Beginning extends AbstractConnection.NonBlocking
            implements Connection.UpgradeTo, Connection.UpgradeFrom, Runnable {
        private final Connector connector;
        private ByteBuffer read = NOTHING;

        Beginning(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
        }

        @Override
        public void onUpgradeTo(ByteBuffer bytes) {
            read = ByteBuffer.allocate(Math.max(BUFFER_BYTES, bytes.remaining()))
                    .put(bytes)
                    .flip();
        }

        @Override
        public void onOpen() {
            super.onOpen();
            proceed();
        }

        @Override
        public void onFillable() {
            if (read == NOTHING) {
                read = ByteBuffer.allocate(BUFFER_BYTES).flip();
            }
            int filled;
            try {
                filled = getEndPoint().fill(read);
            } catch (IOException e) {
                filled = -1;
            }
            if (filled < 0) {
                getEndPoint().close();
            } else {
                proceed();
            }
        }

        private void proceed() {
            switch (detected.detect(read)) {
                case NEED_MORE_BYTES -> fillInterested();
                case NOT_RECOGNIZED -> upgrade(other);
                case RECOGNIZED -> {
                    if (queue == null) {
                        upgrade(detected);
                    } else {
                        queue.run(this);
                    }
                }
            }
        }

        @Override
        public void run() {
            upgrade(detected);
        }

        private void upgrade(ConnectionFactory protocol) {
            try {
                getEndPoint().upgrade(protocol.newConnection(connector, getEndPoint()));
            } catch (Throwable failure) {
                LOG.error("the connection of {} is closed because of a defect", getEndPoint(), failure);
                getEndPoint().close(failure);
            }
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return read.hasRemaining() ? read : null;
        }

        @Override
        public void onClose(Throwable cause) {
            if (queue != null) {
                queue.remove(this);
            }
            super.onClose(cause);
        }
    }
}
