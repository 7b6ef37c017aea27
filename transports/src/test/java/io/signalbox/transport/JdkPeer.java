package io.signalbox.transport;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client on the JDK's own WebSocket. */
public final class JdkPeer implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> closed = new CompletableFuture<>();
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private WebSocket socket;

    public static JdkPeer connect(URI uri, String subprotocol) {
        return connect(HTTP, uri, subprotocol);
    }

    public static JdkPeer connect(HttpClient client, URI uri, String subprotocol) {
        JdkPeer peer = new JdkPeer();
        peer.socket = client.newWebSocketBuilder()
                .subprotocols(subprotocol)
                .connectTimeout(Duration.ofSeconds(Patience.SECONDS))
                .buildAsync(uri, peer)
                .join();
        return peer;
    }

    public WebSocket socket() {
        return socket;
    }

    public void send(byte[] bytes, boolean binary, boolean last) {
        if (binary) {
            socket.sendBinary(ByteBuffer.wrap(bytes), last).join();
        } else {
            socket.sendText(new String(bytes, StandardCharsets.UTF_8), last).join();
        }
    }

    /** The next message, or null when there is none for too long. */
    public byte[] receive() throws InterruptedException {
        return messages.poll(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Code and text of the CLOSE that came. */
    public String awaitClose() {
        return closed.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        byte[] bytes = data.toString().getBytes(StandardCharsets.UTF_8);
        partial.write(bytes, 0, bytes.length);
        return finish(from, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        partial.write(bytes, 0, bytes.length);
        return finish(from, last);
    }

    private CompletionStage<?> finish(WebSocket from, boolean last) {
        if (last) {
            messages.add(partial.toByteArray());
            partial.reset();
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closed.completeExceptionally(error);
    }
}
