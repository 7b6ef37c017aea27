package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RouterRole;
import java.util.ArrayList;

/**
 * SUBSCRIBE decisions on the topic of the publication, one per role. SUBSCRIBE authorized only the pattern of a
 * pattern subscription, so a rule that denies a matching topic is applied here. Without a rule for the topic, the
 * cached decisions of the role's authorizer count, which differ from user to user. Confined to the realm's loop.
 */
final class TopicPermissions {
    private final ArrayList<RouterRole> allowed = new ArrayList<>();
    private final ArrayList<RouterRole> denied = new ArrayList<>();
    private String topic;

    /** Forgets the decisions on the topic of the previous publication. */
    void begin(String newTopic) {
        topic = newTopic;
        allowed.clear();
        denied.clear();
    }

    /** Returns whether the subscriber of a pattern may receive events of the topic. */
    boolean allow(Principal subscriber) {
        RouterRole role = subscriber.role();
        if (isIn(allowed, role)) {
            return true;
        }
        if (isIn(denied, role)) {
            return false;
        }
        Decision decision = role.permissions().decide(Action.SUBSCRIBE, topic, MatchPolicy.EXACT);
        if (decision == Decision.UNDECIDED) {
            return subscriber.isNotDenied(Action.SUBSCRIBE, topic);
        }
        (decision.isAllowed() ? allowed : denied).add(role);
        return decision.isAllowed();
    }

    private static boolean isIn(ArrayList<RouterRole> roles, RouterRole role) {
        for (int i = 0; i < roles.size(); i++) {
            if (roles.get(i) == role) {
                return true;
            }
        }
        return false;
    }
}
