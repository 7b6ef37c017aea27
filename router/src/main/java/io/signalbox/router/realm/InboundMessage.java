package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Procedure;

/**
 * A message of a session as a task of its realm, with the results of all parsing that happens before the message enters
 * the realm.
 *
 * <p>Thread safety: confined to the realm's loop, except that the reading thread charges the message before it is submitted.
 */
final class InboundMessage implements Lane.Entry {
    private final SessionLifecycle lifecycle;
    private final WampMessage message;
    private final ParsedOptions publishOptions;

    /** Null if the payload needs no inspection. */
    private final PayloadInspection inspection;

    private final int sizeBytes;

    /** The gate to which the credit is given back; null if the message has not been charged. */
    private InboundGate charged;

    private long chargedBytes;

    /**
     * The options of a PUBLISH, or the violation in the options. The violation takes effect when the realm processes the
     * message. Options are read outside the loop, because their receiver lists may be long and are sorted.
     */
    private record ParsedOptions(PublishOptions options, ProtocolViolation violation) {
        private static final ParsedOptions DEFAULTS = new ParsedOptions(PublishOptions.DEFAULTS, null);

        static ParsedOptions of(WampMessage message) {
            if (!(message instanceof Publish publish)
                    || publish.options().isEmpty() && !publish.payload().isOpaque()) {
                return DEFAULTS;
            }
            try {
                return new ParsedOptions(PublishOptions.from(publish.options(), publish.payload()), null);
            } catch (ProtocolViolation violation) {
                return new ParsedOptions(null, violation);
            }
        }
    }

    /**
     * @param sizeBytes length of the encoded message
     * @param inspection null if the payload needs no inspection
     */
    InboundMessage(SessionLifecycle lifecycle, WampMessage message, int sizeBytes, PayloadInspection inspection) {
        this.inspection = inspection;
        this.lifecycle = lifecycle;
        this.message = message;
        this.sizeBytes = sizeBytes;
        publishOptions = ParsedOptions.of(message);
    }

    SessionLifecycle lifecycle() {
        return lifecycle;
    }

    WampMessage message() {
        return message;
    }

    /**
     * Returns the options of a PUBLISH.
     *
     * @throws ProtocolViolation if an option has a wrong type
     */
    PublishOptions publishOptions() throws ProtocolViolation {
        if (publishOptions.violation() != null) {
            throw publishOptions.violation();
        }
        return publishOptions.options();
    }

    /** Returns the violation of the payload contract, or null. */
    ContractViolation violation() {
        return inspection == null ? null : inspection.violation();
    }

    /** Returns the rest of a call to the router, whose arguments are parsed; null for all other messages. */
    Procedure.Step serviceStep() {
        return inspection == null ? null : inspection.serviceStep();
    }

    /** Returns the bytes that the waiting message keeps alive: its encoding, and the objects of its head. */
    private long keptBytes() {
        long headBytes = Math.max(0, sizeBytes - payloadBytes());
        PublishOptions options = publishOptions.options();
        return headBytes
                + Footprint.of(message)
                + (options == null ? 0 : options.receivers().sizeBytes());
    }

    private int payloadBytes() {
        return switch (message) {
            case Publish publish -> publish.payload().length();
            case Call call -> call.payload().length();
            case Yield yield -> yield.payload().length();
            case ErrorMessage error -> error.payload().length();
            // A head that is too long has no object form.
            case TooLongHead head -> sizeBytes;
            default -> 0;
        };
    }

    /**
     * Charges the message to the gate that gets the credit back when the realm processes the message.
     *
     * @return the bytes that are charged
     */
    long chargeTo(InboundGate gate) {
        charged = gate;
        chargedBytes = keptBytes();
        return chargedBytes;
    }

    @Override
    public boolean isAnswer() {
        return message instanceof Yield || message instanceof ErrorMessage;
    }

    @Override
    public boolean isReady() {
        return inspection == null || inspection.isDone();
    }

    @Override
    public void waits() {
        if (charged == null) {
            lifecycle.gate().charge(this);
        }
        lifecycle.gate().pauseUnlessCreditIsLeft();
    }

    @Override
    public void whenReady(Runnable then) {
        inspection.whenDone(then);
    }

    @Override
    public int run() {
        return lifecycle.admits(this) ? proceed() : 1;
    }

    @Override
    public int proceed() {
        if (charged != null) {
            charged.giveBack(chargedBytes);
        }
        switch (lifecycle.state()) {
            case OPEN -> {
                try {
                    return route();
                } catch (ProtocolViolation violation) {
                    lifecycle.violated(violation, SessionLifecycle.VIOLATION);
                }
            }
            case LEAVING -> {
                if (message instanceof Goodbye || message instanceof Abort) {
                    lifecycle.goodbyeAnswered();
                }
            }
            // The message was under way when the session ended.
            case AWAITING_HELLO, AUTHENTICATING, CHALLENGED, JOINING, ENDED -> {}
        }
        return 1;
    }

    private int route() throws ProtocolViolation {
        if (inspection != null) {
            inspection.rethrow();
        }
        if (message instanceof ClientMessage request) {
            return lifecycle.realm().routing().route(lifecycle, request, this);
        }
        throw new ProtocolViolation(message.type() + " is sent by routers only");
    }

    @Override
    public void failed(Throwable failure) {
        lifecycle.failed(message.type().name(), failure);
    }
}
