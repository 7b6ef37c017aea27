package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Procedure;

/**
 * A message of a session as a task of its realm, with the results of all parsing that happens before the message enters
 * the realm.
 *
 * <p>Thread safety: {@link #run} and {@link #failed} are confined to the realm's loop. All other methods are called by the
 * reading thread before the message is submitted.
 */
final class InboundMessage implements RealmTask {
    private final SessionLifecycle lifecycle;
    private final WampMessage message;
    private final ParsedOptions publishOptions;
    private final int sizeBytes;

    /** Gets the credit back; null if the message has not been charged. */
    private InboundGate charged;

    private long chargedBytes;

    /** Violation of the payload contract, or null. */
    private ContractViolation violation;

    /** Step of a call to the router whose arguments are parsed; null for all other messages. */
    private Procedure.Step serviceStep;

    /**
     * The options of a PUBLISH, or the violation that reading the options found. The violation takes effect when the
     * message has its turn. Options are read outside the loop, because their receiver lists may be long and are sorted.
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

    /** @param sizeBytes length of the encoded message */
    InboundMessage(SessionLifecycle lifecycle, WampMessage message, int sizeBytes) {
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
        return violation;
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

    /** Sets the violation of the payload contract; null if there is none. */
    void violates(ContractViolation found) {
        violation = found;
    }

    /** Parses the arguments of a call to the router. */
    void readServiceCall(Call call) {
        serviceStep = lifecycle.realm().service().read(call.procedure(), call.payload());
    }

    /**
     * Charges the message to the gate that gets the credit back when the message has its turn.
     *
     * @return the bytes that are charged
     */
    long chargeTo(InboundGate gate) {
        charged = gate;
        chargedBytes = keptBytes();
        return chargedBytes;
    }

    @Override
    public int run() {
        if (charged != null) {
            charged.giveBack(chargedBytes);
        }
        return serviceStep == null ? lifecycle.take(this) : callService((Call) message);
    }

    private int callService(Call call) {
        ServiceSession service = lifecycle.realm().service();
        service.expect(call.payload(), serviceStep);
        try {
            return lifecycle.take(this);
        } finally {
            service.expect(null, null);
        }
    }

    @Override
    public void failed(Throwable failure) {
        lifecycle.failed(message.type().name(), failure);
    }
}
