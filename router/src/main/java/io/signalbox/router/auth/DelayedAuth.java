package io.signalbox.router.auth;

import io.signalbox.router.session.PrintableText;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authentication method that delays attempts after failed attempts, see {@link FailedAttempts}. An attempt is one
 * AUTHENTICATE, or a HELLO that is refused. Thread-safe.
 */
public final class DelayedAuth implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(DelayedAuth.class);

    private final Authenticator method;
    private final FailedAttempts attempts;

    public DelayedAuth(Authenticator method, FailedAttempts attempts) {
        this.method = method;
        this.attempts = attempts;
    }

    @Override
    public String method() {
        return method.method();
    }

    @Override
    public boolean applies(AuthRequest request) {
        return method.applies(request);
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        Attempt attempt =
                new Attempt(FailedAttempts.Key.of(PeerNetwork.of(request.peer().address()), claim(request)), request);
        return observed(attempt, method.begin(request));
    }

    @Override
    public String claim(AuthRequest request) {
        return method.claim(request);
    }

    private record Attempt(FailedAttempts.Key key, AuthRequest request) {}

    private AuthStep observed(Attempt attempt, AuthStep step) {
        return switch (step) {
            case AuthStep.Accepted accepted -> {
                attempts.succeeded(attempt.key());
                yield accepted;
            }
            case AuthStep.Rejected rejected -> {
                if (rejected != KeyWork.BUSY) {
                    failed(attempt);
                }
                yield rejected;
            }
            case AuthStep.Challenged challenged ->
                new AuthStep.Challenged(
                        challenged.extra(),
                        (signature, extra) -> delayed(
                                attempt.key(),
                                () -> observed(attempt, challenged.next().answer(signature, extra))));
            case AuthStep.Delayed delayed ->
                new AuthStep.Delayed(
                        delayed.nanos(), () -> observed(attempt, delayed.next().get()));
            case AuthStep.Pending pending ->
                new AuthStep.Pending(pending.later().thenApply(later -> observed(attempt, later)));
        };
    }

    private void failed(Attempt attempt) {
        if (attempts.failed(attempt.key())) {
            AuthRequest request = attempt.request();
            LOG.warn(
                    "listener={} peer={} authid={} authmethod={} has failed to authenticate many times; its next attempts"
                            + " wait, see auth_limits",
                    request.peer().listener(),
                    request.peer().address(),
                    PrintableText.of(claim(request)),
                    method.method());
        }
    }

    private AuthStep delayed(FailedAttempts.Key key, Supplier<AuthStep> attempt) {
        long nanos = attempts.reserveNanos(key);
        if (nanos == 0) {
            return attempt.get();
        }
        if (nanos < 0) {
            return Refusals.WRONG_CREDENTIALS;
        }
        return new AuthStep.Delayed(nanos, attempt);
    }
}
