package io.signalbox.transport.port;

import io.signalbox.protocol.connection.AllSteps;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.util.Callback;

/** An end point that throws when the test wants it to, once it carries a WebSocket. */
final class FaultyEndPoint implements EndPoint, EndPoint.Wrapper {
    private final EndPoint inner;
    private final SocketFaults faults;

    FaultyEndPoint(EndPoint inner, SocketFaults faults) {
        this.inner = inner;
        this.faults = faults;
    }

    /** HTTP over end points of which the second one and those behind it are faulty. */
    static HttpConnectionFactory http(SocketFaults faults) {
        return new HttpConnectionFactory() {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                return super.newConnection(connector, new FaultyEndPoint(endPoint, faults));
            }
        };
    }

    private boolean isUpgraded() {
        Connection connection = inner.getConnection();
        // HTTP can be upgraded from.
        return connection instanceof Connection.UpgradeTo && !(connection instanceof Connection.UpgradeFrom);
    }

    private void at(String seam) {
        if (isUpgraded()) {
            faults.at(this, seam);
        }
    }

    @Override
    public EndPoint unwrap() {
        return inner;
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        Throwable fault = isUpgraded() ? faults.next(this, "fill") : null;
        if (fault instanceof IOException failure) {
            throw failure;
        }
        AllSteps.rethrow(fault);
        return inner.fill(buffer);
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        at("flush");
        return inner.flush(buffers);
    }

    @Override
    public void write(Callback callback, ByteBuffer... buffers) {
        at("write");
        inner.write(faults.isAsynchronous() && isUpgraded() ? new FailingLate(callback) : callback, buffers);
    }

    /** Fails although all has been written. */
    private final class FailingLate implements Callback {
        private final Callback callback;

        FailingLate(Callback callback) {
            this.callback = callback;
        }

        @Override
        public void succeeded() {
            Throwable fault = faults.next(FaultyEndPoint.this, "write, later");
            if (fault == null) {
                callback.succeeded();
            } else {
                callback.failed(fault);
            }
        }

        @Override
        public void failed(Throwable failure) {
            callback.failed(failure);
        }

        @Override
        public InvocationType getInvocationType() {
            return callback.getInvocationType();
        }
    }

    @Override
    public void fillInterested(Callback callback) {
        at("fillInterested");
        inner.fillInterested(callback);
    }

    @Override
    public void shutdownOutput() {
        at("shutdownOutput");
        inner.shutdownOutput();
    }

    @Override
    public void close() {
        at("close");
        inner.close();
    }

    @Override
    public void close(Throwable cause) {
        at("close");
        inner.close(cause);
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return inner.getLocalSocketAddress();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return inner.getRemoteSocketAddress();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public long getCreatedTimeStamp() {
        return inner.getCreatedTimeStamp();
    }

    @Override
    public boolean isOutputShutdown() {
        return inner.isOutputShutdown();
    }

    @Override
    public boolean isInputShutdown() {
        return inner.isInputShutdown();
    }

    @Override
    public Object getTransport() {
        return inner.getTransport();
    }

    @Override
    public long getIdleTimeout() {
        return inner.getIdleTimeout();
    }

    @Override
    public void setIdleTimeout(long idleTimeout) {
        at("setIdleTimeout");
        inner.setIdleTimeout(idleTimeout);
    }

    @Override
    public boolean tryFillInterested(Callback callback) {
        return inner.tryFillInterested(callback);
    }

    @Override
    public boolean isFillInterested() {
        return inner.isFillInterested();
    }

    @Override
    public Callback cancelWrite(Throwable cause) {
        return inner.cancelWrite(cause);
    }

    @Override
    public Connection getConnection() {
        return inner.getConnection();
    }

    @Override
    public void setConnection(Connection connection) {
        inner.setConnection(connection);
    }

    @Override
    public void onOpen() {
        inner.onOpen();
    }

    @Override
    public void onClose(Throwable cause) {
        inner.onClose(cause);
    }

    @Override
    public void upgrade(Connection connection) {
        inner.upgrade(connection);
    }

    @Override
    public SslSessionData getSslSessionData() {
        return inner.getSslSessionData();
    }
}
