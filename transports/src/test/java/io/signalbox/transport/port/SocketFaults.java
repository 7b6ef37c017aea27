package io.signalbox.transport.port;

import io.signalbox.protocol.connection.AllSteps;
import java.util.function.Supplier;

/** Counts the calls to the end point of one connection and makes one of them throw. Thread-safe. */
final class SocketFaults {
    private FaultyEndPoint bystander;
    private Supplier<Throwable> fault;
    private boolean isAsynchronous;
    private int throwsAt;
    private int calls;
    private String thrownBy;

    /** Spares the connection that calls next, and all of its calls to come. */
    synchronized void spareNext() {
        bystander = null;
        throwsAt = -1;
    }

    /**
     * Starts counting.
     *
     * @param number the call that throws; 0 for none
     * @param asynchronous whether writes fail when they are done
     */
    synchronized void arm(Supplier<Throwable> wanted, int number, boolean asynchronous) {
        fault = wanted;
        throwsAt = number;
        isAsynchronous = asynchronous;
        calls = 0;
        thrownBy = null;
    }

    synchronized boolean isAsynchronous() {
        return isAsynchronous;
    }

    /** Records a call. */
    void at(FaultyEndPoint endPoint, String seam) {
        Throwable thrown = next(endPoint, seam);
        if (thrown != null) {
            AllSteps.rethrow(thrown);
        }
    }

    /** Records a call, and returns what it has to fail with; null if it has not. */
    synchronized Throwable next(FaultyEndPoint endPoint, String seam) {
        if (bystander == null) {
            bystander = endPoint;
        }
        if (endPoint == bystander || ++calls != throwsAt) {
            return null;
        }
        thrownBy = seam;
        return fault.get();
    }

    synchronized int calls() {
        return calls;
    }

    /** The call that failed; null if none did. */
    synchronized String thrownBy() {
        return thrownBy;
    }
}
