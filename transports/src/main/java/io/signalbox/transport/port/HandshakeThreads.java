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
 * Protocol directly inside TLS: has the TLS handshake run on threads of the pool, because its signatures take milliseconds,
 * for which a selector would serve none of its connections. The first decrypted bytes go to the next protocol. Thread-safe.
 */
final class HandshakeThreads extends AbstractConnectionFactory {
    static final String NAME = "handshake";

    private static final Logger LOG = LoggerFactory.getLogger(HandshakeThreads.class);
    private static final int BUFFER_BYTES = 4 * 1024;

    private final HandshakeQueue queue;
    private final ConnectionFactory next;

    HandshakeThreads(HandshakeQueue queue, ConnectionFactory next) {
        super(NAME);
        this.queue = queue;
        this.next = next;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new Handshaking(connector, endPoint), connector, endPoint);
    }

    /** Connection whose reads, and the handshake in them, are steps in the queue. */
    private final class Handshaking extends AbstractConnection.NonBlocking implements Connection.UpgradeFrom, Runnable {
        private final Connector connector;
        private ByteBuffer read;

        Handshaking(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
        }

        /** Begins with the bytes that have arrived, because a step of the queue opens this connection. */
        @Override
        public void onOpen() {
            super.onOpen();
            run();
        }

        @Override
        public void onFillable() {
            queue.run(this);
        }

        /** Performs the handshake as far as the bytes of the client go. */
        @Override
        public void run() {
            try {
                if (read == null) {
                    read = ByteBuffer.allocate(BUFFER_BYTES).flip();
                }
                int filled = getEndPoint().fill(read);
                if (filled < 0) {
                    getEndPoint().close();
                } else if (filled == 0) {
                    fillInterested();
                } else {
                    getEndPoint().upgrade(next.newConnection(connector, getEndPoint()));
                }
            } catch (IOException e) {
                getEndPoint().close();
            } catch (Throwable failure) {
                LOG.error("the connection of {} is closed because of a defect", getEndPoint(), failure);
                getEndPoint().close(failure);
            }
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return read;
        }

        @Override
        public void onClose(Throwable cause) {
            queue.remove(this);
            super.onClose(cause);
        }
    }
}
