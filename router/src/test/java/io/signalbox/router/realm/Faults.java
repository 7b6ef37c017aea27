package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import java.util.function.Supplier;

/** Counts the calls of a realm to what surrounds it, and has one of them throw. */
final class Faults {
    /** What is thrown. */
    enum Kind {
        EXCEPTION(() -> new IllegalStateException("a fault that the test wants")),
        NO_MEMORY(() -> new OutOfMemoryError("a fault that the test wants")),
        STACK_OVERFLOW(() -> new StackOverflowError("a fault that the test wants")),
        ASSERTION(() -> new AssertionError("a fault that the test wants"));

        private final Supplier<Throwable> made;

        Kind(Supplier<Throwable> made) {
            this.made = made;
        }
    }

    private Kind kind;
    private int throwsAt;
    private boolean counting;
    private int calls;
    private String thrownBy;

    /** From now on calls are counted; the one with this number throws, none when it is zero. */
    void arm(Kind wanted, int number) {
        kind = wanted;
        throwsAt = number;
        calls = 0;
        counting = true;
    }

    /** Nothing throws any more. */
    void disarm() {
        counting = false;
    }

    /** A call to a collaborator. */
    void at(String seam) {
        if (counting && ++calls == throwsAt) {
            thrownBy = seam;
            AllSteps.rethrow(kind.made.get());
        }
    }

    int calls() {
        return calls;
    }

    /** The collaborator that threw; null when none did. */
    String thrownBy() {
        return thrownBy;
    }
}
