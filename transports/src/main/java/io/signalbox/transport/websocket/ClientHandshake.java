package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connection.FramedConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;

/**
 * Opening handshake of a client (RFC 6455 section 4.1, Client Requirements): sends the request, checks the answer, and upgrades
 * the end point to the connection.
 *
 * <p>Thread safety: any thread may call {@link #fail}. The first outcome counts.
 */
final class ClientHandshake {
    private static final int MAX_HEAD_BYTES = 8 * 1024;
    private static final int READ_BYTES = 4 * 1024;
    private static final int KEY_BYTES = 16;

    /**
     * Valid answer of a server.
     *
     * @param subprotocol one of the offered subprotocols
     * @param deflate empty if the server does not compress
     */
    record Answer(String subprotocol, HttpFields headers, Optional<DeflateTerms> deflate) {}

    private final URI uri;
    private final List<String> offered;
    private final Optional<DeflateParameters> deflate;
    private final BiFunction<EndPoint, Answer, FramedConnection> connections;
    private final String key;
    private final AtomicBoolean isSettled = new AtomicBoolean();
    private final CompletableFuture<WampConnection> opened = new CompletableFuture<>();

    /**
     * Creates a handshake, which begins with {@link #over}.
     *
     * @param offered the subprotocols, in order of preference
     * @param deflate the offer of compression, or empty
     * @param connections creates the connection for a valid answer
     */
    ClientHandshake(
            URI uri,
            List<String> offered,
            Optional<DeflateParameters> deflate,
            BiFunction<EndPoint, Answer, FramedConnection> connections) {
        this.uri = uri;
        this.offered = offered;
        this.deflate = deflate;
        this.connections = connections;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = Base64.getEncoder().encodeToString(random);
    }

    /** Returns the future of the open connection, which fails with an {@link IOException}. */
    CompletableFuture<WampConnection> opened() {
        return opened;
    }

    void fail(String what) {
        fail(what, null);
    }

    void fail(String what, Throwable cause) {
        if (isSettled.compareAndSet(false, true)) {
            String why = cause == null || cause.getMessage() == null ? "" : ": " + cause.getMessage();
            opened.completeExceptionally(new IOException(uri + " " + what + why, cause));
        }
    }

    /** Returns Jetty's connection for the request and the answer, over a socket or over TLS. */
    Connection over(EndPoint endPoint, Executor executor) {
        return new Exchange(endPoint, executor);
    }

    private byte[] request() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        String request = "GET " + path + query + " HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\n"
                + "Sec-WebSocket-Version: " + Handshake.VERSION + "\r\n"
                + "Sec-WebSocket-Protocol: " + String.join(", ", offered) + "\r\n"
                + deflate.map(offer -> "Sec-WebSocket-Extensions: " + offer.headerValue() + "\r\n")
                        .orElse("")
                + "\r\n";
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Returns the reason why an answer is invalid, or null. */
    private String refusal(int status, HttpFields headers) {
        if (status != HttpStatus.SWITCHING_PROTOCOLS_101) {
            return "answered " + status + " " + HttpStatus.getMessage(status) + " to a WebSocket handshake";
        }
        if (!headers.contains(HttpHeader.UPGRADE, "websocket") || !headers.contains(HttpHeader.CONNECTION, "upgrade")) {
            return "switched to another protocol than WebSocket";
        }
        if (!headers.getValuesList(HttpHeader.SEC_WEBSOCKET_ACCEPT).equals(List.of(Handshake.answer(key)))) {
            return "did not answer the key of the handshake; it is no WebSocket server, or a cache has answered for it";
        }
        List<String> extensions = extensions(headers);
        if (!extensions.isEmpty() && deflate.isEmpty()) {
            return "uses the extension " + String.join(", ", extensions) + ", which was not offered";
        }
        if (!extensions.isEmpty() && agreed(headers).isEmpty()) {
            return "uses the extension " + String.join(", ", extensions) + ", which the offer "
                    + deflate.get().headerValue() + " does not permit";
        }
        List<String> chosen = headers.getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
        if (chosen.size() != 1 || !offered.contains(chosen.get(0))) {
            return "chose the subprotocol " + chosen + ", which is none of " + offered;
        }
        return null;
    }

