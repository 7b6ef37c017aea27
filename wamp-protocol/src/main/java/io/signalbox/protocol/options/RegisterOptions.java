package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.List;
import java.util.Map;

/**
 * Options of REGISTER.
 *
 * @param concurrency the maximum number of concurrent invocations of the callee, from 1; 0 for no maximum
 * @param forwardFor the nodes behind a link, from the node of the callees on; empty for all other callees
 */
public record RegisterOptions(
        MatchPolicy match,
        InvokePolicy invoke,
        long concurrency,
        boolean forceReregister,
        boolean discloseCaller,
        boolean forwardTimeout,
        List<String> forwardFor) {

    private static final RegisterOptions DEFAULTS =
            new RegisterOptions(MatchPolicy.EXACT, InvokePolicy.SINGLE, 0, false, false, false, List.of());

    public static RegisterOptions from(Map<String, Object> options) throws ProtocolViolation {
        if (options.isEmpty()) {
            return DEFAULTS;
        }
        OptionMap map = new OptionMap(options);
        return new RegisterOptions(
                map.match(),
                map.word("invoke", InvokePolicy.values(), InvokePolicy::wireName, InvokePolicy.SINGLE),
                map.integer("concurrency", 1, 0),
                map.flag("force_reregister", false),
                map.flag("disclose_caller", false),
                map.flag("forward_timeout", false),
                map.nodes(ForwardFor.KEY));
    }
}
