package io.signalbox.protocol.connection;

/**
 * Sequence of steps that all run, whatever an earlier step throws, such as the steps that end a session. The first
 * throwable is kept; later throwables are added as suppressed. Confined to one thread.
 */
public final class AllSteps {
    private Throwable failure;

    /** Runs a step and catches its throwable. */
    public AllSteps then(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            failure = first(failure, thrown);
        }
        return this;
    }

    /** Returns the first failure with the other one added as suppressed. Either may be null. */
    public static Throwable first(Throwable first, Throwable other) {
        if (first == null) {
            return other;
        }
        if (other != null && other != first) {
            first.addSuppressed(other);
        }
        return first;
    }

    /** Returns the first throwable of the steps, or null. */
    public Throwable failure() {
        return failure;
    }

    /** Throws the first throwable of the steps, if there is one. */
    public void rethrow() {
        rethrow(failure);
    }

    /** Throws an unchecked failure as it is and wraps a checked one; does nothing for null. */
    public static void rethrow(Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }
}
