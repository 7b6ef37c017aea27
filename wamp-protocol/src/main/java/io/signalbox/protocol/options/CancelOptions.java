package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.CancelMode;
import java.util.Map;

/** The options of a CANCEL; without a mode it is {@code killnowait} (checklist C22). */
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
