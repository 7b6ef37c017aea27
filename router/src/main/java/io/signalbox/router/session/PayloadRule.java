package io.signalbox.router.session;

import io.signalbox.protocol.message.Payload;

/**
 * Rule for the arguments of one kind of message under one contract. Compared by identity.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public interface PayloadRule {

    /**
     * Returns the violation of the rule, or null. Parses the payload and must therefore not run inside a realm's loop.
     */
    ContractViolation violation(Payload payload);
}
