package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * RawSocket protocol of a connecting transport, with one serializer: a RawSocket handshake offers no second one.
 *
 * <p>Thread-safe.
 */
public final class RawSocketClient implements ClientProtocol<WampConnection> {
    private final String id;
    private final WireFormat format;
    private final LengthExponent announced;
    private final ConnectionContext context;
    private final boolean debug;

    /**
     * Creates the protocol of one transport.
     *
     * @param id the listener in {@link PeerInfo}
     * @param context has the acceptor that gets the connections
     * @param debug whether control frames are written to the log
     */
    public RawSocketClient(
            String id, WireFormat format, RawSocketSettings settings, ConnectionContext context, boolean debug) {
        this.id = id;
        this.format = format;
        this.announced = settings.announced();
        this.context = context;
        this.debug = debug;
    }

    @Override
    public String awaited() {
        return "the answer to the RawSocket handshake";
    }

    @Override
    public Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<WampConnection> opening) {
        return new RawSocketClientHandshake(endPoint, executor, opening, this);
    }

    WireFormat format() {
        return format;
    }

    LengthExponent announced() {
        return announced;
    }

    /** @param peers the longest message that the router accepts */
    FramedConnection connection(EndPoint endPoint, Executor executor, LengthExponent peers) {
        PeerInfo peer = new PeerInfo(
                id,
                "rawsocket",
                PeerAddress.text(endPoint.getRemoteSocketAddress()),
                format,
                endPoint.isSecure(),
                Map.of(),
                "",
                "",
                RoundEndPoint.tls(endPoint),
                Optional.empty());
        RawSocketFraming framing =
                new RawSocketFraming(announced.bytes(), peers.bytes(), debug ? new FrameLog(peer) : null);
        MessageFormat messages = MessageFormat.withRouter(new Subprotocol(format, false), context);
        return new FramedConnection(endPoint, executor, peer, messages, framing, context);
    }
}
