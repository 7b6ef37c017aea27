package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.SessionIds;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Receivers that a publisher permits for an event (spec: Subscriber Black- and Whitelisting). Immutable and thread-safe.
 */
public final class Receivers {
    /** No blacklist and no whitelist. */
    public static final Receivers EVERYONE = new Receivers(SessionIds.NONE, Set.of(), Set.of(), null, null, null);

    /** Heap bytes of a name without its characters. */
    private static final int NAME_BYTES = 64;

    private final SessionIds excluded;
    private final Set<String> excludedAuthids;
    private final Set<String> excludedAuthroles;

    // Null when absent: an empty whitelist admits no receiver.
    private final SessionIds eligible;
    private final Set<String> eligibleAuthids;
    private final Set<String> eligibleAuthroles;

    private Receivers(
            SessionIds excluded,
            Set<String> excludedAuthids,
            Set<String> excludedAuthroles,
            SessionIds eligible,
            Set<String> eligibleAuthids,
            Set<String> eligibleAuthroles) {
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
        Set<String> excludedAuthids = names(map, "exclude_authid");
        Set<String> excludedAuthroles = names(map, "exclude_authrole");
        SessionIds eligible = sessions(map, "eligible");
        Set<String> eligibleAuthids = names(map, "eligible_authid");
        Set<String> eligibleAuthroles = names(map, "eligible_authrole");
        boolean nobodyExcluded = excluded == null && excludedAuthids == null && excludedAuthroles == null;
        if (nobodyExcluded && eligible == null && eligibleAuthids == null && eligibleAuthroles == null) {
            return EVERYONE;
        }
        return new Receivers(
                excluded == null ? SessionIds.NONE : excluded,
                excludedAuthids == null ? Set.of() : excludedAuthids,
                excludedAuthroles == null ? Set.of() : excludedAuthroles,
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

    private static Set<String> names(OptionMap map, String key) throws ProtocolViolation {
        List<String> list = map.texts(key);
        // Not Set.copyOf, which takes quadratic time for names with the same hash.
        return list == null ? null : new HashSet<>(list);
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

    /** Returns the lists of authids and authroles, without the lists of session ids, as options for {@link #from}. */
    public Map<String, Object> namesAsOptions() {
        Map<String, Object> options = new LinkedHashMap<>();
        putNames(options, "exclude_authid", excludedAuthids.isEmpty() ? null : excludedAuthids);
        putNames(options, "exclude_authrole", excludedAuthroles.isEmpty() ? null : excludedAuthroles);
        putNames(options, "eligible_authid", eligibleAuthids);
        putNames(options, "eligible_authrole", eligibleAuthroles);
        return options;
    }

    private static void putNames(Map<String, Object> options, String key, Set<String> names) {
        if (names != null) {
            options.put(key, List.copyOf(names));
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

    private static long sizeBytes(Set<String> names) {
        long bytes = 0;
        if (names != null) {
            for (String name : names) {
                bytes += NAME_BYTES + 2L * name.length();
            }
        }
        return bytes;
    }
}
