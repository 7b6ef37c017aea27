package io.signalbox.router.meta;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.ProcedureError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arguments and results that the procedures about subscriptions and about registrations have in common. */
final class PatternArguments {
    private PatternArguments() {}

    /** Returns the match policy in the optional argument 1, the options. */
    static MatchPolicy match(Arguments arguments) throws ProcedureError {
        if (arguments.at(1) == null) {
            return MatchPolicy.EXACT;
        }
        try {
            return SubscribeOptions.from(arguments.dict(1, "options")).match();
        } catch (ProtocolViolation wrongOption) {
            throw Arguments.invalid(wrongOption.getMessage());
        }
    }

    static Map<MatchPolicy, List<Long>> emptyLists() {
        Map<MatchPolicy, List<Long>> lists = new EnumMap<>(MatchPolicy.class);
        for (MatchPolicy match : MatchPolicy.values()) {
            lists.put(match, new ArrayList<>());
        }
        return lists;
    }

    static Map<String, Object> byName(Map<MatchPolicy, List<Long>> lists) {
        Map<String, Object> named = new LinkedHashMap<>();
        lists.forEach((match, ids) -> named.put(match.wireName(), ids));
        return named;
    }
}