    private Optional<DeflateTerms> agreed(HttpFields headers) {
        return deflate.flatMap(offer -> DeflateTerms.answered(offer, extensions(headers)));
    }

    private static List<String> extensions(HttpFields headers) {
        return headers.getFields(HttpHeader.SEC_WEBSOCKET_EXTENSIONS).stream()
                .map(HttpField::getValue)
                .toList();
    }

    /** Exchange of request and answer. Jetty calls it on one thread at a time. */
    private final class Exchange extends AbstractConnection.NonBlocking
            implements Connection.UpgradeFrom, HttpParser.ResponseHandler {
        private final HttpParser parser = new HttpParser(this, MAX_HEAD_BYTES, HttpCompliance.RFC7230);
        private final HttpFields.Mutable headers = HttpFields.build();
        private final ByteBuffer in = ByteBuffer.allocate(READ_BYTES).limit(0);
        private int status;
        private boolean isAnswered;

        Exchange(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
            // A handshake that fails outside of this class, for example at its deadline, closes the socket too.
            opened.whenComplete((connection, failure) -> {
                if (failure != null) {
                    endPoint.close();
                }
            });
        }

        @Override
        public void onOpen() {
            super.onOpen();
            getEndPoint()
                    .write(
                            Callback.from(
                                    Invocable.InvocationType.NON_BLOCKING,
                                    this::fillInterested,
                                    failure -> fail("took no request", failure)),
                            ByteBuffer.wrap(request()));
        }

        @Override
        public void onFillable() {
            try {
                while (!isAnswered) {
                    int filled = getEndPoint().fill(in.clear().limit(0));
                    if (filled == 0) {
                        fillInterested();
                        return;
                    }
                    if (filled < 0) {
                        fail("closed the connection before it answered");
                        return;
                    }
                    parse();
                }
                answered();
            } catch (IOException e) {
                fail("cannot be read", e);
            } catch (Throwable failure) {
                // The parser has no answer to a head that is too long.
                fail("did not answer in HTTP", failure);
            }
        }

        private void parse() {
            while (in.hasRemaining() && !isAnswered && !isSettled.get()) {
                parser.parseNext(in);
            }
        }

        private void answered() {
            String refusal = refusal(status, headers);
            if (refusal != null) {
                fail(refusal);
            } else if (isSettled.compareAndSet(false, true)) {
                open();
            }
        }

        private void open() {
            String subprotocol = headers.get(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
            try {
                Answer answer = new Answer(subprotocol, headers, agreed(headers));
                FramedConnection connection = connections.apply(getEndPoint(), answer);
                getEndPoint().upgrade(connection.jetty());
                opened.complete(connection);
            } catch (Throwable failure) {
                opened.completeExceptionally(new IOException(uri + " was answered, but cannot be used", failure));
            }
        }

        /** Returns the bytes behind the answer. */
        @Override
        public ByteBuffer onUpgradeFrom() {
            return in;
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            fail("cannot be read", cause);
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            fail("closed the connection before it answered", cause);
        }

        @Override
        public void startResponse(HttpVersion version, int answered, String reason) {
            status = answered;
        }

        @Override
        public void parsedHeader(HttpField field) {
            headers.add(field);
        }

        /** Stops the parser at the end of the head, because the following bytes are frames. */
        @Override
        public boolean headerComplete() {
            isAnswered = true;
            return true;
        }

        @Override
        public boolean content(ByteBuffer content) {
            return true;
        }

        @Override
        public boolean contentComplete() {
            return true;
        }

        @Override
        public boolean messageComplete() {
            return true;
        }

        @Override
        public void earlyEOF() {
            fail("closed the connection before it answered");
        }

        @Override
        public void badMessage(HttpException failure) {
            fail("did not answer in HTTP: " + failure.getReason());
        }
    }
}
