package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Permissions;
import java.util.EnumSet;
import java.util.List;

/**
 * The permission rules of a role as they stand in its config. Confined to the realm's loop.
 *
 * <p>Procedures that end or rob sessions of others are granted only by a rule whose own URI begins with {@code wamp.}: a
 * rule for everything does not mean them.
 *
 * <p>The exact rule decides, else the wildcard rule whose literals come first, else the longest prefix rule, else nothing is
 * allowed. Crossbar means the same order but misses rules in it: an exact rule there hides shorter prefixes from longer
 * URIs, and of several wildcard rules with the same beginning it keeps one.
 *
 * <p>A pattern is decided like a URI of the same characters, whatever its match policy: an exact rule also grants the
 * prefix subscription on its URI. That is safe because each delivery under a pattern is decided again on its own URI.
 */
public final class StaticPermissions implements Permissions {

    /** Enough for the procedures and topics that a role uses at a time, at about 150 bytes each. */
    public static final int DEFAULT_REMEMBERED_URIS = 4_096;

    private static final PermissionRule NO_RULE =
            new PermissionRule("", MatchPolicy.PREFIX, EnumSet.noneOf(Action.class), EnumSet.noneOf(Action.class));
    private static final PermissionRule EVERYTHING =
            new PermissionRule("", MatchPolicy.PREFIX, EnumSet.allOf(Action.class), EnumSet.noneOf(Action.class));
    private static final PermissionRule EVERYTHING_DISCLOSED = new PermissionRule(
            "", MatchPolicy.PREFIX, EnumSet.allOf(Action.class), EnumSet.of(Action.CALL, Action.PUBLISH));

    private final PatternIndex<PermissionRule> exactAndWildcard = new PatternIndex<>();
    private final PatternIndex<PermissionRule> prefixes = new PatternIndex<>();
    private final PermissionRule sameForAll;
    private final RuleMemory memory;

    /** Rules of which a later one replaces an earlier one with the same URI and match policy. */
    public StaticPermissions(List<PermissionRule> rules) {
        this(rules, DEFAULT_REMEMBERED_URIS);
    }

    /**
     * @param rememberedUris how many URIs are remembered with the rule that decides on them, at least 2
     */
    public StaticPermissions(List<PermissionRule> rules, int rememberedUris) {
        for (PermissionRule rule : rules) {
            PatternIndex<PermissionRule> index = rule.match() == MatchPolicy.PREFIX ? prefixes : exactAndWildcard;
            index.remove(rule.match(), rule.uri());
            index.put(rule.match(), rule.uri(), rule);
        }
        this.sameForAll = exactAndWildcard.size() == 0 ? onlyRule() : null;
        this.memory = new RuleMemory(rememberedUris);
    }

    /** A role without rules that is allowed everything ({@code allow-by-default}). */
    public static StaticPermissions allowingEverything() {
        return new StaticPermissions(List.of(EVERYTHING));
    }

    /** The role {@code trusted}: allowed everything, and its calls and events always show who made them. */
    public static StaticPermissions trusted() {
        return new StaticPermissions(List.of(EVERYTHING_DISCLOSED));
    }

    @Override
    public Decision decide(Action action, String uri, MatchPolicy match) {
        if (sameForAll != null) {
            return decide(sameForAll, action, uri);
        }
        PermissionRule rule = memory.recall(uri);
        if (rule == null) {
            rule = mostSpecific(uri);
            memory.remember(uri, rule);
        }
        return decide(rule, action, uri);
    }

    private static Decision decide(PermissionRule rule, Action action, String uri) {
        if (action == Action.CALL
                && PrivilegedProcedures.contains(uri)
                && !rule.uri().startsWith("wamp.")) {
            return Decision.DENIED;
        }
        return rule.decide(action);
    }

    /** How many decisions searched the rules, because their URI was not remembered. */
    public long searches() {
        return memory.misses();
    }

    /** How many remembered URIs were forgotten for others. */
    public long forgotten() {
        return memory.forgotten();
    }

    private PermissionRule mostSpecific(String uri) {
        PermissionRule rule = exactAndWildcard.best(uri, any -> true);
        if (rule == null) {
            rule = prefixes.best(uri, any -> true);
        }
        return rule == null ? NO_RULE : rule;
    }

    private PermissionRule onlyRule() {
        return switch (prefixes.size()) {
            case 0 -> NO_RULE;
            case 1 -> prefixes.get(MatchPolicy.PREFIX, "");
            default -> null;
        };
    }
}
