package io.signalbox.transport.connecting;

import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.tls.ConnectingTls;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;

/** TLS between a connected socket and the protocol of the router. Immutable and thread-safe. */
record TlsLayer<C>(ConnectingTls tls, Endpoint.Tcp router, ClientProtocol<C> protocol, ConnectingSelectors selectors) {

    /** Returns the connection of Jetty that performs the TLS handshake and then the handshake of the protocol. */
    Connection over(EndPoint endPoint, ClientOpening<C> opening) {
        SslConnection connection = new SslConnection(
                selectors.buffers(), selectors.executor(), null, endPoint, tls.engine(router.host(), router.port()));
        connection.setRenegotiationAllowed(false);
        opening.awaits("the TLS handshake");
        connection.addHandshakeListener(new Handshakes(opening, protocol.awaited()));
        EndPoint decrypted = connection.getSslEndPoint();
        decrypted.setConnection(protocol.handshake(decrypted, selectors.executor(), opening));
        // Gives back the buffers of TLS.
        opening.outcome().whenComplete((opened, failure) -> {
            if (failure != null) {
                decrypted.close();
            }
        });
        return connection;
    }

    private record Handshakes(ClientOpening<?> opening, String awaited) implements SslHandshakeListener {
        @Override
        public void handshakeSucceeded(Event event) {
            opening.awaits(awaited);
        }

        @Override
        public void handshakeFailed(Event event, Throwable failure) {
            opening.failByTls(failure);
        }
    }
}
