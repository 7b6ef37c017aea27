package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;

/**
 * The options of a CALL.
 *
 * @param timeoutMillis 0 to 2^53; 0 when there is none
 * @param passthru the {@code ppt_} entries for the INVOCATION's details; empty when payload passthru is not in use
 */
public record CallOptions(
        boolean receiveProgress,
        boolean progress,
        long timeoutMillis,
        boolean discloseMe,
        Map<String, Object> passthru) {

    private static final CallOptions DEFAULTS = new CallOptions(false, false, 0, false, Map.of());

    public static CallOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new CallOptions(
                map.flag("receive_progress", false),
                map.flag("progress", false),
                map.integer("timeout", 0, 0),
                map.flag("disclose_me", false),
                map.passthru());
    }
}
