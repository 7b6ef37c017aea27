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
 * What a realm is like.
 *
 * @param roles by name; their permissions are used by this realm only
 * @param strictUris whether URIs follow the strict rule instead of the loose one (spec: URIs)
 * @param refusesDiscloseMe whether a client's wish for disclosure is an error unless a permission rule grants it
 * @param takesOpaquePayloads whether clients may send bytes in the place of Arguments (checklist B74)
 * @param held what all realms of the node are charged with for waiting calls and testaments
 * @param calls timeouts and queues of calls; used by this realm only
 * @param maxSessions sessions at once, from 1
 * @param agent what WELCOME says of this router
 * @param contracts what payloads must look like; null when anything goes
 */
public record RealmSettings(
        String name,
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
