package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import java.util.Map;

/**
 * The options of a CALL.
 *
 * @param timeoutMillis 0 to 2^53; 0 when there is none
 * @param passthru the {@code ppt_} or {@code enc_} entries for the INVOCATION's details; empty when payload passthru is not in use
 */
public record CallOptions(
        boolean receiveProgress,
        boolean progress,
        long timeoutMillis,
        boolean discloseMe,
        Map<String, Object> passthru) {

    private static final CallOptions DEFAULTS = new CallOptions(false, false, 0, false, Map.of());

    /** Of a message whose payload is not opaque. */
    public static CallOptions from(Map<String, Object> options) throws ProtocolViolation {
        return from(options, Payload.EMPTY);
    }

    /** @param payload of the same message */
    public static CallOptions from(Map<String, Object> options, Payload payload) throws ProtocolViolation {
        if (options.isEmpty() && !payload.isOpaque()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new CallOptions(
                map.flag("receive_progress", false),
                map.flag("progress", false),
                map.integer("timeout", 0, 0),
                map.flag("disclose_me", false),
                map.passthru(payload));
    }
}
