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
import io.signalbox.router.session.PauseReason;
import io.signalbox.router.session.Reading;
import io.signalbox.router.session.Timers;
import java.util.Map;

/**
 * What comes in from one connection: before a session it answers by itself, later it hands everything to the realm in
 * the order of arrival, violations and the end of the connection included. One connection may carry several sessions
 * one after the other (checklist A18).
 *
 * <p>Runs on the transport's threads; {@link #sessionLeft} and {@link #sessionEnded} are called from the realm's loop.
 */
final class InboundGate implements ConnectionListener {
    private final WampConnection connection;
    private final SessionHandshake handshake;
    private final SessionAcceptor.Quotas quotas;
    private final Timers timers;
    private final SessionAcceptor.Times times;
    private final Reading reading;
    private final Credit credit = new Credit();

    /** The stay in a realm; null before HELLO and after GOODBYE. */
    private volatile Membership membership;

    /** Whether the connection is closed or being closed, so that nothing it still says matters. */
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
        reading = new Reading(connection, timers, times.maxPauseNanos());
    }

    WampConnection connection() {
        return connection;
    }

    Reading reading() {
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
        if (membership == null && !closed) {
            closed = true;
            connection.close(
                    hadSession
                            ? CloseReason.NORMAL
                            : CloseReason.policy("no HELLO within " + times.handshakeMillis() + " ms"));
        }
    }

    @Override
    public boolean hasSession() {
        return membership != null;
    }

    @Override
    public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
        if (closed) {
            return;
        }
        Membership member = membership;
        if (member == null) {
            beforeSession(message, flushes);
            return;
        }
        if (message instanceof Goodbye) {
            // Until the realm has answered it is not known to whom the next message goes.
            reading.pauseForCertain(PauseReason.GOODBYE);
        }
        Delivery delivery = new Delivery(member, message, sizeBytes);
        Call serviceCall = message instanceof Call call && UriRules.isReserved(call.procedure()) ? call : null;
        PayloadInspection inspection = serviceCall == null ? member.inspection() : inspectionOf(member, serviceCall);
        if (inspection != null) {
            inspect(inspection, message, serviceCall, delivery, flushes);
            return;
        }
        if (serviceCall != null) {
            delivery.readServiceCall(serviceCall);
        }
        deliver(delivery, flushes);
    }

    private static PayloadInspection inspectionOf(Membership member, Call serviceCall) {
        return isQuick(serviceCall) ? member.inspection() : member.inspectionOfCalls();
    }

    private static boolean isQuick(Call serviceCall) {
        return serviceCall == null || serviceCall.payload().length() <= PayloadInspection.MAX_QUICK_BYTES;
    }

    /**
     * Holds the payload to its contract, and reads a call to the router: at once when that is quick, else aside, and
     * nothing overtakes it.
     *
     * @param serviceCall the message if it is such a call, else null
     */
    private void inspect(
            PayloadInspection inspection,
            WampMessage message,
            Call serviceCall,
            Delivery delivery,
            FlushBatch flushes) {
        PayloadCheck check = inspection.checkOf(message);
        if (inspection.aside().isIdle() && (check == null || check.isQuick()) && isQuick(serviceCall)) {
            inspect(check, serviceCall, delivery);
            deliver(delivery, flushes);
            return;
        }
        goAside(delivery.member(), check, () -> inspectAside(check, serviceCall, delivery));
    }

    private static void inspect(PayloadCheck check, Call serviceCall, Delivery delivery) {
        if (check != null) {
            delivery.breaks(check.violation());
        }
        if (serviceCall != null) {
            delivery.readServiceCall(serviceCall);
        }
    }

    private void goAside(Membership member, PayloadCheck check, Runnable step) {
        PayloadInspection inspection = member.inspection();
        // Before the step is added, so that the end of the steps comes later than this pause and lifts it.
        reading.pause(PauseReason.CONTRACT);
        if (inspection.aside().add(step)) {
            inspection.runAside(check, () -> {
                AllSteps steps =
                        new AllSteps().then(inspection.aside()::run).then(() -> reading.resume(PauseReason.CONTRACT));
                if (steps.failure() != null) {
                    failsAside(member, steps.failure());
                }
            });
        }
    }

    private static void failsAside(Membership member, Throwable failure) {
        member.arrivals().submit(member.step("a payload contract", () -> AllSteps.rethrow(failure)));
    }

    /** Runs on a thread of its own; the session may end meanwhile. */
    private void inspectAside(PayloadCheck check, Call serviceCall, Delivery delivery) {
        try {
            inspect(check, serviceCall, delivery);
            if (!closed) {
                charge(delivery);
                delivery.member().arrivals().submit(delivery);
                pauseUnlessCreditIsLeft();
            }
        } catch (Throwable failure) {
            failsAside(delivery.member(), failure);
        }
    }

    private void deliver(Delivery delivery, FlushBatch flushes) {
        if (!entered(delivery.member(), delivery, flushes)) {
            charge(delivery);
            if (delivery.member().arrivals().add(delivery)) {
                flushes.beforehand(delivery.member().arrivals());
            }
            if (!credit.isLeft()) {
                // Sooner than at the end of the round, since that may be all it takes.
                delivery.member().arrivals().enter(flushes);
                pauseUnlessCreditIsLeft();
            }
        }
    }

    private static void deliver(Membership member, RealmTask step, FlushBatch flushes) {
        if (!entered(member, step, flushes)) {
            member.arrivals().add(step);
            flushes.beforehand(member.arrivals());
        }
    }

    private static boolean entered(Membership member, RealmTask step, FlushBatch flushes) {
        return member.arrivals().isEmpty() && member.realm().loop().tryRun(step, flushes);
    }

    private void charge(Delivery delivery) {
        delivery.chargeTo(this);
        credit.charge(delivery.keptBytes());
    }

    private void pauseUnlessCreditIsLeft() {
        if (!credit.isLeft()) {
            reading.pause(PauseReason.CREDIT);
            // The realm may have given the credit back before the pause, and will not look again.
            if (credit.isLeft()) {
                reading.resume(PauseReason.CREDIT);
            }
        }
    }

    /** Takes back what a delivery was charged; called from the realm's loop. */
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
        onViolation(violation, Membership.VIOLATION, flushes);
    }

    private void join(Admission.Admitted admitted, FlushBatch flushes) {
        cancelHelloTimeout();
        String full = quotas.take();
        if (full != null) {
            refuse(Realm.LIMIT_EXCEEDED, "this " + full + " has as many sessions as it may have", flushes);
            return;
        }
        hadSession = true;
        Membership member = member(admitted);
        membership = member;
        deliver(member, member.step("HELLO", member::join), flushes);
    }

    /** From here on the end of the membership gives the quota back, whether HELLO gets its turn or not. */
    private Membership member(Admission.Admitted admitted) {
        try {
            return new Membership(admitted, this);
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
        Membership member = membership;
        if (member == null) {
            abort(violation.reason(), violation.getMessage(), flushes);
            closeWith(closing);
            return;
        }
        deliverEnd(member, member.step("violation", () -> member.violated(violation, closing)), flushes);
    }

    @Override
    public void onPeerCloses(String why, FlushBatch flushes) {
        if (closed) {
            return;
        }
        Membership member = membership;
        if (member == null) {
            closeWith(CloseReason.NORMAL);
        } else {
            deliverEnd(member, member.step("CLOSE", () -> member.peerCloses(why)), flushes);
        }
    }

    private void deliverEnd(Membership member, RealmTask end, FlushBatch flushes) {
        PayloadInspection inspection = member.inspection();
        if (inspection == null || inspection.aside().isIdle()) {
            deliver(member, end, flushes);
        } else {
            goAside(member, null, () -> member.arrivals().submit(end));
        }
    }

    @Override
    public void onSlow(SlowConsumer.Policy applied) {
        Membership member = membership;
        if (member != null) {
            member.realm().loop().submit(member.step("a slow consumer", () -> member.slow(applied)));
        }
    }

    @Override
    public void onTooLong(WampMessage message) {
        Membership member = membership;
        if (member != null) {
            member.realm().loop().submit(member.step("a message too long", () -> member.tooLong(message)));
        }
    }

    @Override
    public void onClosed(String why) {
        closed = true;
        AllSteps steps = new AllSteps().then(this::cancelHelloTimeout);
        Membership member = membership;
        if (member != null) {
            steps.then(() -> member.arrivals().submit(member.step("close", () -> member.lost(why))));
        }
        steps.rethrow();
    }

    private void cancelHelloTimeout() {
        Timers.Timeout timeout = helloTimeout;
        if (timeout != null) {
            timeout.cancel();
        }
    }

    /** The session has said GOODBYE and another one may follow on this connection. */
    void sessionLeft() {
        membership = null;
        awaitHello();
        reading.resume(PauseReason.GOODBYE);
    }

    /** The session has ended, and no other one follows on this connection. */
    void connectionEnds() {
        closed = true;
    }

    /** Called once for every session that had been counted. */
    void sessionEnded() {
        quotas.giveBack();
    }
}
