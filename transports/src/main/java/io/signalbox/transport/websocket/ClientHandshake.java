package io.signalbox.transport.websocket;

import static io.signalbox.protocol.connection.ConnectFailure.Kind.PROTOCOL;
import static io.signalbox.protocol.connection.ConnectFailure.Kind.SERIALIZER;

import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.http.ClientExchange;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Opening handshake of a client (RFC 6455 section 4.1, Client Requirements): sends the request, checks the answer, and upgrades
 * the end point to the connection.
 *
 * <p>Confined to one socket. Jetty calls it on one thread at a time.
 *
 * @param <C> the type of the connection
 */
public final class ClientHandshake<C> implements ClientExchange.Outcome {
    private static final int KEY_BYTES = 16;

    /**
     * Request of a handshake.
     *
     * @param uri has a host and no fragment
     * @param subprotocols the offered subprotocols, in order of preference
     * @param needsSubprotocol whether the server has to choose one of the offered subprotocols, if there are any
     * @param headers further headers, whose values have no line breaks
     */
    public record Request(URI uri, List<String> subprotocols, boolean needsSubprotocol, HttpFields headers) {
        public Request {
            subprotocols = List.copyOf(subprotocols);
        }

        /** Creates a request whose server has to choose one of the subprotocols, unless there are none. */
        public Request(URI uri, List<String> subprotocols, HttpFields headers) {
            this(uri, subprotocols, true, headers);
        }

        private String head(String key, Optional<DeflateParameters> deflate) {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
            StringBuilder head = new StringBuilder("GET " + path + query + " HTTP/1.1\r\n"
                    + "Host: " + host + "\r\n"
                    + "Upgrade: websocket\r\n"
                    + "Connection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: " + key + "\r\n"
                    + "Sec-WebSocket-Version: " + Handshake.VERSION + "\r\n");
            if (!subprotocols.isEmpty()) {
                head.append("Sec-WebSocket-Protocol: ")
                        .append(String.join(", ", subprotocols))
                        .append("\r\n");
            }
            deflate.ifPresent(offer -> head.append("Sec-WebSocket-Extensions: ")
                    .append(offer.headerValue())
                    .append("\r\n"));
            headers.forEach(header -> head.append(header.getName())
                    .append(": ")
                    .append(header.getValue())
                    .append("\r\n"));
            return head.append("\r\n").toString();
        }
    }

    /**
     * Valid answer of a server.
     *
     * @param subprotocol one of the offered subprotocols; empty if none was offered or chosen
     * @param deflate empty if the server does not compress
     */
    public record Answer(String subprotocol, HttpFields headers, Optional<DeflateTerms> deflate) {}

    /** Defect of an answer, with its remedy. */
    private record Refusal(Kind kind, String problem, String remedy) {}

    private final Request request;
    private final List<String> offered;
    private final Optional<DeflateParameters> deflate;
    private final ClientOpening<C> opening;
    private final BiFunction<EndPoint, Answer, ClientOpening.Opened<C>> connections;
    private final String key;

    /**
     * Creates a handshake without compression, which begins with {@link #over}.
     *
     * @param connections creates the connection for a valid answer
     */
    public ClientHandshake(
            Request request,
            ClientOpening<C> opening,
            BiFunction<EndPoint, Answer, ClientOpening.Opened<C>> connections) {
        this(request, Optional.empty(), opening, connections);
    }

    /**
     * Creates a handshake, which begins with {@link #over}.
     *
     * @param deflate the offer of compression, or empty
     */
    public ClientHandshake(
            Request request,
            Optional<DeflateOffer> deflate,
            ClientOpening<C> opening,
            BiFunction<EndPoint, Answer, ClientOpening.Opened<C>> connections) {
        this.request = request;
        this.offered = request.subprotocols();
        this.deflate = deflate.map(DeflateOffer::parameters);
        this.opening = opening;
        this.connections = connections;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = Base64.getEncoder().encodeToString(random);
    }

    /** Returns Jetty's connection for the request and the answer, over a socket or over TLS. */
    public Connection over(EndPoint endPoint, Executor executor) {
        return new ClientExchange(endPoint, executor, request.head(key, deflate), this);
    }

    @Override
    public void answered(EndPoint endPoint, int status, HttpFields headers) {
        if (status != HttpStatus.SWITCHING_PROTOCOLS_101) {
            StatusAnswer answer = StatusAnswer.of(status, headers);
            opening.failByStatus(status, answer.problem(), answer.remedy());
            return;
        }
        Refusal refusal = refusal(headers);
        if (refusal != null) {
            opening.fail(refusal.kind(), refusal.problem(), refusal.remedy(), null);
            return;
        }
        String chosen = headers.get(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
        String subprotocol = chosen == null ? "" : chosen;
        opening.open(endPoint, () -> connections.apply(endPoint, new Answer(subprotocol, headers, agreed(headers))));
    }

    /** Returns the reason why an answer is invalid, or null. */
    private Refusal refusal(HttpFields headers) {
        if (!headers.contains(HttpHeader.UPGRADE, "websocket") || !headers.contains(HttpHeader.CONNECTION, "upgrade")) {
            return protocol("switched to another protocol than WebSocket", "correct the URL");
        }
        if (!headers.getValuesList(HttpHeader.SEC_WEBSOCKET_ACCEPT).equals(List.of(Handshake.answer(key)))) {
            return protocol(
                    "did not answer the key of the handshake",
                    "correct the URL, or let no cache answer for the WebSocket server");
        }
        List<String> extensions = extensions(headers);
        if (!extensions.isEmpty() && agreed(headers).isEmpty()) {
            String offer = deflate.map(permitted -> "the offer " + permitted.headerValue() + " does not permit")
                    .orElse("was not offered");
            return protocol(
                    "uses the extension " + String.join(", ", extensions) + ", which " + offer,
                    "report the defect of the server");
        }
        List<String> chosen = headers.getValuesList(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
        if (chosen.isEmpty()) {
            return offered.isEmpty() || !request.needsSubprotocol()
                    ? null
                    : new Refusal(
                            SERIALIZER,
                            "accepted none of the subprotocols " + ShownSubprotocol.of(offered),
                            "name a server in the URL that has one of the subprotocols");
        }
        if (chosen.size() != 1 || !offered.contains(chosen.get(0))) {
            return new Refusal(
                    SERIALIZER,
                    "chose the subprotocol " + ShownSubprotocol.of(chosen) + ", which "
                            + (offered.isEmpty() ? "was not offered" : "is none of " + ShownSubprotocol.of(offered)),
                    "report the defect of the server");
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

    private static Refusal protocol(String problem, String remedy) {
        return new Refusal(PROTOCOL, problem, remedy);
    }

    @Override
    public void closed(Throwable cause) {
        opening.failByClose(
                "WebSocket",
                "look for the reason in the log of the server; a server that expects TLS needs a wss URL",
                cause);
    }

    @Override
    public void brokeProtocol(String what, Throwable cause) {
        opening.fail(PROTOCOL, what, "name a port and a path with a WebSocket server in the URL", cause);
    }
}
