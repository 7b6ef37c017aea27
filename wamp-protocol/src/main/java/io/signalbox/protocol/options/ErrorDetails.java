package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;

/**
 * The details of a callee's ERROR.
 *
 * @param passthru the {@code ppt_} entries for the caller's ERROR; empty when payload passthru is not in use
 */
public record ErrorDetails(Map<String, Object> passthru) {

    private static final ErrorDetails DEFAULTS = new ErrorDetails(Map.of());

    public static ErrorDetails from(Map<String, Object> details) throws ProtocolViolation {
        return details.isEmpty() ? DEFAULTS : new ErrorDetails(new OptionMap(details).passthru());
    }
}
