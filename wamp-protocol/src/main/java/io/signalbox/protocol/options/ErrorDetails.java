package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * Details of the ERROR of a callee.
 *
 * @param passthru the {@code ppt_} or {@code enc_} entries for the caller's ERROR; empty when payload passthru is not in use
 */
public record ErrorDetails(Map<String, Object> passthru) {

    private static final ErrorDetails DEFAULTS = new ErrorDetails(Map.of());

    /** @param payload the payload of the message */
    public static ErrorDetails from(Map<String, Object> details, Payload payload) throws ProtocolViolation {
        boolean tellsNothing = details.isEmpty() && !payload.isOpaque();
        return tellsNothing ? DEFAULTS : new ErrorDetails(new OptionMap(details).passthru(payload));
    }
}
