package io.signalbox.transport.websocket;

import io.signalbox.transport.http.RoundEndPoint;
import io.signalbox.transport.http.SelectRound;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.Behavior;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.ExtensionStack;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.Negotiated;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.eclipse.jetty.websocket.core.WebSocketConstants;
import org.eclipse.jetty.websocket.core.WebSocketCoreSession;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.eclipse.jetty.websocket.core.exception.MessageTooLargeException;

/** Jetty's WebSocket on a socket that is read in select rounds, without extensions. */
final class UpgradedConnection extends WebSocketConnection {
    /** One read per turn. The buffer is pooled and held only while it is parsed. */
    private static final int INPUT_BUFFER_BYTES = 16 * 1024;

    /** Small frames are gathered here; pooled likewise, and held only until they are written. */
    static final int OUTPUT_BUFFER_BYTES = 64 * 1024;

    private final FrameHeads heads;

    private UpgradedConnection(
            Connector connector, RoundEndPoint endPoint, WebSocketCoreSession session, FrameHeads heads) {
        super(
                endPoint,
                new RoundExecutor(connector.getExecutor(), endPoint.round()),
                connector.getScheduler(),
                endPoint.round().buffers(),
                session);
        this.heads = heads;
        setUseInputDirectByteBuffers(true);
        setUseOutputDirectByteBuffers(true);
    }

    /** A connection that begins when the handshake is answered; {@code subprotocol} may be null. */
    static UpgradedConnection create(
            Connector connector,
            RoundEndPoint endPoint,
            WebSocketComponents components,
            FrameReceiver receiver,
            FrameHeads heads,
            String subprotocol) {
        ExtensionStack none = new ExtensionStack(components, Behavior.SERVER);
        none.negotiate(List.of(), List.of());
        Negotiated negotiated = new Negotiated(
                URI.create("/"), subprotocol, endPoint.isSecure(), none, WebSocketConstants.SPEC_VERSION_STRING);
        Session session = new Session(receiver, negotiated, components, endPoint);
        endPoint.observeReads(new RoundEndPoint.ReadObserver() {
            @Override
            public void read(ByteBuffer bytes) {
                heads.read(bytes);
            }

            @Override
            public void beforeNext() {
                if (heads.exceeded()) {
                    session.cannotBeRead(new MessageTooLargeException("announced"));
                }
            }
        });
        session.setInputBufferSize(INPUT_BUFFER_BYTES);
        session.setOutputBufferSize(OUTPUT_BUFFER_BYTES);
        // Frames arrive in the pieces in which they are read, so that no memory is taken by a declared length; the
        // bounds are judged as the pieces are put together.
        session.setAutoFragment(true);
        session.setMaxFrameSize(0);
        // A quiet session lives on; a dead peer is found by PINGs.
        session.setIdleTimeout(Duration.ofMillis(-1));
        UpgradedConnection connection = new UpgradedConnection(connector, endPoint, session, heads);
        session.setWebSocketConnection(connection);
        return connection;
    }

    /** Takes what had been read together with the handshake. */
    @Override
    public void onUpgradeTo(ByteBuffer buffer) {
        heads.read(buffer);
        super.onUpgradeTo(buffer);
    }

    /**
     * Jetty closes at once behind a frame that breaks the protocol, and the answers to what came before would be lost.
     * So such a frame goes the way of all messages instead, and what comes behind it is thrown away until the end.
     */
    private static final class Session extends WebSocketCoreSession {
        private final FrameReceiver receiver;
        private final RoundEndPoint endPoint;

        /** Confined to reading. */
        private boolean unreadable;

        Session(FrameReceiver receiver, Negotiated negotiated, WebSocketComponents components, RoundEndPoint endPoint) {
            super(receiver, Behavior.SERVER, negotiated, components);
            this.receiver = receiver;
            this.endPoint = endPoint;
        }

        @Override
        public void onFrame(Frame frame, Callback callback) {
            if (unreadable) {
                callback.succeeded();
            } else {
                super.onFrame(frame, callback);
            }
        }

        @Override
        public void processConnectionError(Throwable cause, Callback callback) {
            if (cause instanceof CloseException broken) {
                cannotBeRead(broken);
                // Jetty has stopped reading, and the end would not be noticed.
                getConnection().fillInterested();
                callback.succeeded();
            } else {
                super.processConnectionError(cause, callback);
            }
        }

        @Override
        public void processHandlerError(Throwable cause, Callback callback) {
            if (cause instanceof CloseException broken && broken.getStatusCode() != CloseStatus.SERVER_ERROR) {
                cannotBeRead(broken);
                callback.succeeded();
            } else {
                super.processHandlerError(cause, callback);
            }
        }

        void cannotBeRead(CloseException cause) {
            if (!unreadable) {
                unreadable = true;
                // Read on to the end, without anybody asking for it.
                getConnection().cancelDemand();
                endPoint.discardReads();
                receiver.brokenFrame(cause);
            }
        }

        /** Without Jetty's switching of class loaders for every frame. */
        @Override
        protected void handle(Runnable task) {
            task.run();
        }
    }

    /** Has reading that goes on after a pause happen in the selector's round, where all other reading happens. */
    private record RoundExecutor(Executor workers, SelectRound round) implements Executor {
        @Override
        public void execute(Runnable task) {
            if (task instanceof UpgradedConnection) {
                round.submit(task);
            } else {
                workers.execute(task);
            }
        }
    }
}
