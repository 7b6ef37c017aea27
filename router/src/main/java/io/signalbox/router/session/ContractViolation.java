package io.signalbox.router.session;

import io.signalbox.protocol.message.Payload;

/**
 * Violation of a payload contract.
 *
 * @param rule the violated rule
 * @param path JSON path into {@code {"args": […], "kwargs": {…}}}, such as {@code $.args[0].name}
 * @param message description of the violation by the schema
 * @param rejected whether the message is rejected; otherwise the violation is only logged
 */
public record ContractViolation(PayloadRule rule, String path, String message, boolean rejected) {

    /** Returns the arguments of the ERROR: a sentence for people, then path and message for programs. */
    public Payload explanation() {
        return Explanation.of("the payload violates its contract at " + path + ": " + message, path, message);
    }
}
