package io.signalbox.bench.relay;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;
import org.eclipse.jetty.websocket.core.server.WebSocketUpgradeHandler;

/**
 * Program that relays the frames of each client to a backend and back, on Jetty's WebSocket, without any check: the measure for the
 * gateway. Arguments: the port to listen on, the URL of the backend.
 */
public final class JettyRelayProgram {
    private JettyRelayProgram() {}

    public static void main(String[] arguments) throws Exception {
        URI backend = URI.create(arguments[1]);
        WebSocketCoreClient client = new WebSocketCoreClient();
        client.start();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(arguments[0]));
        server.addConnector(connector);
        WebSocketUpgradeHandler handler = new WebSocketUpgradeHandler();
        // Otherwise a frame that arrives in parts would become several frames.
        handler.getConfiguration().setAutoFragment(false);
        handler.addMapping("/*", (request, response, callback) -> new Leg(client, backend));
        server.setHandler(handler);
        server.start();
        server.join();
    }

    /** One leg. The leg of the client opens the other one. */
    private static final class Leg implements FrameHandler {
        private final WebSocketCoreClient client;
        private final URI backend;
        private final CompletableFuture<CoreSession> opened = new CompletableFuture<>();
        private Leg other;

        Leg(WebSocketCoreClient client, URI backend) {
            this.client = client;
            this.backend = backend;
        }

        private Leg(Leg other) {
            this(other.client, other.backend);
            this.other = other;
        }

        @Override
        public void onOpen(CoreSession session, Callback callback) {
            opened.complete(session);
            if (other != null) {
                callback.succeeded();
                session.demand();
                return;
            }
            other = new Leg(this);
            try {
                CoreClientUpgradeRequest request = CoreClientUpgradeRequest.from(client, backend, other);
                Configuration.ConfigurationCustomizer whole = new Configuration.ConfigurationCustomizer();
                whole.setAutoFragment(false);
                request.setConfiguration(whole);
                client.connect(request).whenComplete((to, failure) -> connected(session, callback, failure));
            } catch (IOException e) {
                callback.failed(e);
            }
        }

        private static void connected(CoreSession session, Callback callback, Throwable failure) {
            if (failure != null) {
                callback.failed(failure);
            } else {
                callback.succeeded();
                session.demand();
            }
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            Frame copy = new Frame(frame.getOpCode(), frame.isFin(), frame.getPayload());
            boolean isLast = frame.getOpCode() == OpCode.CLOSE;
            other.opened
                    .join()
                    .sendFrame(
                            copy,
                            Callback.from(
                                    () -> {
                                        callback.succeeded();
                                        if (!isLast) {
                                            opened.join().demand();
                                        }
                                    },
                                    callback::failed),
                            false);
        }

        @Override
        public void onError(Throwable cause, Callback callback) {
            callback.succeeded();
        }

        @Override
        public void onClosed(CloseStatus status, Callback callback) {
            if (other != null && other.opened.isDone()) {
                other.opened.join().close(CloseStatus.NORMAL, "", Callback.NOOP);
            }
            callback.succeeded();
        }
    }
}
