package io.signalbox.router.session;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** Answer of an {@link Authorizer}: a {@link Decision} at once, or one that follows later. */
public sealed interface Authorization permits Decision, Authorization.Later {

    /**
     * The decision follows later, on any thread. A stage that completes exceptionally or with null, or that does not complete
     * within {@link Authorizer#timeoutNanos}, counts as {@link Decision#FAILED}. The router logs the message of the
     * exception. The end of the session does not cancel the stage.
     */
    record Later(CompletionStage<Decision> decision) implements Authorization {
        public Later {
            Objects.requireNonNull(decision);
        }
    }
}
