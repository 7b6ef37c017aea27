package io.signalbox.transport.websocket;

import static io.signalbox.protocol.connection.ConnectFailure.Kind.PROTOCOL;
import static io.signalbox.protocol.connection.ConnectFailure.Kind.SERIALIZER;

import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.FramedConnection;
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
 */
final class ClientHandshake implements ClientExchange.Outcome {
    private static final int KEY_BYTES = 16;

    /**
     * Valid answer of a server.
     *
     * @param subprotocol one of the offered subprotocols
     * @param deflate empty if the server does not compress
     */
    record Answer(String subprotocol, HttpFields headers, Optional<DeflateTerms> deflate) {}

    /** Defect of an answer, with its remedy. */
    private record Refusal(Kind kind, String problem, String remedy) {}

    private final URI uri;
    private final List<String> offered;
    private final Optional<DeflateParameters> deflate;
    private final ClientOpening opening;
    private final BiFunction<EndPoint, Answer, FramedConnection> connections;
    private final String key;

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
            ClientOpening opening,
            BiFunction<EndPoint, Answer, FramedConnection> connections) {
        this.uri = uri;
        this.offered = offered;
        this.deflate = deflate;
        this.opening = opening;
        this.connections = connections;
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        key = Base64.getEncoder().encodeToString(random);
    }

    /** Returns Jetty's connection for the request and the answer, over a socket or over TLS. */
    Connection over(EndPoint endPoint, Executor executor) {
        return new ClientExchange(endPoint, executor, request(), this);
    }

    private String request() {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        return "GET " + path + query + " HTTP/1.1\r\n"
                + "Host: " + host + "\r\n"
                + "Upgrade: websocket\r\n"
                + "Connection: Upgrade\r\n"
                + "Sec-WebSocket-Key: " + key + "\r\n"
                + "Sec-WebSocket-Version: " + Handshake.VERSION + "\r\n"
                + "Sec-WebSocket-Protocol: " + String.join(", ", offered) + "\r\n"
                + deflate.map(offer -> "Sec-WebSocket-Extensions: " + offer.headerValue() + "\r\n")
                        .orElse("")
                + "\r\n";
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
        String subprotocol = headers.get(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL);
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
            return new Refusal(
                    SERIALIZER,
                    "accepted none of the subprotocols " + String.join(", ", offered),
                    "name a WAMP router in the URL, or offer a serializer that the router has");
        }
        if (chosen.size() != 1 || !offered.contains(chosen.get(0))) {
            return new Refusal(
                    SERIALIZER,
                    "chose the subprotocol " + String.join(", ", chosen) + ", which is none of "
                            + String.join(", ", offered),
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
