package io.signalbox.protocol.connection;

/**
 * Runs steps each of which must happen whatever another one throws, such as the steps that end a session. Keeps the first
 * throwable and adds those of later steps to it as suppressed ones. Confined to one thread.
 */
public final class AllSteps {
    private Throwable failure;

    /** Runs one more step. */
    public AllSteps then(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            failure = first(failure, thrown);
        }
        return this;
    }

    /** The first of two failures with the other one suppressed in it; either may be null. */
    public static Throwable first(Throwable first, Throwable other) {
        if (first == null) {
            return other;
        }
        if (other != null && other != first) {
            first.addSuppressed(other);
        }
        return first;
    }

    /** What the steps threw; null when every step returned. */
    public Throwable failure() {
        return failure;
    }

    /** Throws what the steps threw, if they threw. */
    public void rethrow() {
        rethrow(failure);
    }

    /** Throws a failure that was caught before, as it is; does nothing for null. */
    public static void rethrow(Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
    }
}
