package io.signalbox.router.realm;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.ReadControl;
import io.signalbox.router.session.ReadControl.PauseReason;
import io.signalbox.router.session.Timers;
import java.util.Map;

/**
 * Connection listener: handles HELLO, then forwards messages, violations and the close to the realm in the order of
 * arrival. One connection may carry several sessions in succession (spec: Session Lifecycle).
 *
 * <p>Thread safety: runs on the transport's threads. {@link #giveBack}, {@link #sessionLeft}, {@link #connectionEnds}
 * and {@link #sessionEnded} are called from the realm's loop.
 */
final class InboundGate implements ConnectionListener {
    private final WampConnection connection;
    private final SessionHandshake handshake;
    private final SessionAcceptor.Quotas quotas;
    private final Timers timers;
    private final SessionAcceptor.Times times;
    private final ReadControl reading;
    private final Credit credit;

    /** Lifecycle of the current session; null before HELLO and after GOODBYE. */
    private volatile SessionLifecycle current;

    /** Whether the connection is closed or closing. All further input is ignored. */
    private volatile boolean closed;

    private volatile Timers.Timeout helloTimeout;
    private volatile boolean hadSession;

    InboundGate(
            WampConnection connection,
            SessionHandshake handshake,
            SessionAcceptor.Quotas quotas,
            Timers timers,
            SessionAcceptor.Times times) {
        this.connection = connection;
        this.handshake = handshake;
        this.quotas = quotas;
        this.timers = timers;
        this.times = times;
        credit = new Credit(quotas.waiting());
        reading = new ReadControl(connection, timers, times.maxPauseNanos());
    }

    WampConnection connection() {
        return connection;
    }

    ReadControl reading() {
        return reading;
    }

    void awaitHello() {
        Timers.Timeout timeout = timers.after(times.handshakeNanos(), this::helloIsLate);
        helloTimeout = timeout;
        if (closed) {
            timeout.cancel();
        }
    }

    private void helloIsLate() {
        if (current == null && !closed) {
            closed = true;
            connection.close(
                    hadSession
                            ? CloseReason.NORMAL
                            : CloseReason.policy("no HELLO within " + times.handshakeMillis() + " ms"));
        }
    }

    @Override
    public boolean hasSession() {
        return current != null;
    }

