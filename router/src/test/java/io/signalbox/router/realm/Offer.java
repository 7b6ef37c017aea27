package io.signalbox.router.realm;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.HashMap;
import java.util.Map;

/** Content of a REGISTER of the interleaving test. */
record Offer(MatchPolicy match, String uri, InvokePolicy policy, long concurrency, boolean forces) {

    Map<String, Object> options() {
        Map<String, Object> options = new HashMap<>();
        options.put("match", match.wireName());
        options.put("invoke", policy.wireName());
        options.put("force_reregister", forces);
        if (concurrency != Long.MAX_VALUE) {
            options.put("concurrency", concurrency);
        }
        return options;
    }
}
