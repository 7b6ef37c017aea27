package io.signalbox.router.auth;

import io.signalbox.router.session.Timers;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Authentication method whose attempts wait after failed ones, see {@link FailedAttempts}. An attempt is one AUTHENTICATE, or
 * a HELLO that is refused. Thread-safe.
 */
public final class DelayedAuth implements Authenticator {
    private final Authenticator method;
    private final FailedAttempts attempts;
    private final Timers timers;

    public DelayedAuth(Authenticator method, FailedAttempts attempts, Timers timers) {
        this.method = method;
        this.attempts = attempts;
        this.timers = timers;
    }

    @Override
    public String method() {
        return method.method();
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        FailedAttempts.Key key =
                FailedAttempts.Key.of(PeerNetwork.of(request.peer().address()), claim(request));
        return observed(key, method.begin(request));
    }

    /** Returns the name that the client gives itself: its authid, or its public key. */
    private static String claim(AuthRequest request) {
        Object publicKey = request.hello().authextra().get("pubkey");
        return request.hello().authid().orElse(publicKey instanceof String hex ? hex : "");
    }

    private AuthStep observed(FailedAttempts.Key key, AuthStep step) {
        return switch (step) {
            case AuthStep.Accepted accepted -> {
                attempts.succeeded(key);
                yield accepted;
            }
            case AuthStep.Rejected rejected -> {
                attempts.failed(key);
                yield rejected;
            }
            case AuthStep.Challenged challenged ->
                new AuthStep.Challenged(
                        challenged.extra(),
                        (signature, extra) -> delayed(
                                key, () -> observed(key, challenged.next().answer(signature, extra))));
            case AuthStep.Pending pending ->
                new AuthStep.Pending(pending.later().thenApply(later -> observed(key, later)));
        };
    }

    private AuthStep delayed(FailedAttempts.Key key, Supplier<AuthStep> attempt) {
        long nanos = attempts.reserveNanos(key);
        if (nanos == 0) {
            return attempt.get();
        }
        if (nanos < 0) {
            return Refusals.WRONG_CREDENTIALS;
        }
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        timers.after(nanos, () -> {
            try {
                later.complete(attempt.get());
            } catch (Throwable failure) {
                later.completeExceptionally(failure);
            }
        });
        return new AuthStep.Pending(later);
    }
}
