package io.signalbox.router.authz;

import java.util.Set;

/** The procedures of the meta API that act on other sessions (checklist D17). */
final class PrivilegedProcedures {
    private static final String PREFIX = "wamp.";

    private static final Set<String> URIS = Set.of(
            "wamp.session.kill",
            "wamp.session.kill_by_authid",
            "wamp.session.kill_by_authrole",
            "wamp.session.kill_all",
            "wamp.subscription.remove_subscriber",
            "wamp.registration.remove_callee");

    private PrivilegedProcedures() {}

    static boolean contains(String uri) {
        // Asked for every call, nearly always of an application's procedure.
        return uri.startsWith(PREFIX) && URIS.contains(uri);
    }
}
