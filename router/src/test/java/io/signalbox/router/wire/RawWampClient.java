package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.router.Patience;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A WAMP peer that sends what it is told to, right or wrong, over the JDK's WebSocket. For one test thread. Every wait has a
 * deadline and fails the test when it passes.
 */
public final class RawWampClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WELCOME = 2;
    private static final int ABORT = 3;
    private static final int GOODBYE = 6;
    private static final int FIRST_PROBE_REQUEST = 1_000_000;

    private final Wire wire;
    private final BlockingQueue<Received> inbox = new LinkedBlockingQueue<>();
    private final WebSocket socket;
    private int probes;
    private boolean joined;

    private sealed interface Received {}

    private record Message(JsonNode content) implements Received {}

    private record Closed(int code) implements Received {}

    private RawWampClient(URI node, Wire wire) {
        this.wire = wire;
        this.socket = HTTP.newWebSocketBuilder()
                .subprotocols(wire.subprotocol)
                .buildAsync(node, new FrameCollector(wire, inbox))
                .orTimeout(Patience.SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Opens a connection without a session. */
    static RawWampClient connect(URI node, Wire wire) {
        return new RawWampClient(node, wire);
    }

    /** Opens a connection and a session with all four roles and every feature that a client can announce. */
    static RawWampClient join(URI node, Wire wire, String realm) {
        RawWampClient client = connect(node, wire);
        client.hello(realm);
        return client;
    }

    /** Joins with JSON, for tests that need any peer. */
    public static RawWampClient join(URI node, String realm) {
        return join(node, Wire.JSON, realm);
    }

    /** Returns WELCOME. */
    JsonNode hello(String realm) {
        send(
                """
                [1, '%s', {'roles': {
                  'caller': {'features': {'caller_identification': true, 'call_canceling': true,
                                          'progressive_call_results': true}},
                  'callee': {'features': {'caller_identification': true, 'call_canceling': true,
                                          'progressive_call_results': true, 'pattern_based_registration': true,
                                          'shared_registration': true}},
                  'publisher': {'features': {'publisher_exclusion': true, 'publisher_identification': true,
                                             'subscriber_blackwhite_listing': true}},
                  'subscriber': {'features': {'pattern_based_subscription': true, 'publisher_identification': true}}}}]
                """
                        .formatted(realm));
        return receives("[2, '*', '*']");
    }

    /** Sends one message, written as a {@link Template}. */
    public void send(String template) {
        send(Template.parse(template));
    }

    /** Sends what is of no consequence, unless the router has closed the connection meanwhile. */
    void sendUnlessClosed(String template) {
        try {
            send(template);
        } catch (CompletionException e) {
            isOfClosedConnection(e);
        }
    }

    private static void isOfClosedConnection(CompletionException failure) {
        assertThat(failure).as("only a closed connection may fail").hasRootCauseInstanceOf(IOException.class);
    }

    void send(JsonNode message) {
        try {
            if (wire == Wire.JSON) {
                sendText(JSON.writeValueAsString(message));
            } else {
                sendBytes(wire.mapper.writeValueAsBytes(message));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sendText(String frame) {
        await(socket.sendText(frame, true));
    }

    void sendBytes(byte[] frame) {
        await(socket.sendBinary(ByteBuffer.wrap(frame), true));
    }

    /** The next message, which must match. */
    public JsonNode receives(String template) {
        JsonNode actual = receive();
        if (!Template.matches(Template.parse(template), actual)) {
            fail("expected %s but received %s", template.strip(), actual);
        }
        return actual;
    }

    /** Sends, and returns the answer, which must match. */
    public JsonNode asks(String request, String answer) {
        send(request);
        return receives(answer);
    }

    JsonNode receive() {
        Received next = next();
        if (next instanceof Message message) {
            return message.content();
        }
        return fail("expected a message but the router closed: %s", next);
    }

    /** An ABORT with this reason and the end of the connection, and nothing before or between. */
    void isAborted(String reason) {
        receives("[3, '*', '" + reason + "']");
        isClosed();
    }

    /** Returns the close code. */
    int isClosed() {
        Received next = next();
        if (next instanceof Closed closed) {
            return closed.code();
        }
        return fail("expected the end of the connection but received %s", next);
    }

    /** Whether something has arrived that was not received yet. */
    boolean hasReceived() {
        return !inbox.isEmpty();
    }

    /** Nothing has been sent to this session before the answer to a request that is made now. */
    public void hasNothingMore() {
        int request = FIRST_PROBE_REQUEST + ++probes;
        asks("[32, %d, {}, 'probe.nothing']".formatted(request), "[33, %d, '*']".formatted(request));
    }

    /** Drops the TCP connection without a word. */
    void vanish() {
        joined = false;
        socket.abort();
    }

    /** Waits until the router has taken leave of the session, so that the next test finds nothing of it. */
    @Override
    public void close() {
        if (joined) {
            sendUnlessClosed("[6, {}, 'wamp.close.close_realm']");
            while (joined) {
                next();
            }
        }
        socket.abort();
    }

    private Received next() {
        try {
            Received next = inbox.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(next)
                    .as("something from the router within %d s", Patience.SECONDS)
                    .isNotNull();
            if (next instanceof Message message) {
                noteSession(message.content().path(0).intValue());
            } else {
                joined = false;
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void noteSession(int messageType) {
        if (messageType == WELCOME) {
            joined = true;
        } else if (messageType == ABORT || messageType == GOODBYE) {
            joined = false;
        }
    }

    private static void await(CompletableFuture<WebSocket> sent) {
        sent.orTimeout(Patience.SECONDS, TimeUnit.SECONDS).join();
    }

    /** Puts frames together and decodes them. */
    private static final class FrameCollector implements WebSocket.Listener {
        private final Wire wire;
        private final BlockingQueue<Received> inbox;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        FrameCollector(Wire wire, BlockingQueue<Received> inbox) {
            this.wire = wire;
            this.inbox = inbox;
        }

        @Override
        public CompletableFuture<?> onText(WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                decode(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletableFuture<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
            while (part.hasRemaining()) {
                bytes.write(part.get());
            }
            if (last) {
                decode(bytes.toByteArray());
                bytes.reset();
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletableFuture<?> onClose(WebSocket socket, int code, String reason) {
            inbox.add(new Closed(code));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            inbox.add(new Closed(1006));
        }

        /** Through JSON text, so that numbers and bytes compare alike whatever the serializer was. */
        private void decode(byte[] frame) {
            try {
                JsonNode decoded = wire.mapper.readTree(frame);
                inbox.add(new Message(JSON.readTree(JSON.writeValueAsString(decoded))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
