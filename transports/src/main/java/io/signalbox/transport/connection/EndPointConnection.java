package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** What Jetty tells about the end point of one connection. */
final class EndPointConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FramedConnection connection;

    /** What was read together with the handshake. */
    private ByteBuffer before = NOTHING;

    EndPointConnection(EndPoint endPoint, Executor executor, FramedConnection connection) {
        super(endPoint, executor);
        this.connection = connection;
    }

    @Override
    public void onUpgradeTo(ByteBuffer bytes) {
        if (bytes != null && bytes.hasRemaining()) {
            before = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        // A quiet session lives on; a dead peer is found by PINGs.
        getEndPoint().setIdleTimeout(0);
        connection.open(before);
        before = NOTHING;
    }

    @Override
    public void onFillable() {
        connection.fillable();
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        connection.end("the peer has gone");
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        connection.end("the peer has gone");
    }

    @Override
    public boolean onIdleExpired(TimeoutException expired) {
        return false;
    }
}
