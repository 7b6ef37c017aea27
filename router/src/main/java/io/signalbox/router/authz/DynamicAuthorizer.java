package io.signalbox.router.authz;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.AuthorizationRequest;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.ServiceCallError;
import io.signalbox.router.session.ServiceCalls;
import io.signalbox.router.session.SessionDetails;
import io.signalbox.router.session.Timers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Authorizer of a role that is a procedure of the realm, behind the rules of the role and the cached decisions of the realm.
 * Arguments and answers are translated on a worker thread, because the options of a request may be long. Confined to the
 * realm's loop.
 */
public final class DynamicAuthorizer implements Authorizer {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final Target target;
    private final ServiceCalls calls;
    private final DecisionCache cache;
    private final Timers timers;
    private final Executor workers;

    /**
     * Role and its authorizer.
     *
     * @param rules leave requests without a matching rule undecided
     * @param procedure URI of the authorizer
     * @param timeoutMillis time for an answer, from 1
     */
    public record Target(String authrole, Permissions rules, String procedure, long timeoutMillis) {}

    /**
     * @param calls calls that the router makes in the realm
     * @param cache shared by the roles of the realm
     */
    public DynamicAuthorizer(Target target, ServiceCalls calls, DecisionCache cache, Timers timers, Executor workers) {
        this.target = target;
        this.calls = calls;
        this.cache = cache;
        this.timers = timers;
        this.workers = workers;
    }

    @Override
    public long timeoutNanos() {
        return TimeUnit.MILLISECONDS.toNanos(target.timeoutMillis());
    }

    @Override
    public Authorization authorize(AuthorizationRequest request) {
        Decision decision = target.rules().decide(request.action(), request.uri(), request.match());
        if (decision == Decision.UNDECIDED) {
            decision = cache.get(keyOf(request), timers.nanoTime());
        }
        return decision == Decision.UNDECIDED ? new Authorization.Later(ask(request)) : decision;
    }

    @Override
    public boolean hasDenied(Principal principal, Action action, String uri) {
        DecisionCache.Key key =
                new DecisionCache.Key(target.authrole(), principal.authid(), uri, MatchPolicy.EXACT, action);
        return cache.peek(key, timers.nanoTime()) == Decision.DENIED;
    }

    private DecisionCache.Key keyOf(AuthorizationRequest request) {
        String authid = request.session().principal().authid();
        return new DecisionCache.Key(target.authrole(), authid, request.uri(), request.match(), request.action());
    }

    private CompletionStage<Decision> ask(AuthorizationRequest request) {
        long purges = cache.purges();
        return CompletableFuture.supplyAsync(() -> arguments(request), workers)
                .thenCompose(arguments -> calls.call(target.procedure(), arguments, timeoutNanos()))
                .thenApply(result -> accept(request, answer(result), purges))
                .exceptionally(this::failed);
    }

    private static Payload arguments(AuthorizationRequest request) {
        Map<String, Object> session = SessionDetails.of(request.session());
        session.put("authextra", request.session().principal().authextra());
        return JSON.payload(
                List.of(session, request.uri(), request.action().name().toLowerCase(Locale.ROOT), request.options()),
                Map.of());
    }

    private static AuthorizerAnswer answer(Payload result) {
        try {
            return AuthorizerAnswer.of(result);
        } catch (AuthorizerAnswer.InvalidAnswerException invalid) {
            throw new CompletionException(invalid);
        }
    }

    /** @param purges the number of purges at the call of the authorizer */
    private Decision accept(AuthorizationRequest request, AuthorizerAnswer answer, long purges) {
        if (answer.isCacheable()) {
            cache.put(keyOf(request), answer.decision(), timers.nanoTime(), purges);
        }
        return answer.decision();
    }

    private Decision failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        throw new CompletionException(
                switch (cause) {
                    case ServiceCallError error -> undecided(error.uri() + " " + error.getMessage(), null);
                    case AuthorizerAnswer.InvalidAnswerException invalid -> undecided(invalid.getMessage(), null);
                    default -> undecided(cause.toString(), cause);
                });
    }

    private UndecidedException undecided(String reason, Throwable defect) {
        return new UndecidedException(target.procedure() + ": " + reason, defect);
    }

    /**
     * Thrown when the authorizer has not decided. The text names the authorizer and the reason. Only an unexpected cause has a
     * stack trace.
     */
    private static final class UndecidedException extends Exception {
        private static final long serialVersionUID = 1L;

        UndecidedException(String reason, Throwable defect) {
            super(reason, defect, false, false);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    @Override
    public int purge(String authid, String uri) {
        return cache.purge(key -> key.authrole().equals(target.authrole())
                && (authid == null || authid.equals(key.authid()))
                && (uri == null || uri.equals(key.uri())));
    }
}
