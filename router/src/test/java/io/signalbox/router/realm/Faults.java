package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import java.util.function.Supplier;

/** Counts the calls of a realm to its collaborators and makes one of them throw. */
final class Faults {
    /** Kinds of exceptions to throw. */
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

    /** Starts counting. The call with this number throws; no call throws if the number is zero. */
    void arm(Kind wanted, int number) {
        kind = wanted;
        throwsAt = number;
        calls = 0;
        counting = true;
    }

    /** Stops throwing. */
    void disarm() {
        counting = false;
    }

    /** Records a call to a collaborator. */
    void at(String seam) {
        if (counting && ++calls == throwsAt) {
            thrownBy = seam;
            AllSteps.rethrow(kind.made.get());
        }
    }

    int calls() {
        return calls;
    }

    /** Returns the collaborator that threw; null if none did. */
    String thrownBy() {
        return thrownBy;
    }
}
