package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Names;
import io.signalbox.protocol.message.SessionIds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Receivers that a publisher permits for an event (spec: Subscriber Black- and Whitelisting). Immutable and thread-safe.
 */
public final class Receivers {
    /** No blacklist and no whitelist. */
    public static final Receivers EVERYONE = new Receivers(SessionIds.NONE, Names.NONE, Names.NONE, null, null, null);

    private final SessionIds excluded;
    private final Names excludedAuthids;
    private final Names excludedAuthroles;

    // Null when absent: an empty whitelist admits no receiver.
    private final SessionIds eligible;
    private final Names eligibleAuthids;
    private final Names eligibleAuthroles;

    private Receivers(
            SessionIds excluded,
            Names excludedAuthids,
            Names excludedAuthroles,
            SessionIds eligible,
            Names eligibleAuthids,
            Names eligibleAuthroles) {
        this.excluded = excluded;
        this.excludedAuthids = excludedAuthids;
        this.excludedAuthroles = excludedAuthroles;
        this.eligible = eligible;
        this.eligibleAuthids = eligibleAuthids;
        this.eligibleAuthroles = eligibleAuthroles;
    }

    /** Returns the receivers for the six lists in the options of a PUBLISH. */
    public static Receivers from(Map<String, Object> options) throws ProtocolViolation {
        OptionMap map = new OptionMap(options);
        SessionIds excluded = sessions(map, "exclude");
        Names excludedAuthids = names(map, "exclude_authid");
        Names excludedAuthroles = names(map, "exclude_authrole");
        SessionIds eligible = sessions(map, "eligible");
        Names eligibleAuthids = names(map, "eligible_authid");
        Names eligibleAuthroles = names(map, "eligible_authrole");
        boolean nobodyExcluded = excluded == null && excludedAuthids == null && excludedAuthroles == null;
        if (nobodyExcluded && eligible == null && eligibleAuthids == null && eligibleAuthroles == null) {
            return EVERYONE;
        }
        return new Receivers(
                excluded == null ? SessionIds.NONE : excluded,
                excludedAuthids == null ? Names.NONE : excludedAuthids,
                excludedAuthroles == null ? Names.NONE : excludedAuthroles,
                eligible,
                eligibleAuthids,
                eligibleAuthroles);
    }

    private static SessionIds sessions(OptionMap map, String key) throws ProtocolViolation {
        List<?> list = map.list(key);
        if (list == null || list instanceof SessionIds) {
            return (SessionIds) list;
        }
        SessionIds.Collector sessions = new SessionIds.Collector();
        for (Object element : list) {
            if (!(element instanceof Long session)) {
                throw map.wrong(key, "a list of session ids");
            }
            sessions.add(session);
        }
        return sessions.complete();
    }

    private static Names names(OptionMap map, String key) throws ProtocolViolation {
        List<?> list = map.list(key);
        if (list == null || list instanceof Names) {
            return (Names) list;
        }
        Names.Collector names = new Names.Collector();
        map.texts(key).forEach(names::add);
        return names.complete();
    }

    /** Returns whether there is no list, so that {@link #admit} is always true. */
    public boolean isEveryone() {
        return this == EVERYONE;
    }

    /** Returns whether the lists admit a subscriber. A blacklist takes precedence over a whitelist. */
    public boolean admit(long session, String authid, String authrole) {
        return !excluded.contains(session)
                && !excludedAuthids.contains(authid)
                && !excludedAuthroles.contains(authrole)
                && (eligible == null || eligible.contains(session))
                && (eligibleAuthids == null || eligibleAuthids.contains(authid))
                && (eligibleAuthroles == null || eligibleAuthroles.contains(authrole));
    }

    /** Returns whether the lists of session ids admit a subscriber. */
    public boolean admitSession(long session) {
        return !excluded.contains(session) && (eligible == null || eligible.contains(session));
    }

    /** Returns the lists of authids and authroles, without the lists of session ids, as options for {@link #from}. */
    public Map<String, Object> namesAsOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        putNames(options, "exclude_authid", excludedAuthids.isEmpty() ? null : excludedAuthids);
        putNames(options, "exclude_authrole", excludedAuthroles.isEmpty() ? null : excludedAuthroles);
        putNames(options, "eligible_authid", eligibleAuthids);
        putNames(options, "eligible_authrole", eligibleAuthroles);
        return options;
    }

    private static void putNames(Map<String, Object> options, String key, Names names) {
        if (names != null) {
            options.put(key, names);
        }
    }

    /** Returns the approximate heap bytes of the lists. */
    public long sizeBytes() {
        if (isEveryone()) {
            return 0;
        }
        long bytes = 8L * (excluded.size() + (eligible == null ? 0 : eligible.size()));
        bytes += sizeBytes(excludedAuthids) + sizeBytes(excludedAuthroles);
        return bytes + sizeBytes(eligibleAuthids) + sizeBytes(eligibleAuthroles);
    }

    private static long sizeBytes(Names names) {
        return names == null || names.isEmpty() ? 0 : names.sizeBytes();
    }
}
