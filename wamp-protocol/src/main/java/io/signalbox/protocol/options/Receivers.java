package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Arrays;
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
    public static final Receivers EVERYONE = new Receivers(new long[0], Set.of(), Set.of(), null, null, null);

    /** Heap bytes of a name without its characters. */
    private static final int NAME_BYTES = 64;

    private final long[] excluded;
    private final Set<String> excludedAuthids;
    private final Set<String> excludedAuthroles;

    // Null when absent: an empty whitelist admits no receiver.
    private final long[] eligible;
    private final Set<String> eligibleAuthids;
    private final Set<String> eligibleAuthroles;

    private Receivers(
            long[] excluded,
            Set<String> excludedAuthids,
            Set<String> excludedAuthroles,
            long[] eligible,
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
        long[] excluded = sessions(map, "exclude");
        Set<String> excludedAuthids = names(map, "exclude_authid");
        Set<String> excludedAuthroles = names(map, "exclude_authrole");
        long[] eligible = sessions(map, "eligible");
        Set<String> eligibleAuthids = names(map, "eligible_authid");
        Set<String> eligibleAuthroles = names(map, "eligible_authrole");
        boolean nobodyExcluded = excluded == null && excludedAuthids == null && excludedAuthroles == null;
        if (nobodyExcluded && eligible == null && eligibleAuthids == null && eligibleAuthroles == null) {
            return EVERYONE;
        }
        return new Receivers(
                excluded == null ? new long[0] : excluded,
                excludedAuthids == null ? Set.of() : excludedAuthids,
                excludedAuthroles == null ? Set.of() : excludedAuthroles,
                eligible,
                eligibleAuthids,
                eligibleAuthroles);
    }

    private static long[] sessions(OptionMap map, String key) throws ProtocolViolation {
        List<?> list = map.list(key);
        if (list == null) {
            return null;
        }
        long[] sessions = new long[list.size()];
        int count = 0;
        for (Object element : list) {
            if (!(element instanceof Long session)) {
                throw map.wrong(key, "a list of session ids");
            }
            sessions[count++] = session;
        }
        Arrays.sort(sessions);
        return sessions;
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
        return !contains(excluded, session)
                && !excludedAuthids.contains(authid)
                && !excludedAuthroles.contains(authrole)
                && (eligible == null || contains(eligible, session))
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
        long bytes = 8L * (excluded.length + (eligible == null ? 0 : eligible.length));
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

    private static boolean contains(long[] sorted, long session) {
        return sorted.length > 0 && Arrays.binarySearch(sorted, session) >= 0;
    }
}
