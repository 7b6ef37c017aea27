package io.signalbox.router.authz;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.RealmExecutor;
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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authorizer of a role that is a procedure of the realm. Arguments and answers are translated on a worker thread, because
 * the options of a request may be long. Confined to the realm's loop.
 */
public final class DynamicAuthorizer implements Authorizer {
    private static final Logger LOG = LoggerFactory.getLogger(DynamicAuthorizer.class);
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final String realm;
    private final Target target;
    private final DecisionCache cache;
    private final Timers timers;
    private final Executor workers;

    private final LogEpisode failures;

    /**
     * Role and its authorizer.
     *
     * @param procedure URI of the authorizer
     * @param timeoutMillis time for an answer, from 1
     */
    public record Target(String authrole, String procedure, long timeoutMillis) {}

    /**
     * @param realm name of the realm in log lines
     * @param cache shared by the roles of the realm
     */
    public DynamicAuthorizer(String realm, Target target, DecisionCache cache, Timers timers, Executor workers) {
        this.realm = realm;
        this.target = target;
        this.cache = cache;
        this.timers = timers;
        this.workers = workers;
        failures = new LogEpisode(
                timers,
                count -> LOG.warn(
                        "realm={} authorizer={} failed {} more times within ten seconds",
                        realm,
                        target.procedure(),
                        count));
    }

    @Override
    public Decision cached(Principal principal, Action action, String uri, MatchPolicy match) {
        return cache.get(key(principal, action, uri, match), timers.nanoTime());
    }

    private DecisionCache.Key key(Principal principal, Action action, String uri, MatchPolicy match) {
        return new DecisionCache.Key(target.authrole(), principal.authid(), uri, match, action);
    }

    @Override
    public CompletionStage<Decision> ask(Request request, ServiceCalls calls, RealmExecutor executor) {
        long purges = cache.purges();
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        answer(request, calls)
                .whenComplete((answer, failure) -> executor.submit("an authorization", () -> {
                    if (failure == null) {
                        decided.complete(accept(request, answer, purges));
                    } else {
                        report(request, cause(failure));
                        decided.completeExceptionally(failure);
                    }
                }));
        return decided;
    }

    private CompletionStage<AuthorizerAnswer> answer(Request request, ServiceCalls calls) {
        long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(target.timeoutMillis());
        try {
            return CompletableFuture.supplyAsync(() -> arguments(request), workers)
                    .thenCompose(arguments -> calls.call(target.procedure(), arguments, timeoutNanos))
                    .thenApply(DynamicAuthorizer::answer);
        } catch (RejectedExecutionException stopping) {
            return CompletableFuture.failedStage(stopping);
        }
    }

    private static Payload arguments(Request request) {
        return JSON.payload(
                List.of(
                        SessionDetails.of(request.session()),
                        request.uri(),
                        request.action().name().toLowerCase(Locale.ROOT),
                        request.options()),
                Map.of());
    }

    private static AuthorizerAnswer answer(Payload result) {
        try {
            return AuthorizerAnswer.of(result);
        } catch (AuthorizerAnswer.InvalidAnswerException invalid) {
            throw new CompletionException(invalid);
        }
    }

    /** @param purges the number of purges when the question was asked */
    private Decision accept(Request request, AuthorizerAnswer answer, long purges) {
        if (answer.isCacheable() && purges == cache.purges()) {
            Principal principal = request.session().principal();
            DecisionCache.Key key = key(principal, request.action(), request.uri(), request.match());
            cache.put(key, answer.decision(), timers.nanoTime());
        }
        return answer.decision();
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void report(Request request, Throwable failure) {
        if (failures.begins()) {
            LOG.warn(
                    "realm={} authorizer={} has not decided on {} {} of session={} authrole={}; the request is refused"
                            + " with wamp.error.authorization_failed: {}",
                    realm,
                    target.procedure(),
                    request.action(),
                    PrintableText.of(request.uri()),
                    request.session().id(),
                    target.authrole(),
                    reason(failure));
        }
    }

    private static String reason(Throwable failure) {
        return switch (failure) {
            case ServiceCallError error -> PrintableText.of(error.uri() + " " + error.getMessage());
            case AuthorizerAnswer.InvalidAnswerException invalid -> PrintableText.of(invalid.getMessage());
            default -> failure.toString();
        };
    }

    @Override
    public int purge(String authid, String uri) {
        return cache.purge(key -> key.authrole().equals(target.authrole())
                && (authid == null || authid.equals(key.authid()))
                && (uri == null || uri.equals(key.uri())));
    }

    @Override
    public void realmEnded() {
        failures.end();
    }
}
