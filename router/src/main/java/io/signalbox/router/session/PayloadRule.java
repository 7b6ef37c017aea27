package io.signalbox.router.session;

import io.signalbox.protocol.message.Payload;

/** What the arguments of one kind of message must look like. Any thread may use it; compared by identity. */
public interface PayloadRule {

    /** How the payload breaks the rule; null when it does not. Parses the payload, so it is not for a realm's loop. */
    ContractViolation violation(Payload payload);
}
