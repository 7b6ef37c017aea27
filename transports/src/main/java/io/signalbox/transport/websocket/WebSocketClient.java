package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * WebSocket protocol of a connecting transport: opens WebSockets over connected sockets.
 *
 * <p>Thread-safe.
 */
public final class WebSocketClient implements ClientProtocol<WampConnection> {
    private final String id;
    private final URI uri;
    private final WebSocketClientSettings settings;
    private final ConnectionContext context;
    private final DeflateMemory deflateMemory;
    private final boolean debug;

    /**
     * Creates the protocol of one transport.
     *
     * @param id the listener in {@link PeerInfo}
     * @param uri the URI of the requests, with a host and without a fragment
     * @param context has the acceptor that gets the connections
     * @param deflateMemory the limit of the memory of compressed connections
     * @param debug whether control frames are written to the log
     */
    public WebSocketClient(
            String id,
            URI uri,
            WebSocketClientSettings settings,
            ConnectionContext context,
            DeflateMemory deflateMemory,
            boolean debug) {
        this.id = id;
        this.uri = uri;
        this.settings = settings;
        this.context = context;
        this.deflateMemory = deflateMemory;
        this.debug = debug;
    }

    @Override
    public String awaited() {
        return "the answer to the WebSocket handshake";
    }

    @Override
    public Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<WampConnection> opening) {
        List<String> offered =
                settings.subprotocols().stream().map(Subprotocol::wireName).toList();
        Optional<DeflateOffer> offer = settings.deflate().flatMap(deflate -> DeflateOffer.of(deflate, deflateMemory));
        opening.outcome().whenComplete((opened, failure) -> {
            if (failure != null) {
                offer.ifPresent(DeflateOffer::withdraw);
            }
        });
        return new ClientHandshake<>(
                        new ClientHandshake.Request(uri, offered, HttpFields.EMPTY),
                        offer,
                        opening,
                        (upgraded, answer) ->
                                connection(upgraded, executor, answer, offer).opened())
                .over(endPoint, executor);
    }

    private FramedConnection connection(
            EndPoint endPoint, Executor executor, ClientHandshake.Answer answer, Optional<DeflateOffer> offer) {
        Subprotocol subprotocol = Subprotocol.byName(answer.subprotocol()).orElseThrow();
        PeerInfo peer = new PeerInfo(
                id,
                "websocket",
                PeerAddress.text(endPoint.getRemoteSocketAddress()),
                subprotocol.format(),
                endPoint.isSecure(),
                Handshake.byName(answer.headers()),
                "",
                answer.subprotocol(),
                RoundEndPoint.tls(endPoint),
                Optional.empty());
        Optional<PerMessageDeflate> deflate = offer.flatMap(made -> made.settle(answer));
        WebSocketFraming framing = new WebSocketFraming(
                WebSocketFraming.Role.CLIENT,
                subprotocol.format().isBinary(),
                new FrameTerms(settings.maxFrameBytes(), Integer.MAX_VALUE, true),
                debug ? new FrameLog(peer) : null,
                deflate.orElse(null));
        MessageFormat format = MessageFormat.withRouter(subprotocol, context);
        return new FramedConnection(endPoint, executor, peer, format, framing, context);
    }
}
