package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * Options of YIELD.
 *
 * @param passthru the {@code ppt_} or {@code enc_} entries for the RESULT's details; empty when payload passthru is not in use
 */
public record YieldOptions(boolean progress, Map<String, Object> passthru) {

    private static final YieldOptions DEFAULTS = new YieldOptions(false, Map.of());

    /** Returns the options of a message whose payload is not opaque. */
    public static YieldOptions from(Map<String, Object> options) throws ProtocolViolation {
        return from(options, Payload.EMPTY);
    }

    /** @param payload the payload of the message */
    public static YieldOptions from(Map<String, Object> options, Payload payload) throws ProtocolViolation {
        if (options.isEmpty() && !payload.isOpaque()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new YieldOptions(map.flag("progress", false), map.passthru(payload));
    }
}
