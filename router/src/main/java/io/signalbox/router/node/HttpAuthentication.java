package io.signalbox.router.node;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.JwtAuth;
import io.signalbox.router.auth.TicketAuth;
import io.signalbox.router.extension.RequestAuthentication;
import io.signalbox.router.realm.RequestLogins;
import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.io.EndWatch;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.websocket.ClientRecognition;
import io.signalbox.transport.websocket.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authentication of the requests of one item. Thread-safe. */
final class HttpAuthentication implements RequestAuthentication {
    private static final Logger LOG = LoggerFactory.getLogger(HttpAuthentication.class);
    private static final String AUTHORIZATION = "authorization";
    private static final int RETRY_SECONDS = 10;

    private final String listener;
    private final String path;
    private final Set<String> methods;
    private final RequestLogins logins;
    private final ClientRecognition recognition;
    private final LogEpisode left = new LogEpisode(System::nanoTime);

    /**
     * @param path the path of the item, which clients see as the protection space (RFC 9110 section 11.5)
     * @param methods the names of the methods
     */
    HttpAuthentication(
            String listener, String path, Set<String> methods, RequestLogins logins, ClientRecognition recognition) {
        this.listener = listener;
        this.path = path;
        this.methods = methods;
        this.logins = logins;
        this.recognition = recognition;
    }

    @Override
    public CompletableFuture<Outcome> authenticate(Request request) {
        HttpCredentials shown = HttpCredentials.of(request, methods);
        if (shown.credentials().isEmpty()) {
            return CompletableFuture.completedFuture(unauthorized("The header Authorization is invalid.", true));
        }
        ClientRecognition.Recognized recognized = Handshake.recognize(request, recognition);
        PeerInfo peer = Handshake.peer(request, listener, "http", WireFormat.JSON, "", recognized);
        CompletableFuture<AuthStep> login = logins.login(shown.credentials().get(), peer);
        return (login.isDone() ? login : whileConnected(request, login))
                .thenApply(step -> outcome(step, shown.isShown(), recognized.setCookie()));
    }

    /** Ends a login whose request fails, or whose client leaves. The result is complete when the connection may be read again. */
    private CompletableFuture<AuthStep> whileConnected(Request request, CompletableFuture<AuthStep> login) {
        request.addFailureListener(failure -> login.cancel(false));
        EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        String peer = PeerAddress.text(endPoint.getRemoteSocketAddress());
        EndWatch watch = EndWatch.begin(
                endPoint, request.getConnectionMetaData().getConnector().getExecutor(), () -> leave(peer, login));
        return login.whenComplete((step, failure) -> watch.end());
    }

    private void leave(String peer, CompletableFuture<AuthStep> login) {
        // Jetty does not log this failure of the request.
        if (login.completeExceptionally(new EofException("the client has left"))) {
            left.next()
                    .ifPresent(unlogged -> LOG.info(
                            "listener={} path={} peer={} the client has left during its login ({} more since the last"
                                    + " line)",
                            listener,
                            path,
                            peer,
                            unlogged));
        }
    }

    private Outcome outcome(AuthStep step, boolean isShown, Optional<String> setCookie) {
        if (step instanceof AuthStep.Accepted accepted) {
            return new Admitted(
                    accepted.identity().authid(),
                    accepted.identity().authrole(),
                    isShown ? Set.of(AUTHORIZATION) : Set.of(),
                    setCookie);
        }
        String reason = step instanceof AuthStep.Rejected rejected ? rejected.reason() : "";
        return switch (reason) {
            case RequestLogins.LIMIT_EXCEEDED ->
                new Refused(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        List.of(),
                        RETRY_SECONDS,
                        "Too many clients are being authenticated.");
            case RequestLogins.NETWORK_LIMIT_EXCEEDED ->
                new Refused(
                        HttpStatus.TOO_MANY_REQUESTS_429,
                        List.of(),
                        RETRY_SECONDS,
                        "Too many clients of this network are being authenticated.");
            case ErrorUri.NO_SUCH_REALM, ErrorUri.NO_SUCH_ROLE ->
                new Refused(HttpStatus.FORBIDDEN_403, List.of(), 0, "The role of this client may not use this path.");
            default -> unauthorized("The credentials are missing or wrong.", isShown);
        };
    }

    private Refused unauthorized(String text, boolean isShown) {
        String space = "realm=\"" + path + "\"";
        List<String> challenges = new ArrayList<>();
        if (methods.contains(TicketAuth.METHOD)) {
            challenges.add("Basic " + space + ", charset=\"UTF-8\"");
        }
        if (methods.contains(JwtAuth.METHOD)) {
            challenges.add("Bearer " + space + (isShown ? ", error=\"invalid_token\"" : ""));
        }
        // An answer 401 has a challenge (RFC 9110 section 15.5.2).
        return new Refused(
                challenges.isEmpty() ? HttpStatus.FORBIDDEN_403 : HttpStatus.UNAUTHORIZED_401, challenges, 0, text);
    }
}
