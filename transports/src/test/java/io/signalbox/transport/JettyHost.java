package io.signalbox.transport;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/** A started server on Jetty's WebSocket, which accepts the first subprotocol and the extensions that it is offered. */
public final class JettyHost implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server, 1, 1);
    private final BlockingQueue<JettyPeer> peers = new LinkedBlockingQueue<>();

    public JettyHost() throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        WebSocketUpgradeHandler handler = new WebSocketUpgradeHandler();
        handler.getConfiguration().setMaxFrameSize(64 << 10);
        handler.getConfiguration().setAutoFragment(true);
        handler.addMapping("/*", this::negotiate);
        server.setHandler(handler);
        server.start();
    }

    private FrameHandler negotiate(ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
        response.setAcceptedSubProtocol(request.getSubProtocols().get(0));
        JettyPeer peer = new JettyPeer();
        peers.add(peer);
        return peer;
    }

    public URI uri() {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/ws");
    }

    /** The server's end of the next connection. */
    public JettyPeer accept() throws InterruptedException {
        return peers.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
