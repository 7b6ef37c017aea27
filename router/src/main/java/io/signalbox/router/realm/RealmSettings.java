package io.signalbox.router.realm;

import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import java.util.Map;

/**
 * Settings of a realm.
 *
 * @param label name of the realm in log lines, unique in the node
 * @param roles by name; their permissions are used by this realm only
 * @param strictUris whether URIs follow the strict rule instead of the loose rule (spec: URIs)
 * @param refusesDiscloseMe whether {@code disclose_me} is an error unless a permission rule discloses the session
 * @param takesOpaquePayloads whether clients may send bytes in the place of Arguments (payload transparency)
 * @param held budget of the node for waiting calls, testaments, subscriptions and registrations
 * @param calls timeouts and queues of calls; used by this realm only
 * @param maxSessions largest number of sessions at a time, from 1
 * @param agent the router's name in WELCOME
 * @param contracts payload contracts; null in a realm without contracts
 */
public record RealmSettings(
        String name,
        String label,
        Map<String, RouterRole> roles,
        RequestIdCheck requestIdCheck,
        boolean strictUris,
        boolean refusesDiscloseMe,
        boolean takesOpaquePayloads,
        SessionLimits limits,
        HeldBudget held,
        CallRules calls,
        int maxSessions,
        String agent,
        MetaSettings meta,
        PayloadContracts contracts) {

    public RealmSettings {
        roles = Map.copyOf(roles);
    }

    UriRules uriRules() {
        return new UriRules(strictUris, limits.maxUriLength(), limits.maxUriComponents());
    }
}
