package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.http.RoundEndPoint;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.WebSocketComponents;

/** The path at which peers open WebSockets: judges each request and upgrades those that may pass. */
public final class WebSocketPath extends Handler.Abstract.NonBlocking {
    private final String listenerId;
    private final PathContext context;
    private final OriginCheck origins;

    // The last one is an executor that nothing here uses: Jetty's own would be eight more threads for each path.
    private final WebSocketComponents components = new WebSocketComponents(null, null, null, null, null, Runnable::run);

    private WebSocketPath(String listenerId, WebSocketSettings settings, WebSocketResources resources) {
        this.listenerId = listenerId;
        PeerWarnings warnings = new PeerWarnings(System::nanoTime);
        this.context = new PathContext(
                settings,
                resources,
                new ConnectionWatch(warnings),
                warnings,
                ThreadLocal.withInitial(FlushScratch::new));
        this.origins = new OriginCheck(
                settings.origins().patterns(), settings.origins().allowNull());
        installBean(components);
    }

    /** WebSockets at {@code path} and below it; {@code listenerId} is what the peers' {@link PeerInfo} names. */
    public static HostPath at(
            String path, String listenerId, WebSocketSettings settings, WebSocketResources resources) {
        return new HostPath(path, "ws", new WebSocketPath(listenerId, settings, resources));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        context.watch().start(getServer().getScheduler());
    }

    @Override
    protected void doStop() throws Exception {
        context.watch().stop();
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
        Optional<Subprotocol> chosen =
                Subprotocol.choose(offered, context.settings().formats());
        if (chosen.isPresent()) {
            upgrade(request, response, callback, chosen.get(), true);
        } else if (offered.isEmpty() && !context.settings().requireSubprotocol()) {
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
        for (WireFormat format : context.settings().formats()) {
            names.add(new Subprotocol(format, false).wireName());
            names.add(new Subprotocol(format, true).wireName());
        }
        return names.toString();
    }

    private boolean refuse(int status, String text, Response response, Callback callback) {
        context.resources().counters().handshakesRefused.increment();
        PlainText.answer(status, text, response, callback);
        return true;
    }

    private void upgrade(
            Request request, Response response, Callback callback, Subprotocol subprotocol, boolean named) {
        Connector connector = request.getConnectionMetaData().getConnector();
        RoundEndPoint endPoint =
                (RoundEndPoint) request.getConnectionMetaData().getConnection().getEndPoint();
        PeerInfo peer = Handshake.peer(request, listenerId, subprotocol.format());
        WampWebSocket connection = new WampWebSocket(peer, subprotocol, context, endPoint);
        FrameHeads heads = new FrameHeads(context.settings().maxFrameOrMessageBytes());
        String name = named ? subprotocol.wireName() : null;
        UpgradedConnection upgraded =
                UpgradedConnection.create(connector, endPoint, components, new FrameReceiver(connection), heads, name);
        Handshake.accept(request, response, callback, upgraded, name);
    }
}
