package io.signalbox.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Configuration;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.client.CoreClientUpgradeRequest;
import org.eclipse.jetty.websocket.core.client.WebSocketCoreClient;

/** An end of a connection on Jetty's WebSocket, which compresses as it has agreed on. */
public final class JettyPeer implements FrameHandler {
    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final CompletableFuture<CoreSession> opened = new CompletableFuture<>();
    private volatile Throwable failure;

    /** The end of a server, which {@link JettyHost} opens. */
    JettyPeer() {}

    /** @param offers the extensions that the client offers, in its order */
    public static JettyPeer connect(WebSocketCoreClient client, URI uri, String subprotocol, String... offers)
            throws IOException {
        JettyPeer peer = new JettyPeer();
        CoreClientUpgradeRequest request = CoreClientUpgradeRequest.from(client, uri, peer);
        request.setSubProtocols(subprotocol);
        request.addExtensions(offers);
        Configuration.ConfigurationCustomizer limits = new Configuration.ConfigurationCustomizer();
        limits.setMaxFrameSize(64 << 10);
        limits.setAutoFragment(true);
        request.setConfiguration(limits);
        client.connect(request).orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
        return peer;
    }

    private CoreSession session() {
        return opened.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    /** The extensions that were agreed on. */
    public String extensions() {
        return session().getNegotiatedExtensions().toString();
    }

    public void send(byte[] bytes, boolean binary, boolean last) {
        Frame frame = new Frame(binary ? OpCode.BINARY : OpCode.TEXT, last, ByteBuffer.wrap(bytes));
        Callback.Completable sent = new Callback.Completable();
        session().sendFrame(frame, sent, false);
        sent.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    /** The next message, or null when there is none for too long. */
    public byte[] receive() throws InterruptedException {
        byte[] message = messages.poll(Patience.SECONDS, TimeUnit.SECONDS);
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return message;
    }

    /** Code and text of the CLOSE that came. */
    public String awaitClose() {
        return closed.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    public void abort() {
        session().abort();
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        opened.complete(session);
        callback.succeeded();
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (frame.isDataFrame()) {
            byte[] bytes = new byte[frame.getPayloadLength()];
            frame.getPayload().get(bytes);
            partial.writeBytes(bytes);
            if (frame.isFin()) {
                messages.add(partial.toByteArray());
                partial.reset();
            }
        } else if (frame.getOpCode() == OpCode.CLOSE) {
            CloseStatus status = CloseStatus.getCloseStatus(frame);
            closed.complete(status.getCode() + " " + (status.getReason() == null ? "" : status.getReason()));
            callback.succeeded();
            return;
        }
        callback.succeeded();
        session().demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        failure = cause;
        closed.completeExceptionally(cause);
        messages.add(new byte[0]);
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        closed.complete(status.getCode() + " " + status.getReason());
        callback.succeeded();
    }
}
