package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.Procedure;
import java.util.concurrent.CompletableFuture;

/**
 * Inspection of one payload outside the realm: the check against a contract, and the parsing of the arguments of a call
 * to the router. No payload is parsed inside the realm's loop. The realm uses the result after the permission check, so
 * that a client without permission learns nothing about the contract.
 *
 * <p>Thread safety: one thread inspects. The result is visible to every thread for which {@link #isDone} is true.
 */
final class PayloadInspection implements Runnable {
    /** Longest payload that is inspected on an I/O thread, in bytes. Parsing takes a few tens of microseconds. */
    static final int MAX_SHORT_BYTES = 4 * 1024;

    /** Null if no contract applies. */
    private final PayloadRule rule;

    /** Null if the message is no call to the router. */
    private final Call serviceCall;

    private final PayloadInspector inspector;
    private final Payload payload;

    /** Null if the thread that has read the message inspects the payload. */
    private final CompletableFuture<Void> done;

    private ContractViolation violation;
    private Procedure.Step serviceStep;
    private Throwable failure;

    PayloadInspection(PayloadInspector inspector, PayloadRule rule, Call serviceCall, Payload payload) {
        this.inspector = inspector;
        this.rule = rule;
        this.serviceCall = serviceCall;
        this.payload = payload;
        done = isShort() ? null : new CompletableFuture<>();
    }

    int payloadBytes() {
        return payload.length();
    }

    /** Returns whether the thread that has read the message inspects the payload. */
    boolean isShort() {
        return payload.length() <= MAX_SHORT_BYTES;
    }

    /** Inspects the payload. Called once. */
    @Override
    public void run() {
        try {
            violation = rule == null ? null : rule.violation(payload);
            serviceStep = serviceCall == null ? null : inspector.read(serviceCall);
        } catch (Throwable thrown) {
            failure = thrown;
        }
        if (done != null) {
            done.complete(null);
        }
    }

    boolean isDone() {
        return done == null || done.isDone();
    }

    /** Runs {@code then} when the inspection is done, on any thread. */
    void whenDone(Runnable then) {
        done.thenRun(then);
    }

    /** Throws the exception of the inspection, if there is one. */
    void rethrow() {
        AllSteps.rethrow(failure);
    }

    /** Returns the violation of the contract, or null. */
    ContractViolation violation() {
        return violation;
    }

    /** Returns the rest of a call to the router, or null. */
    Procedure.Step serviceStep() {
        return serviceStep;
    }
}
