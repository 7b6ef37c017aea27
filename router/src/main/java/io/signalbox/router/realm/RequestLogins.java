package io.signalbox.router.realm;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.PeerNetwork;
import io.signalbox.router.session.LogEpisode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authentication of requests outside of WAMP by the methods of one path: the request has the credentials that a client of WAMP sends
 * in HELLO and AUTHENTICATE. Thread-safe, and does not block.
 */
public final class RequestLogins {
    /** Reason of a refusal because too many authentications are under way. */
    public static final String LIMIT_EXCEEDED = ErrorUri.LIMIT_EXCEEDED;

    /** Reason of a refusal because too many authentications of clients of one network are under way. */
    public static final String NETWORK_LIMIT_EXCEEDED = ErrorUri.LIMIT_EXCEEDED + ".network";

    private static final Logger LOG = LoggerFactory.getLogger(RequestLogins.class);
    private static final AuthStep FAILED =
            new AuthStep.Rejected(ErrorUri.AUTHENTICATION_FAILED, "the authentication method failed");

    private final SessionHandshake handshake;
    private final Optional<String> realm;
    private final RequestLoginQuota authentications;
    private final long authenticatorNanos;
    private final SessionAcceptor.Resources resources;
    private final SessionIds ids;
    private final LogEpisode failures;

    /**
     * Credentials of a request.
     *
     * @param methods the methods to which the credentials belong, in order of preference
     * @param secret the ticket or the token; empty for a method without one
     */
    public record Credentials(List<String> methods, Optional<String> authid, Optional<String> secret) {}

    /**
     * @param realm the realm in which the role of a client has to exist; empty if the path has none
     * @param authentications limit of the authentications of requests that do not end at once
     * @param times has the time for the answer of an authenticator
     */
    public RequestLogins(
            RealmDirectory realms,
            AuthMethods methods,
            Optional<String> realm,
            RequestLoginQuota authentications,
            SessionAcceptor.Times times,
            SessionAcceptor.Resources resources) {
        handshake = new SessionHandshake(realms, methods);
        this.realm = realm;
        this.authentications = authentications;
        authenticatorNanos = times.authenticatorNanos();
        this.resources = resources;
        ids = new SessionIds(resources.random());
        failures = new LogEpisode(
                resources.timers(),
                leftOut -> LOG.error(
                        "{} further requests refused because their authenticators failed since the last log line",
                        leftOut));
    }

    /**
     * Authenticates a request. The outcome is an {@link AuthStep.Accepted} or an {@link AuthStep.Rejected}. The completion of the future
     * by the caller, for example {@link CompletableFuture#cancel}, ends the authentication.
     */
    public CompletableFuture<AuthStep> login(Credentials credentials, PeerInfo peer) {
        HelloDetails hello = new HelloDetails(
                Map.of(), credentials.methods(), credentials.authid(), Optional.empty(), Optional.empty(), Map.of());
        Login login = new Login(new AuthRequest(ids.next(), realm, hello, peer), credentials.secret());
        login.begin();
        return login.outcome;
    }

    private void runOnWorker(Runnable task) {
        try {
            resources.workers().execute(task);
        } catch (Throwable refusal) {
            // The workers of a node that stops refuse tasks. The client still gets its answer.
            task.run();
        }
    }

    /**
     * One authentication. Confined to the thread that evaluates a step, and the stages publish the authentication to the next thread;
     * except the wait, which another thread may end.
     */
    private final class Login {
        private final AuthRequest request;
        private final Optional<String> secret;
        private final CompletableFuture<AuthStep> outcome = new CompletableFuture<>();
        private boolean hasAnswered;

        /** The network of the client while the authentication counts, else null. Guarded by this. */
        private String network;

        /** The wait for the next step, or null. Guarded by this. */
        private Deadline wait;

        Login(AuthRequest request, Optional<String> secret) {
            this.request = request;
            this.secret = secret;
            outcome.whenComplete((step, failure) -> end());
        }

        void begin() {
            Optional<Authenticator> chosen = handshake.choose(request);
            if (chosen.isEmpty()) {
                finish(new AuthStep.Rejected(
                        ErrorUri.NO_MATCHING_AUTH_METHOD, handshake.noMethod().message()));
            } else {
                proceed(evaluate(() -> chosen.get().begin(request)));
            }
        }

