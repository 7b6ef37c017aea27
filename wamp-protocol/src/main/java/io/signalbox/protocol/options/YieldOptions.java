package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;

/**
 * The options of a YIELD.
 *
 * @param passthru the {@code ppt_} entries for the RESULT's details; empty when payload passthru is not in use
 */
public record YieldOptions(boolean progress, Map<String, Object> passthru) {

    private static final YieldOptions DEFAULTS = new YieldOptions(false, Map.of());

    public static YieldOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new YieldOptions(map.flag("progress", false), map.passthru());
    }
}
