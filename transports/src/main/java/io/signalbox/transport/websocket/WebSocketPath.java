package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.PlainText;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Handler of a WebSocket path: checks each handshake and upgrades the connection. Thread-safe. */
public final class WebSocketPath extends Handler.Abstract.NonBlocking {
    private final String listenerId;
    private final Set<WireFormat> formats;
    private final boolean debug;
    private final WebSocketSettings.Requests requests;
    private final WebSocketSettings settings;
    private final DeflateMemory deflateMemory;
    private final String server;
    private final ConnectionContext context;
    private final TransportCounters counters;
    private final OriginCheck origins;
    private final ClientRecognition recognition;

    private WebSocketPath(
            String listenerId,
            Set<WireFormat> formats,
            boolean debug,
            WebSocketSettings settings,
            WebSocketResources resources) {
        ConnectionResources connections = resources.connections();
        this.listenerId = listenerId;
        this.debug = debug;
        this.formats = formats;
        this.requests = settings.requests();
        this.settings = settings;
        this.deflateMemory = resources.deflate();
        this.server = requests.showServerVersion() ? resources.agent() : resources.agentName();
        this.context = new ConnectionContext(settings.connections(), debug ? connections.logged() : connections);
        this.counters = connections.counters();
        this.origins = new OriginCheck(requests.allowedOrigins(), requests.allowNullOrigin());
        this.recognition = resources.recognition();
    }

    /**
     * Returns the handler of {@code path} and all paths below it.
     *
     * @param listenerId the listener in {@link PeerInfo}
     * @param formats the formats that clients may choose, batched or not
     * @param debug whether all frames are written to the log
     */
    public static HostPath at(
            String path,
            String listenerId,
            Set<WireFormat> formats,
            boolean debug,
            WebSocketSettings settings,
            WebSocketResources resources) {
        return new HostPath(
                path,
                "ws",
                new WebSocketPath(
                        listenerId, Collections.unmodifiableSet(EnumSet.copyOf(formats)), debug, settings, resources));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        context.start(getServer().getScheduler());
    }

    @Override
    protected void doStop() throws Exception {
        context.stop();
        super.doStop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.SERVER, server);
        if (!Handshake.isUpgrade(request)) {
            String text = "This is a WAMP router; connect with a WebSocket client and one of the subprotocols "
                    + spoken() + ".";
            if (requests.enableWebstatus() && Handshake.isForPage(request)) {
                PlainText.answer(HttpStatus.OK_200, text, response, callback);
                return true;
            }
            Handshake.askForUpgrade(response);
            return refuse(HttpStatus.UPGRADE_REQUIRED_426, text, response, callback);
        }
        if (!Handshake.hasKey(request)) {
            return refuse(HttpStatus.BAD_REQUEST_400, "Sec-WebSocket-Key is missing or wrong.", response, callback);
        }
        if (!Handshake.isForPort(requests.externalPort(), request)) {
            String text = "The Host header names another port than "
                    + requests.externalPort().getAsInt() + ".";
            return refuse(HttpStatus.BAD_REQUEST_400, text, response, callback);
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (!origins.allows(origin)) {
            String text = "The origin " + origin + " is not allowed here.";
            return refuse(HttpStatus.FORBIDDEN_403, text, response, callback);
        }
        List<String> offered =
                Subprotocol.offered(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL));
        Optional<Subprotocol> chosen = Subprotocol.choose(offered, formats);
        if (chosen.isPresent()) {
            response.getHeaders()
                    .put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, chosen.get().wireName());
            upgrade(request, response, callback, chosen.get());
        } else if (offered.isEmpty() && !requests.requireWebsocketSubprotocol()) {
            upgrade(request, response, callback, new Subprotocol(WireFormat.JSON, false));
        } else {
            String text = (offered.isEmpty() ? "No subprotocol was asked for" : "None of the subprotocols is known")
                    + "; this path speaks "
                    + spoken() + ".";
            return refuse(HttpStatus.BAD_REQUEST_400, text, response, callback);
        }
        return true;
    }

    /** Returns the names of the subprotocols, for people. */
    private String spoken() {
        StringJoiner names = new StringJoiner(", ");
        for (WireFormat format : formats) {
            names.add(new Subprotocol(format, false).wireName());
            names.add(new Subprotocol(format, true).wireName());
        }
        return names.toString();
    }

    private boolean refuse(int status, String text, Response response, Callback callback) {
        counters.handshakesRefused.increment();
        PlainText.answer(status, text, response, callback);
        return true;
    }

    private void upgrade(Request request, Response response, Callback callback, Subprotocol subprotocol) {
        Connector connector = request.getConnectionMetaData().getConnector();
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        PeerInfo peer = Handshake.peer(request, response, listenerId, subprotocol, recognition);
        Framing framing = framing(request, response, peer);
        try {
            MessageFormat format = MessageFormat.withClient(subprotocol, context);
            FramedConnection connection =
                    new FramedConnection(endPoint, connector.getExecutor(), peer, format, framing, context);
            // A connection whose handshake cannot be written never begins, so its end does not release the framing.
            Callback ending = Callback.from(callback.getInvocationType(), callback::succeeded, failure -> {
                framing.end();
                callback.failed(failure);
            });
            Handshake.accept(request, response, ending, connection.jetty());
        } catch (Throwable failure) {
            framing.end();
            throw failure;
        }
    }

    private Framing framing(Request request, Response response, PeerInfo peer) {
        PerMessageDeflate deflate = settings.deflate()
                .flatMap(accepted -> PerMessageDeflate.agree(request, response, accepted, deflateMemory))
                .orElse(null);
        return new WebSocketFraming(
                WebSocketFraming.Role.SERVER,
                peer.format().isBinary(),
                settings.frames(),
                debug ? new FrameLog(peer) : null,
                deflate);
    }
}
