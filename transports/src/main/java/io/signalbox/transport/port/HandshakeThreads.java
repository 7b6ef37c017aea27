package io.signalbox.transport.port;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;

/**
 * Protocol directly inside TLS: has the TLS handshake run on the threads of the pool, because its signatures take
 * milliseconds, for which a selector would serve none of its connections. The first decrypted bytes go to the next
 * protocol. Thread-safe.
 */
final class HandshakeThreads extends AbstractConnectionFactory {
    static final String NAME = "handshake";

    private static final int BUFFER_BYTES = 4 * 1024;

    private final ConnectionFactory next;

    HandshakeThreads(ConnectionFactory next) {
        super(NAME);
        this.next = next;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new Handshaking(connector, endPoint), connector, endPoint);
    }

    /** Connection whose reads may block, so that Jetty does not run them, and the handshake in them, on a selector's thread. */
    private final class Handshaking extends AbstractConnection implements Connection.UpgradeFrom {
        private final Connector connector;
        private ByteBuffer decrypted;

        Handshaking(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            fillInterested();
        }

        @Override
        public void onFillable() {
            ByteBuffer read = ByteBuffer.allocate(BUFFER_BYTES).flip();
            int filled;
            try {
                filled = getEndPoint().fill(read);
            } catch (IOException e) {
                filled = -1;
            }
            if (filled < 0) {
                getEndPoint().close();
            } else if (filled == 0) {
                fillInterested();
            } else {
                decrypted = read;
                getEndPoint().upgrade(next.newConnection(connector, getEndPoint()));
            }
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return decrypted;
        }
    }
}
