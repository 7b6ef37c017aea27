package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;

/** The options of a CALL. */
public record CallOptions(boolean receiveProgress, boolean progress, long timeout, boolean discloseMe) {

    public static CallOptions from(Map<String, Object> options) throws ProtocolViolation {
        return new CallOptions(
                StandIn.flag(options, "receive_progress"),
                StandIn.flag(options, "progress"),
                StandIn.count(options, "timeout"),
                StandIn.flag(options, "disclose_me"));
    }
}
