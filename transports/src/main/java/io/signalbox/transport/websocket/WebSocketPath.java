package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.PlainText;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The path at which peers open WebSockets: judges each request and upgrades those that may pass. */
public final class WebSocketPath extends Handler.Abstract.NonBlocking {
    private final String listenerId;
    private final WebSocketSettings settings;
    private final ConnectionContext context;
    private final TransportCounters counters;
    private final OriginCheck origins;

    private WebSocketPath(String listenerId, WebSocketSettings settings, ConnectionResources resources) {
        this.listenerId = listenerId;
        this.settings = settings;
        this.context = new ConnectionContext(settings.connections(), resources);
        this.counters = resources.counters();
        this.origins = new OriginCheck(
                settings.origins().patterns(), settings.origins().allowNull());
    }

    /** WebSockets at {@code path} and below it; {@code listenerId} is what the peers' {@link PeerInfo} names. */
    public static HostPath at(
            String path, String listenerId, WebSocketSettings settings, ConnectionResources resources) {
        return new HostPath(path, "ws", new WebSocketPath(listenerId, settings, resources));
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
        if (!Handshake.isUpgrade(request)) {
            Handshake.askForUpgrade(response);
            return refuse(
                    HttpStatus.UPGRADE_REQUIRED_426,
                    "This is a WAMP router; connect with a WebSocket client and one of the subprotocols " + spoken()
                            + ".",
                    response,
                    callback);
        }
        if (!Handshake.hasKey(request)) {
            return refuse(HttpStatus.BAD_REQUEST_400, "Sec-WebSocket-Key is missing or wrong.", response, callback);
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (!origins.allows(origin)) {
            String text = "The origin " + origin + " is not allowed here.";
            return refuse(HttpStatus.FORBIDDEN_403, text, response, callback);
        }
        List<String> offered =
                Subprotocol.offered(request.getHeaders().getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL));
        Optional<Subprotocol> chosen = Subprotocol.choose(offered, settings.formats());
        if (chosen.isPresent()) {
            upgrade(request, response, callback, chosen.get(), true);
        } else if (offered.isEmpty() && !settings.requireSubprotocol()) {
            upgrade(request, response, callback, new Subprotocol(WireFormat.JSON, false), false);
        } else {
            String text = (offered.isEmpty() ? "No subprotocol was asked for" : "None of the subprotocols is known")
                    + "; this path speaks "
                    + spoken() + ".";
            return refuse(HttpStatus.BAD_REQUEST_400, text, response, callback);
        }
        return true;
    }

    /** What a client may ask for, for people. */
    private String spoken() {
        StringJoiner names = new StringJoiner(", ");
        for (WireFormat format : settings.formats()) {
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

    private void upgrade(
            Request request, Response response, Callback callback, Subprotocol subprotocol, boolean named) {
        Connector connector = request.getConnectionMetaData().getConnector();
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        PeerInfo peer = Handshake.peer(request, listenerId, subprotocol.format());
        boolean isBinary = subprotocol.format().isBinary();
        Framing framing =
                new WebSocketFraming(WebSocketFraming.Role.SERVER, isBinary, settings.maxFrameOrMessageBytes());
        MessageFormat format = MessageFormat.withClient(subprotocol, context);
        FramedConnection connection =
                new FramedConnection(endPoint, connector.getExecutor(), peer, format, framing, context);
        String name = named ? subprotocol.wireName() : null;
        Handshake.accept(request, response, callback, connection.jetty(), name);
    }
}
