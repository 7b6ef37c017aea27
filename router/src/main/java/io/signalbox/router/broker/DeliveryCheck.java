package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.RouterRole;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the roles of pattern subscribers may see the topic of one publication. A pattern subscription was authorized on
 * its pattern only, so a rule that denies a topic below it is applied here, once per role. Confined to the realm's loop.
 */
final class DeliveryCheck {
    private final String topic;

    /** The first role and its verdict; as a rule there is no other. */
    private RouterRole first;

    private boolean firstIsAdmitted;
    private List<RouterRole> admitted = List.of();
    private List<RouterRole> denied = List.of();

    DeliveryCheck(String topic) {
        this.topic = topic;
    }

    boolean admits(RouterRole role) {
        if (role == first) {
            return firstIsAdmitted;
        }
        if (first == null) {
            first = role;
            firstIsAdmitted = decide(role);
            return firstIsAdmitted;
        }
        return admitsOther(role);
    }

    private boolean admitsOther(RouterRole role) {
        if (admitted.contains(role)) {
            return true;
        }
        if (denied.contains(role)) {
            return false;
        }
        boolean admits = decide(role);
        if (admits) {
            admitted = with(role, admitted);
        } else {
            denied = with(role, denied);
        }
        return admits;
    }

    private boolean decide(RouterRole role) {
        return role.permissions()
                .decide(Action.SUBSCRIBE, topic, MatchPolicy.EXACT)
                .isAllowed();
    }

    private static List<RouterRole> with(RouterRole role, List<RouterRole> others) {
        List<RouterRole> roles = new ArrayList<>(others);
        roles.add(role);
        return roles;
    }
}
