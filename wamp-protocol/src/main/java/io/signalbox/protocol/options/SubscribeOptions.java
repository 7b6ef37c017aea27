package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.List;
import java.util.Map;

/**
 * Options of SUBSCRIBE.
 *
 * @param forwardFor the nodes behind a link, from the node of the subscribers on; empty for all other subscribers
 */
public record SubscribeOptions(MatchPolicy match, boolean getRetained, List<String> forwardFor) {

    private static final SubscribeOptions DEFAULTS = new SubscribeOptions(MatchPolicy.EXACT, false);

    /** Creates the options of a subscriber that is no link. */
    public SubscribeOptions(MatchPolicy match, boolean getRetained) {
        this(match, getRetained, List.of());
    }

    public static SubscribeOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new SubscribeOptions(map.match(), map.flag("get_retained", false), map.nodes(ForwardFor.KEY));
    }
}
