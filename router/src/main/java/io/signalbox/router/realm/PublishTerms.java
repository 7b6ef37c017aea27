package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.options.PublishOptions;

/**
 * The options of a PUBLISH, read before the message enters its realm: their lists of receivers may be long, and are
 * sorted. What is wrong with them counts when the message has its turn. Immutable.
 */
final class PublishTerms {
    private static final PublishTerms DEFAULTS = new PublishTerms(PublishOptions.DEFAULTS, null);

    private final PublishOptions options;
    private final ProtocolViolation violation;

    private PublishTerms(PublishOptions options, ProtocolViolation violation) {
        this.options = options;
        this.violation = violation;
    }

    /** The terms of a message; those without options for anything else than a PUBLISH. */
    static PublishTerms of(WampMessage message) {
        if (!(message instanceof Publish publish)
                || publish.options().isEmpty() && !publish.payload().isOpaque()) {
            return DEFAULTS;
        }
        try {
            return new PublishTerms(PublishOptions.from(publish.options(), publish.payload()), null);
        } catch (ProtocolViolation violation) {
            return new PublishTerms(null, violation);
        }
    }

    PublishOptions options() throws ProtocolViolation {
        if (violation != null) {
            throw violation;
        }
        return options;
    }
}
