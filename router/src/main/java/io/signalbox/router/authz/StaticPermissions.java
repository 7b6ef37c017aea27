package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Permissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Configured permission rules of a role, by URI and action. Confined to the realm's loop.
 *
 * <p>The most specific rule decides: the exact rule, else the wildcard rule whose literals come first, else the longest
 * prefix rule. Without a matching rule every action is denied, or undecided in a role with an authorizer. Crossbar.io
 * documents the same order but skips rules: there an exact rule hides shorter prefixes from longer URIs, and of the
 * wildcard rules with the same literal beginning only one is kept.
 *
 * <p>Meta procedures that act on other sessions need a rule whose own URI begins with {@code wamp.}, and management
 * procedures one whose URI begins with {@code signalbox.}; a more general rule does not grant them.
 *
 * <p>A pattern is decided like a URI of the same characters, whatever its match policy: an exact rule also grants a
 * prefix subscription to its URI. This grants nothing more, because each event of a pattern subscription is decided again
 * on its topic.
 */
public final class StaticPermissions implements Permissions {

    /** Default number of cached URIs: the working set of a role. */
    public static final int DEFAULT_REMEMBERED_URIS = 4_096;

    /** Heap bytes of the cached URIs: enough for the default number of URIs with 80 characters. Long URIs are fewer. */
    private static final long REMEMBERED_BYTES = 1 << 20;

    private static final String META_PREFIX = "wamp.";
    private static final String MANAGEMENT_PREFIX = "signalbox.";

    /**
     * Meta procedures that act on other sessions (spec: Session Meta API, Registration Meta API, Subscriptions Meta
     * API).
     */
    private static final Set<String> PRIVILEGED_PROCEDURES = Set.of(
            "wamp.session.kill",
            "wamp.session.kill_by_authid",
            "wamp.session.kill_by_authrole",
            "wamp.session.kill_all",
            "wamp.subscription.remove_subscriber",
            "wamp.registration.remove_callee");

    private static final PermissionRule NO_RULE =
            new PermissionRule("", MatchPolicy.PREFIX, EnumSet.noneOf(Action.class), EnumSet.noneOf(Action.class));
    private static final PermissionRule EVERYTHING =
            new PermissionRule("", MatchPolicy.PREFIX, EnumSet.allOf(Action.class), EnumSet.noneOf(Action.class));
    private static final PermissionRule EVERYTHING_DISCLOSED = new PermissionRule(
            "", MatchPolicy.PREFIX, EnumSet.allOf(Action.class), EnumSet.of(Action.CALL, Action.PUBLISH));

    private final PatternIndex<PermissionRule> exactAndWildcard = new PatternIndex<>();
    private final PatternIndex<PermissionRule> prefixes = new PatternIndex<>();
    private final PermissionRule sameForAll;
    private final Decision withoutRule;
    private final RuleMemory memory;

    /**
     * Creates permissions with {@link #DEFAULT_REMEMBERED_URIS}.
     *
     * @param rules a later rule replaces an earlier one with the same URI and match policy
     */
    public StaticPermissions(List<PermissionRule> rules) {
        this(rules, DEFAULT_REMEMBERED_URIS);
    }

    /**
     * @param rules a later rule replaces an earlier one with the same URI and match policy
     * @param rememberedUris the maximum number of URIs whose deciding rule is cached, from 2
     */
    public StaticPermissions(List<PermissionRule> rules, int rememberedUris) {
        this(rules, rememberedUris, Decision.DENIED);
    }

    private StaticPermissions(List<PermissionRule> rules, int rememberedUris, Decision withoutRule) {
        for (PermissionRule rule : rules) {
            PatternIndex<PermissionRule> index = rule.match() == MatchPolicy.PREFIX ? prefixes : exactAndWildcard;
            index.remove(rule.match(), rule.uri());
            index.put(rule.match(), rule.uri(), rule);
        }
        this.sameForAll = exactAndWildcard.size() == 0 ? onlyRule() : null;
        this.withoutRule = withoutRule;
        this.memory = new RuleMemory(rememberedUris, REMEMBERED_BYTES);
    }

    /**
     * Returns the rules of a role with an authorizer, which decides where no rule matches.
     *
     * @param rules a later rule replaces an earlier one with the same URI and match policy
     */
    public static StaticPermissions beforeAuthorizer(List<PermissionRule> rules) {
        return new StaticPermissions(rules, DEFAULT_REMEMBERED_URIS, Decision.UNDECIDED);
    }

    /** Returns the permissions that allow every action and disclose nothing ({@code allow-by-default}). */
    public static StaticPermissions allowingEverything() {
        return new StaticPermissions(List.of(EVERYTHING));
    }

    /** Returns the permissions of the role {@code trusted}: every action is allowed; callers and publishers are disclosed. */
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

    private Decision decide(PermissionRule rule, Action action, String uri) {
        if (action == Action.CALL && isTooGeneral(rule, uri)) {
            return Decision.DENIED;
        }
        return rule == NO_RULE ? withoutRule : rule.decide(action);
    }

    private static boolean isTooGeneral(PermissionRule rule, String uri) {
        if (uri.startsWith(MANAGEMENT_PREFIX)) {
            return !rule.uri().startsWith(MANAGEMENT_PREFIX);
        }
        // The prefix test spares nearly every CALL the hash of the URI.
        return uri.startsWith(META_PREFIX)
                && PRIVILEGED_PROCEDURES.contains(uri)
                && !rule.uri().startsWith(META_PREFIX);
    }

    /** Returns the number of decisions that searched the rules because the URI was not cached. */
    public long searches() {
        return memory.misses();
    }

    /** Returns the number of URIs evicted from the cache. */
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
