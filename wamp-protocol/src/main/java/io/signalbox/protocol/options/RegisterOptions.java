package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;

/** The options of a REGISTER. */
public record RegisterOptions(MatchPolicy match, InvokePolicy invoke, boolean discloseCaller, boolean forwardTimeout) {

    public static RegisterOptions from(Map<String, Object> options) throws ProtocolViolation {
        return new RegisterOptions(
                StandIn.word(options, "match", MatchPolicy.values(), MatchPolicy::wireName, MatchPolicy.EXACT),
                StandIn.word(options, "invoke", InvokePolicy.values(), InvokePolicy::wireName, InvokePolicy.SINGLE),
                StandIn.flag(options, "disclose_caller"),
                StandIn.flag(options, "forward_timeout"));
    }
}
