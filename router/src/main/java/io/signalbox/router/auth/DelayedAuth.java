package io.signalbox.router.auth;

import io.signalbox.router.session.PrintableText;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authentication method that delays attempts after failed attempts, see {@link FailedAttempts}. An attempt is a HELLO with
 * the AUTHENTICATE that follows, if any. Each attempt waits at most once. Delayed attempts wait at HELLO, because the
 * method may accept or refuse the client at HELLO. Thread-safe.
 */
public final class DelayedAuth implements Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(DelayedAuth.class);

    private final Authenticator method;
    private final FailedAttempts attempts;
    private final long number;

    /** Creates a method whose attempts count by themselves. */
    public DelayedAuth(Authenticator method, FailedAttempts attempts) {
        this(method, attempts, attempts.newMethod());
    }

    /** @param number of the method in {@code attempts}: methods with the same number count together */
    public DelayedAuth(Authenticator method, FailedAttempts attempts, long number) {
        this.method = method;
        this.attempts = attempts;
        this.number = number;
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
        byte[] network = PeerNetwork.of(request.peer().address());
        Attempt attempt = new Attempt(FailedAttempts.Key.of(number, network, claim(request)), request);
        // An attempt after few failures reserves its time at AUTHENTICATE, so that the failures until then count.
        return attempts.delays(attempt.key)
                ? delayed(attempt, () -> method.begin(request))
                : observed(attempt, method.begin(request));
    }

    @Override
    public String claim(AuthRequest request) {
        return method.claim(request);
    }

    /** One attempt. Confined to the thread that evaluates a step; the state of the session publishes it to the next one. */
    private static final class Attempt {
        private final FailedAttempts.Key key;
        private final AuthRequest request;

        /** Whether the attempt has reserved its time. */
        private boolean hasReserved;

        private Attempt(FailedAttempts.Key key, AuthRequest request) {
            this.key = key;
            this.request = request;
        }
    }

    private AuthStep observed(Attempt attempt, AuthStep step) {
        return step.withOutcome(outcome -> counted(attempt, outcome), answer -> delayed(attempt, answer));
    }

    private AuthStep counted(Attempt attempt, AuthStep outcome) {
        if (outcome instanceof AuthStep.Accepted) {
            attempts.succeeded(attempt.key);
        } else if (outcome != KeyWork.BUSY) {
            failed(attempt);
        }
        return outcome;
    }

    private void failed(Attempt attempt) {
        if (attempts.failed(attempt.key)) {
            AuthRequest request = attempt.request;
            LOG.warn(
                    "listener={} peer={} authid={} authmethod={} has failed to authenticate many times; its next attempts"
                            + " wait, see auth_limits",
                    request.peer().listener(),
                    request.peer().address(),
                    PrintableText.of(claim(request)),
                    method.method());
        }
    }

    private AuthStep delayed(Attempt attempt, Supplier<AuthStep> step) {
        long nanos = attempt.hasReserved ? 0 : attempts.reserveNanos(attempt.key);
        attempt.hasReserved = true;
        if (nanos == 0) {
            return observed(attempt, step.get());
        }
        if (nanos < 0) {
            return Refusals.WRONG_CREDENTIALS;
        }
        return new AuthStep.Delayed(nanos, () -> observed(attempt, step.get()));
    }
}
