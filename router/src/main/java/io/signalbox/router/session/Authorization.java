package io.signalbox.router.session;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Authorization of requests in a realm: by the rules of the session's role, by a cached decision of the role's authorizer,
 * or by a question to the authorizer. Confined to the realm's loop.
 */
public final class Authorization {
    private final List<RouterRole> dynamicRoles;
    private final ServiceCalls calls;
    private final RealmExecutor executor;
    private final RealmCounters counters;

    /**
     * @param roles the roles of the realm
     * @param calls calls that the router makes in the realm
     */
    public Authorization(
            Collection<RouterRole> roles, ServiceCalls calls, RealmExecutor executor, RealmCounters counters) {
        dynamicRoles = roles.stream().filter(role -> role.authorizer() != null).toList();
        this.calls = calls;
        this.executor = executor;
        this.counters = counters;
    }

    /**
     * Decides on a URI, or on a pattern if {@code match} is not exact.
     *
     * @return {@code UNDECIDED} if the authorizer has to be asked
     */
    public Decision decide(RouterSession session, Action action, String uri, MatchPolicy match) {
        Decision decision = session.role().permissions().decide(action, uri, match);
        return decision == Decision.UNDECIDED
                ? session.role().authorizer().cached(session.principal(), action, uri, match)
                : decision;
    }

    /**
     * Asks the authorizer.
     *
     * @return completes inside the realm's loop, exceptionally if the authorizer does not decide. The session may have
     *     ended by then.
     */
    public CompletionStage<Decision> ask(Authorizer.Request request) {
        counters.authorizerCalls++;
        return request.session()
                .role()
                .authorizer()
                .ask(request, calls, executor)
                .whenComplete((decision, failure) -> {
                    if (failure != null) {
                        counters.failedAuthorizations++;
                    }
                });
    }

    /** The part of a procedure of the router that needs the decision. Runs inside the realm's loop. */
    @FunctionalInterface
    public interface Step {
        Answer run(Decision decision) throws ProcedureError;
    }

    /**
     * Decides on what the caller of a procedure of the router asks for, and carries the procedure out: now, or when the
     * authorizer has decided.
     *
     * @param step gets any decision other than {@code UNDECIDED}
     */
    public Answer decide(Authorizer.Request request, Step step) throws ProcedureError {
        Decision known = decide(request.session(), request.action(), request.uri(), request.match());
        if (known != Decision.UNDECIDED) {
            return step.run(known);
        }
        CompletableFuture<Payload> result = new CompletableFuture<>();
        ask(request).whenComplete((decision, failure) -> {
            if (failure == null) {
                run(step, decision, result);
            } else {
                result.completeExceptionally(new ProcedureError(
                        ErrorUri.AUTHORIZATION_FAILED,
                        "the authorizer of role " + request.session().role().name() + " has not decided"));
            }
        });
        return new Answer.Later(result);
    }

    private static void run(Step step, Decision decision, CompletableFuture<Payload> result) {
        try {
            switch (step.run(decision)) {
                case Answer.Result now -> result.complete(now.payload());
                case Answer.Later later ->
                    later.result().whenComplete((payload, failure) -> {
                        if (failure == null) {
                            result.complete(payload);
                        } else {
                            result.completeExceptionally(failure);
                        }
                    });
            }
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    /**
     * Removes cached decisions of authorizers.
     *
     * @param authrole the role; null for all roles
     * @param authid the user; null for all users
     * @param uri the URI or pattern; null for all
     * @return the number of removed decisions
     */
    public int purge(String authrole, String authid, String uri) {
        int removed = 0;
        for (RouterRole role : dynamicRoles) {
            if (authrole == null || authrole.equals(role.name())) {
                removed += role.authorizer().purge(authid, uri);
            }
        }
        return removed;
    }

    /** Called at the end of the realm. */
    public void realmEnded() {
        dynamicRoles.forEach(role -> role.authorizer().realmEnded());
    }
}
