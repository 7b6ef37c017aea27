package io.signalbox.router.session;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Authorization of what a procedure of the router does on behalf of its caller, such as a publication that a testament
 * makes. Confined to the realm's loop.
 */
public final class ProcedureAuthorization {
    private final RealmExecutor executor;
    private final Failures failures;

    /** @param failures takes each request on which an authorizer does not decide */
    public ProcedureAuthorization(RealmExecutor executor, Failures failures) {
        this.executor = executor;
        this.failures = failures;
    }

    /** Log of the requests on which an authorizer does not decide. */
    @FunctionalInterface
    public interface Failures {

        /** @param failure null if the authorizer gives no reason */
        void add(AuthorizationRequest request, Throwable failure);
    }

    /** The part of a procedure that needs the permission. Runs inside the realm's loop. */
    @FunctionalInterface
    public interface Step {
        Answer run(Decision decision) throws ProcedureError;
    }

    /**
     * Decides on a request and carries the procedure out: now, or when the authorizer of the caller's role has decided. The
     * session of the caller may have ended by then.
     *
     * @param step gets a decision that allows or denies
     * @throws ProcedureError if the authorizer fails, or as thrown by the step
     */
    public Answer decide(AuthorizationRequest request, Step step) throws ProcedureError {
        return switch (authorization(request)) {
            case Decision decision -> run(request, step, decision, null);
            case Authorization.Later later -> later(request, step, later);
        };
    }

    private Authorization authorization(AuthorizationRequest request) throws ProcedureError {
        RouterRole role = request.session().role();
        if (role.authorizer() == null) {
            return role.permissions().decide(request.action(), request.uri(), request.match());
        }
        try {
            return Objects.requireNonNull(role.authorizer().authorize(request), "the answer is null");
        } catch (Throwable failure) {
            throw failed(request, failure);
        }
    }

    private Answer later(AuthorizationRequest request, Step step, Authorization.Later later) {
        CompletableFuture<Payload> result = new CompletableFuture<>();
        later.decision()
                .whenComplete((decision, failure) -> executor.submit("an authorization", () -> {
                    try {
                        Decision decided = decision == null ? Decision.FAILED : decision;
                        pass(run(request, step, decided, cause(failure)), result);
                    } catch (Throwable error) {
                        result.completeExceptionally(error);
                    }
                }));
        return new Answer.Later(result);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** @param failure why there is no decision; null if the authorizer gives no reason */
    private Answer run(AuthorizationRequest request, Step step, Decision decision, Throwable failure)
            throws ProcedureError {
        return switch (decision) {
            case DENIED, ALLOWED, ALLOWED_AND_DISCLOSED -> step.run(decision);
            case FAILED, UNDECIDED -> throw failed(request, failure);
        };
    }

    private ProcedureError failed(AuthorizationRequest request, Throwable failure) {
        failures.add(request, failure);
        return new ProcedureError(
                ErrorUri.AUTHORIZATION_FAILED,
                "the authorizer of role " + request.session().role().name() + " has not decided");
    }

    private static void pass(Answer answer, CompletableFuture<Payload> result) {
        switch (answer) {
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
    }
}