        private AuthStep evaluate(Supplier<AuthStep> evaluation) {
            try {
                return Objects.requireNonNull(evaluation.get(), "the answer is null");
            } catch (Throwable failure) {
                return failed(failure);
            }
        }

        private AuthStep failed(Throwable failure) {
            if (failures.begins()) {
                LOG.error(
                        "listener={} path={} authmethods={} the authenticator failed; the request is refused",
                        request.peer().listener(),
                        request.peer().path(),
                        request.hello().authmethods(),
                        failure);
            }
            return FAILED;
        }

        private void proceed(AuthStep step) {
            if (outcome.isDone()) {
                return;
            }
            switch (step) {
                case AuthStep.Accepted accepted -> finish(admitted(accepted));
                case AuthStep.Rejected rejected -> finish(rejected);
                case AuthStep.Challenged challenged -> {
                    if (hasAnswered || secret.isEmpty()) {
                        finish(FAILED);
                    } else {
                        hasAnswered = true;
                        proceed(evaluate(() -> challenged.next().answer(secret.get(), Map.of())));
                    }
                }
                case AuthStep.Delayed delayed -> begin(stage(delayed.nanos(), delayed.next()));
                case AuthStep.Pending pending -> {
                    Stage<AuthStep> stage =
                            stage(authenticatorNanos, () -> failed(new IllegalStateException("no answer in time")));
                    if (begin(stage)) {
                        stage.await(pending.later());
                    }
                }
            }
        }

        private Stage<AuthStep> stage(long nanos, Supplier<AuthStep> ifLate) {
            return new Stage<>(
                    resources.timers(),
                    nanos,
                    RequestLogins.this::runOnWorker,
                    result -> proceed(
                            switch (result) {
                                case Stage.Outcome.Answered<AuthStep> answered -> answered.value();
                                case Stage.Outcome.Failed<AuthStep> failure -> failed(failure.cause());
                                case Stage.Outcome.Late<AuthStep> late -> evaluate(ifLate);
                            }));
        }

        /**
         * Begins the time of a stage, and counts the authentication, which does not end at once. Returns false if the authentication has
         * ended; refuses the request if too many authentications are under way.
         */
        private boolean begin(Stage<AuthStep> stage) {
            RequestLoginQuota.Taking taking;
            synchronized (this) {
                if (outcome.isDone()) {
                    return false;
                }
                taking = counted();
                wait = stage.deadline();
            }
            switch (taking) {
                case TAKEN -> stage.deadline().start();
                case NODE_IS_FULL ->
                    finish(new AuthStep.Rejected(LIMIT_EXCEEDED, "too many requests are authenticated"));
                case NETWORK_IS_FULL ->
                    finish(new AuthStep.Rejected(
                            NETWORK_LIMIT_EXCEEDED, "too many requests of one network are authenticated"));
            }
            return taking == RequestLoginQuota.Taking.TAKEN;
        }

        private RequestLoginQuota.Taking counted() {
            if (network != null) {
                return RequestLoginQuota.Taking.TAKEN;
            }
            String key = PeerNetwork.key(request.peer().address());
            RequestLoginQuota.Taking taking = authentications.tryTake(key);
            if (taking == RequestLoginQuota.Taking.TAKEN) {
                network = key;
            }
            return taking;
        }

        /** Ends the wait, and gives the place in the limit back. */
        private synchronized void end() {
            if (wait != null) {
                wait.end();
                wait = null;
            }
            if (network != null) {
                authentications.giveBack(network);
                network = null;
            }
        }

        private AuthStep admitted(AuthStep.Accepted accepted) {
            if (realm.isEmpty()) {
                return accepted;
            }
            Optional<String> granted = accepted.identity().realm();
            if (granted.isPresent() && !granted.equals(realm)) {
                return new AuthStep.Rejected(
                        ErrorUri.NO_SUCH_REALM, "the credentials are for another realm than that of the path");
            }
            return switch (handshake.admit(request, accepted)) {
                case Admission.Refused refused -> new AuthStep.Rejected(refused.reason(), refused.message());
                case Admission.Admitted admitted -> accepted;
            };
        }

        /** Gives the place back before the client is answered, because the client may log in again at once. */
        private void finish(AuthStep step) {
            end();
            outcome.complete(step);
        }
    }
}
