package io.signalbox.router.extension;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Request;

/** Authentication of the HTTP requests of one item by the methods in its {@code auth}. Thread-safe. */
@FunctionalInterface
public interface RequestAuthentication {

    /** Authenticates a request, without blocking. The future fails if the request has failed only, and may complete after a delay, on any thread. */
    CompletableFuture<Outcome> authenticate(Request request);

    /** Outcome of an authentication. */
    sealed interface Outcome {}

    /**
     * The client is authenticated.
     *
     * @param authid empty text for a client of an item without {@code auth}
     * @param credentials names in lower case of the headers that had the credentials. Nobody else may get them
     * @param setCookie the value of a header Set-Cookie for the answer
     */
    record Admitted(String authid, String authrole, Set<String> credentials, Optional<String> setCookie)
            implements Outcome {
        /** Client of an item without {@code auth}. */
        public static final Admitted UNKNOWN = new Admitted("", "", Set.of(), Optional.empty());
    }

    /**
     * The request is refused.
     *
     * @param status an HTTP status
     * @param challenges the values of the headers WWW-Authenticate
     * @param retrySeconds after this time another attempt may succeed; 0 if the same request is refused again
     * @param text the reason, for people; contains no secret
     */
    record Refused(int status, List<String> challenges, int retrySeconds, String text) implements Outcome {}
}
