package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.CancelMode;
import java.util.Map;

/** Options of CANCEL. The default mode is {@code killnowait} (spec: Call Canceling). */
public record CancelOptions(CancelMode mode) {

    private static final CancelOptions DEFAULTS = new CancelOptions(CancelMode.KILLNOWAIT);

    public static CancelOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new CancelOptions(map.word("mode", CancelMode.values(), CancelMode::wireName, CancelMode.KILLNOWAIT));
    }
}
