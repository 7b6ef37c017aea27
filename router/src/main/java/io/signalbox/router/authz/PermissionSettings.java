package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Configured permission rule of a role.
 *
 * @param uri the URI or pattern; stars are wildcards when {@code match} is empty
 * @param cache no effect: decisions are always cached
 */
public record PermissionSettings(
        String uri, Optional<MatchPolicy> match, Allow allow, Disclose disclose, boolean cache) {

    /** The actions that the rule allows. */
    public record Allow(boolean call, boolean register, boolean publish, boolean subscribe) {}

    /** The peers whose identity the rule discloses. */
    public record Disclose(boolean caller, boolean publisher) {}

    /** Returns the rule for {@link StaticPermissions}. */
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
