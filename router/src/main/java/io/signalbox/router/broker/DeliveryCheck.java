package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.RouterRole;
import java.util.ArrayList;

/**
 * Whether the roles of pattern subscribers may see one topic. A pattern subscription was authorized on its pattern only,
 * so a rule that denies a topic below it is applied here, once per role and publication. Confined to the realm's loop.
 */
final class DeliveryCheck {
    private final ArrayList<RouterRole> admitted = new ArrayList<>();
    private final ArrayList<RouterRole> denied = new ArrayList<>();
    private String topic;

    void begin(String newTopic) {
        topic = newTopic;
        admitted.clear();
        denied.clear();
    }

    boolean admits(RouterRole role) {
        if (isIn(admitted, role)) {
            return true;
        }
        if (isIn(denied, role)) {
            return false;
        }
        boolean admits = role.permissions()
                .decide(Action.SUBSCRIBE, topic, MatchPolicy.EXACT)
                .isAllowed();
        (admits ? admitted : denied).add(role);
        return admits;
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
