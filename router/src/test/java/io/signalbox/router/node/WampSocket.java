package io.signalbox.router.node;

import io.signalbox.router.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Peer with raw WAMP messages in JSON over the WebSocket of the JDK. */
public final class WampSocket implements WebSocket.Listener {
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder();
    private WebSocket socket;

    private WampSocket() {}

    public static WampSocket open(String address) throws Exception {
        return open(HttpClient.newHttpClient(), address);
    }

    public static WampSocket open(HttpClient client, String address) throws Exception {
        WampSocket peer = new WampSocket();
        peer.socket = client.newWebSocketBuilder()
                .subprotocols("wamp.2.json")
                .buildAsync(URI.create(address), peer)
                .get(Patience.SECONDS, TimeUnit.SECONDS);
        return peer;
    }

    public void send(String message) throws Exception {
        socket.sendText(message, true).get(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the connection without a word, so that a node that stops does not wait for the answer to its GOODBYE. */
    void disconnect() {
        socket.abort();
    }

    void answerGoodbye() throws Exception {
        send("[6,{},\"wamp.close.goodbye_and_out\"]");
    }

    /** Returns the next message, or {@code closed CODE} after the close of the connection. */
    public String next() throws InterruptedException {
        String message = received.poll(Patience.SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("nothing came");
        }
        return message;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            received.add(text.toString());
            text.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        received.add("closed " + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        received.add("failed " + error);
    }
}
