package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A permission rule of a role as an operator writes it.
 *
 * @param uri the URI or pattern, whose stars stand for something where {@code match} is empty
 * @param cache has no effect: decisions are always remembered
 */
public record PermissionSettings(
        String uri, Optional<MatchPolicy> match, Allow allow, Disclose disclose, boolean cache) {

    /** The actions that the rule allows. */
    public record Allow(boolean call, boolean register, boolean publish, boolean subscribe) {}

    /** Whom the rule discloses to receivers. */
    public record Disclose(boolean caller, boolean publisher) {}

    public PermissionRule rule() {
        RuleUri pattern = RuleUri.of(uri, match);
        Set<Action> allowed = EnumSet.noneOf(Action.class);
        addIf(allow.call(), Action.CALL, allowed);
        addIf(allow.register(), Action.REGISTER, allowed);
        addIf(allow.publish(), Action.PUBLISH, allowed);
        addIf(allow.subscribe(), Action.SUBSCRIBE, allowed);
        Set<Action> disclosed = EnumSet.noneOf(Action.class);
        addIf(disclose.caller(), Action.CALL, disclosed);
        addIf(disclose.publisher(), Action.PUBLISH, disclosed);
        return new PermissionRule(pattern.uri(), pattern.match(), allowed, disclosed);
    }

    private static void addIf(boolean condition, Action action, Set<Action> actions) {
        if (condition) {
            actions.add(action);
        }
    }
}
