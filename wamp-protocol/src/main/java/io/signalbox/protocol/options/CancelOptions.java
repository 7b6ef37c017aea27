package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.CancelMode;
import java.util.Map;

/** The options of a CANCEL. */
public record CancelOptions(CancelMode mode) {

    public static CancelOptions from(Map<String, Object> options) throws ProtocolViolation {
        return new CancelOptions(
                StandIn.word(options, "mode", CancelMode.values(), CancelMode::wireName, CancelMode.KILLNOWAIT));
    }
}
