package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;

/** Options of SUBSCRIBE. */
public record SubscribeOptions(MatchPolicy match, boolean getRetained) {

    private static final SubscribeOptions DEFAULTS = new SubscribeOptions(MatchPolicy.EXACT, false);

    public static SubscribeOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new SubscribeOptions(map.match(), map.flag("get_retained", false));
    }
}
