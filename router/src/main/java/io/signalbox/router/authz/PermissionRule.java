package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What one rule of a role allows under a URI or pattern. An action that it does not allow is denied there: a less specific
 * rule is not asked.
 *
 * @param allowed what may be done
 * @param disclosed what always shows who did it, of what is allowed: {@code CALL}, {@code PUBLISH}
 */
public record PermissionRule(String uri, MatchPolicy match, Set<Action> allowed, Set<Action> disclosed) {

    public PermissionRule {
        allowed = copyOf(allowed);
        disclosed = copyOf(disclosed);
    }

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
