package io.signalbox.router.session;

import io.signalbox.protocol.message.Payload;

/**
 * How a payload breaks its contract.
 *
 * @param rule the rule that it breaks
 * @param path where, as a JSON path into {@code {"args": […], "kwargs": {…}}}, such as {@code $.args[0].name}
 * @param message what the schema says about it
 * @param rejected whether the message must not pass; else it is only logged
 */
public record ContractViolation(PayloadRule rule, String path, String message, boolean rejected) {

    /** For people and for programs: one sentence, the path, and what the schema says. */
    public Payload explanation() {
        return Explanation.of("the payload breaks its contract at " + path + ": " + message, path, message);
    }
}
