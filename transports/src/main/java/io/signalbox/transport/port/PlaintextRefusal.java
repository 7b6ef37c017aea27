package io.signalbox.transport.port;

import io.signalbox.transport.TransportCounters;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;

/**
 * Protocol for plain text on a port with TLS: answers HTTP with status 400, and closes every other connection.
 * Thread-safe.
 */
final class PlaintextRefusal extends AbstractConnectionFactory {
    private static final String TEXT = "This port takes encrypted connections only: use https or wss.\n";
    private static final String ANSWER = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain;charset=utf-8\r\n"
            + "Content-Length: " + TEXT.length() + "\r\nConnection: close\r\n\r\n" + TEXT;

    private final TransportCounters counters;

    PlaintextRefusal(TransportCounters counters) {
        super("plaintext");
        this.counters = counters;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return new Refusing(endPoint, connector.getExecutor());
    }

    private final class Refusing extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
        private boolean isHttp;

        Refusing(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
        }

        @Override
        public void onUpgradeTo(ByteBuffer bytes) {
            isHttp = bytes != null && bytes.hasRemaining() && Character.isUpperCase(bytes.get(bytes.position()));
        }

        @Override
        public void onOpen() {
            super.onOpen();
            counters.handshakesRefused.increment();
            if (isHttp) {
                ByteBuffer answer = ByteBuffer.wrap(ANSWER.getBytes(StandardCharsets.US_ASCII));
                getEndPoint()
                        .write(
                                Callback.from(getEndPoint()::close, failure -> getEndPoint()
                                        .close()),
                                answer);
            } else {
                getEndPoint().close();
            }
        }

        @Override
        public void onFillable() {
            getEndPoint().close();
        }
    }
}