    @Override
    public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
        if (closed) {
            return;
        }
        SessionLifecycle lifecycle = current;
        if (lifecycle == null) {
            beforeSession(message, flushes);
            return;
        }
        if (message instanceof Goodbye) {
            // The next message may belong to another session, depending on the realm's answer.
            reading.pauseForCertain(PauseReason.GOODBYE);
        }
        InboundMessage inbound = new InboundMessage(lifecycle, message, sizeBytes);
        Call serviceCall = message instanceof Call call && UriRules.isReserved(call.procedure()) ? call : null;
        PayloadInspection inspection =
                serviceCall == null ? lifecycle.inspection() : inspectionOf(lifecycle, serviceCall);
        if (inspection != null) {
            inspect(inspection, message, serviceCall, inbound, flushes);
            return;
        }
        if (serviceCall != null) {
            inbound.readServiceCall(serviceCall);
        }
        deliver(inbound, flushes);
    }

    private static PayloadInspection inspectionOf(SessionLifecycle lifecycle, Call serviceCall) {
        return isQuick(serviceCall) ? lifecycle.inspection() : lifecycle.inspectionOfCalls();
    }

    private static boolean isQuick(Call serviceCall) {
        return serviceCall == null || serviceCall.payload().length() <= PayloadInspection.MAX_QUICK_BYTES;
    }

    /**
     * Checks a payload against its contract and parses the arguments of a call to the router. Runs on this thread if
     * the work is short and nothing waits, otherwise on another thread. The order of the messages is kept.
     *
     * @param serviceCall the message if it is a call to the router, else null
     */
    private void inspect(
            PayloadInspection inspection,
            WampMessage message,
            Call serviceCall,
            InboundMessage inbound,
            FlushBatch flushes) {
        PayloadInspection.Check check = inspection.checkOf(message);
        if (inspection.isIdle() && (check == null || check.isQuick()) && isQuick(serviceCall)) {
            inspect(check, serviceCall, inbound);
            deliver(inbound, flushes);
            return;
        }
        offload(inbound.lifecycle(), check, () -> inspectOffloaded(check, serviceCall, inbound));
    }

    private static void inspect(PayloadInspection.Check check, Call serviceCall, InboundMessage inbound) {
        if (check != null) {
            inbound.violates(check.violation());
        }
        if (serviceCall != null) {
            inbound.readServiceCall(serviceCall);
        }
    }

    private void offload(SessionLifecycle lifecycle, PayloadInspection.Check check, Runnable step) {
        // The pause precedes the step, so that the end of the last step resumes reading after the pause.
        reading.pause(PauseReason.CONTRACT);
        lifecycle
                .inspection()
                .offload(
                        check,
                        step,
                        () -> reading.resume(PauseReason.CONTRACT),
                        failure -> offloadFailed(lifecycle, failure));
    }

    private static void offloadFailed(SessionLifecycle lifecycle, Throwable failure) {
        lifecycle.arrivals().submit(lifecycle.task("a payload contract", () -> AllSteps.rethrow(failure)));
    }

    /** Runs on another thread. The session may end meanwhile. */
    private void inspectOffloaded(PayloadInspection.Check check, Call serviceCall, InboundMessage inbound) {
        try {
            inspect(check, serviceCall, inbound);
            if (!closed) {
                charge(inbound);
                inbound.lifecycle().arrivals().submit(inbound);
                pauseUnlessCreditIsLeft();
            }
        } catch (Throwable failure) {
            offloadFailed(inbound.lifecycle(), failure);
        }
    }

    private void deliver(InboundMessage inbound, FlushBatch flushes) {
        if (!entered(inbound.lifecycle(), inbound, flushes)) {
            charge(inbound);
            if (inbound.lifecycle().arrivals().add(inbound)) {
                flushes.beforehand(inbound.lifecycle().arrivals());
            }
            if (!credit.isLeft()) {
                // Entering before the end of the round may free credit and avoid the pause.
                inbound.lifecycle().arrivals().enter(flushes);
                pauseUnlessCreditIsLeft();
            }
        }
    }

    private static void deliver(SessionLifecycle lifecycle, RealmTask task, FlushBatch flushes) {
        if (!entered(lifecycle, task, flushes)) {
            lifecycle.arrivals().add(task);
            flushes.beforehand(lifecycle.arrivals());
        }
    }

    private static boolean entered(SessionLifecycle lifecycle, RealmTask task, FlushBatch flushes) {
        return lifecycle.arrivals().isEmpty() && lifecycle.realm().loop().tryRun(task, flushes);
    }

    private void charge(InboundMessage inbound) {
        inbound.chargeTo(this);
        credit.charge(inbound.keptBytes());
    }

    private void pauseUnlessCreditIsLeft() {
        if (!credit.isLeft()) {
            reading.pause(PauseReason.CREDIT);
            // Credit that the realm gave back before the pause causes no further resume.
            if (credit.isLeft()) {
                reading.resume(PauseReason.CREDIT);
            }
        }
    }

    /** Gives back the credit of a message. Called from the realm's loop. */
    void giveBack(long keptBytes) {
        if (credit.giveBack(keptBytes) && reading.isPausedFor(PauseReason.CREDIT)) {
            reading.resume(PauseReason.CREDIT);
        }
    }

    private void beforeSession(WampMessage message, FlushBatch flushes) {
        if (message instanceof Hello hello) {
            open(hello, flushes);
        } else if (message.type() == MessageType.ABORT) {
            closeWith(CloseReason.NORMAL);
        } else if (message instanceof TooLongHead head) {
            refuse(Realm.LIMIT_EXCEEDED, head.explanation(), flushes);
        } else {
            violated(new ProtocolViolation("a session begins with HELLO, not with " + message.type()), flushes);
        }
    }

    private void open(Hello hello, FlushBatch flushes) {
        try {
            switch (handshake.judge(hello)) {
                case Admission.Refused refused -> refuse(refused.reason(), refused.message(), flushes);
                case Admission.Admitted admitted -> join(admitted, flushes);
            }
        } catch (ProtocolViolation violation) {
            violated(violation, flushes);
        }
    }

    private void violated(ProtocolViolation violation, FlushBatch flushes) {
        onViolation(violation, SessionLifecycle.VIOLATION, flushes);
    }

    private void join(Admission.Admitted admitted, FlushBatch flushes) {
        cancelHelloTimeout();
        String full = quotas.take();
        if (full != null) {
            refuse(Realm.LIMIT_EXCEEDED, "the " + full + " has reached its limit of sessions", flushes);
            return;
        }
        hadSession = true;
        SessionLifecycle lifecycle = lifecycle(admitted);
        current = lifecycle;
        deliver(lifecycle, lifecycle.task("HELLO", lifecycle::join), flushes);
    }

    /** From here on the end of the lifecycle gives back the quota, even if HELLO does not get its turn. */
    private SessionLifecycle lifecycle(Admission.Admitted admitted) {
        try {
            return new SessionLifecycle(admitted, this);
        } catch (Throwable failure) {
            quotas.giveBack();
            throw failure;
        }
    }

    private void refuse(String reason, String message, FlushBatch flushes) {
        abort(reason, message, flushes);
        closeWith(CloseReason.NORMAL);
    }

    private void abort(String reason, String message, FlushBatch flushes) {
        Abort abort = new Abort(Map.of("message", message), reason, Payload.EMPTY);
        if (connection.send(OutboundFrame.single(abort))) {
            flushes.touched(connection);
        }
    }

    private void closeWith(CloseReason reason) {
        closed = true;
        new AllSteps()
                .then(this::cancelHelloTimeout)
                .then(() -> connection.close(reason))
                .rethrow();
    }

    @Override
    public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
        if (closed) {
            return;
        }
        SessionLifecycle lifecycle = current;
        if (lifecycle == null) {
            abort(violation.reason(), violation.getMessage(), flushes);
            closeWith(closing);
            return;
        }
        deliverEnd(lifecycle, lifecycle.task("violation", () -> lifecycle.violated(violation, closing)), flushes);
    }

    @Override
    public void onPeerCloses(String why, FlushBatch flushes) {
        if (closed) {
            return;
        }
        SessionLifecycle lifecycle = current;
        if (lifecycle == null) {
            closeWith(CloseReason.NORMAL);
        } else {
            deliverEnd(lifecycle, lifecycle.task("CLOSE", () -> lifecycle.peerCloses(why)), flushes);
        }
    }

    private void deliverEnd(SessionLifecycle lifecycle, RealmTask end, FlushBatch flushes) {
        PayloadInspection inspection = lifecycle.inspection();
        if (inspection == null || inspection.isIdle()) {
            deliver(lifecycle, end, flushes);
        } else {
            offload(lifecycle, null, () -> lifecycle.arrivals().submit(end));
        }
    }

    @Override
    public void onSlow(SlowConsumer.Policy applied) {
        SessionLifecycle lifecycle = current;
        if (lifecycle != null) {
            lifecycle.realm().loop().submit(lifecycle.task("a slow consumer", () -> lifecycle.slow(applied)));
        }
    }

    @Override
    public void onTooLong(WampMessage message) {
        SessionLifecycle lifecycle = current;
        if (lifecycle != null) {
            lifecycle.realm().loop().submit(lifecycle.task("a message too long", () -> lifecycle.tooLong(message)));
        }
    }

    @Override
    public void onClosed(String why) {
        closed = true;
        AllSteps steps = new AllSteps().then(this::cancelHelloTimeout);
        SessionLifecycle lifecycle = current;
        if (lifecycle != null) {
            steps.then(() -> lifecycle.arrivals().submit(lifecycle.task("close", () -> lifecycle.lost(why))));
        }
        steps.rethrow();
    }

    private void cancelHelloTimeout() {
        Timers.Timeout timeout = helloTimeout;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** Called after the client's GOODBYE: another session may follow on this connection. */
    void sessionLeft() {
        current = null;
        awaitHello();
        reading.resume(PauseReason.GOODBYE);
    }

    /** Called after the end of the session: no other session follows on this connection. */
    void connectionEnds() {
        closed = true;
    }

    /** Gives back the quota. Called once for each session that was counted. */
    void sessionEnded() {
        quotas.giveBack();
    }
}
