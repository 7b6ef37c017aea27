package io.signalbox.router.auth;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Answer of an authentication method to HELLO or AUTHENTICATE. Immutable and thread-safe. */
public sealed interface AuthStep {

    /**
     * The client is authenticated. The realm may still have no such role.
     *
     * @param login what the session shares with other sessions of the client
     */
    record Accepted(Identity identity, ClientLogin login) implements AuthStep {
        public Accepted {
            Objects.requireNonNull(identity);
            Objects.requireNonNull(login);
        }

        /** The client is authenticated for one session. */
        public Accepted(Identity identity) {
            this(identity, ClientLogin.NONE);
        }
    }

    /**
     * The client is refused: the router sends ABORT and closes the connection.
     *
     * @param reason the error URI of the ABORT
     * @param message the human-readable message of the ABORT; contains no secret
     */
    record Rejected(String reason, String message) implements AuthStep {
        public Rejected {
            Objects.requireNonNull(reason);
            Objects.requireNonNull(message);
        }
    }

    /**
     * The router sends CHALLENGE. {@code next} evaluates an AUTHENTICATE that arrives within the deadline, once.
     *
     * @param extra the extra dictionary of the CHALLENGE
     */
    record Challenged(Map<String, Object> extra, Authenticator.Response next) implements AuthStep {
        public Challenged {
            Objects.requireNonNull(extra);
            Objects.requireNonNull(next);
        }
    }

    /**
     * The next step is evaluated after a delay, on another thread, unless the client leaves before. The delay does not count
     * against the deadline of the authentication method.
     *
     * @param nanos the delay, above 0
     */
    record Delayed(long nanos, Supplier<AuthStep> next) implements AuthStep {
        public Delayed {
            Objects.requireNonNull(next);
        }
    }

    /**
     * The stage completes with the next step, on any thread. A stage that completes exceptionally or with null, or that
     * does not complete within the deadline, refuses the client with {@code wamp.error.authentication_failed}. The loss
     * of the connection does not cancel the stage.
     */
    record Pending(CompletionStage<? extends AuthStep> later) implements AuthStep {
        public Pending {
            Objects.requireNonNull(later);
        }
    }

    /**
     * Returns this step with an operation on its outcome, which is an {@link Accepted} or a {@link Rejected}: this step, or the
     * last one of those that follow.
     *
     * @param operation returns the outcome that takes the place of the outcome
     */
    default AuthStep withOutcome(UnaryOperator<AuthStep> operation) {
        return withOutcome(operation, answer -> answer.get().withOutcome(operation));
    }

    /**
     * Returns this step with an operation on its outcome, and with another evaluation of the AUTHENTICATE in between.
     *
     * @param operation returns the outcome that takes the place of the outcome
     * @param evaluation evaluates an AUTHENTICATE by the supplier, and applies the operation to the outcome
     */
    default AuthStep withOutcome(UnaryOperator<AuthStep> operation, Function<Supplier<AuthStep>, AuthStep> evaluation) {
        return switch (this) {
            case Accepted accepted -> operation.apply(accepted);
            case Rejected rejected -> operation.apply(rejected);
            case Challenged challenged ->
                new Challenged(
                        challenged.extra(),
                        (signature, extra) ->
                                evaluation.apply(() -> challenged.next().answer(signature, extra)));
            case Delayed delayed ->
                new Delayed(delayed.nanos(), () -> delayed.next().get().withOutcome(operation, evaluation));
            case Pending pending ->
                new Pending(pending.later().thenApply(later -> later.withOutcome(operation, evaluation)));
        };
    }
}
