package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Permission rule of a role for a URI or pattern. The rule denies the actions that it does not allow; no less specific
 * rule is consulted. Immutable and thread-safe.
 *
 * @param allowed the allowed actions
 * @param disclosed the actions, {@code CALL} or {@code PUBLISH}, that always disclose the caller or publisher; an action
 *     that is not allowed has no effect here
 */
public record PermissionRule(String uri, MatchPolicy match, Set<Action> allowed, Set<Action> disclosed) {

    public PermissionRule {
        allowed = copyOf(allowed);
        disclosed = copyOf(disclosed);
    }

    /** Returns the decision of this rule on an action. */
    public Decision decide(Action action) {
        if (!allowed.contains(action)) {
            return Decision.DENIED;
        }
        return disclosed.contains(action) ? Decision.ALLOWED_AND_DISCLOSED : Decision.ALLOWED;
    }

    private static Set<Action> copyOf(Set<Action> actions) {
        EnumSet<Action> copy = EnumSet.noneOf(Action.class);
        copy.addAll(actions);
        return Collections.unmodifiableSet(copy);
    }
}
