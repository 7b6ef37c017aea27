package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;

/** The options of a YIELD. */
public record YieldOptions(boolean progress) {

    public static YieldOptions from(Map<String, Object> options) throws ProtocolViolation {
        return new YieldOptions(StandIn.flag(options, "progress"));
    }
}
