package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RouterRole;

/**
 * Handshake of one listener: checks HELLO, authenticates the client and finds its role (spec: Session Establishment).
 *
 * <p>Thread safety: all methods are thread-safe.
 */
final class SessionHandshake {
    private final RealmDirectory realms;
    private final AuthMethods auth;

    SessionHandshake(RealmDirectory realms, AuthMethods auth) {
        this.realms = realms;
        this.auth = auth;
    }

    Admission judge(Hello hello) throws ProtocolViolation {
        HelloDetails details = HelloDetails.from(hello.details());
        if (realms.isShuttingDown()) {
            return new Admission.Refused(CloseUri.SYSTEM_SHUTDOWN, "the router is shutting down");
        }
        if (hello.realm().isEmpty()) {
            return new Admission.Refused(
                    ErrorUri.NO_SUCH_REALM, "HELLO names no realm; name one, the router has no default realm");
        }
        String name = hello.realm().get();
        if (!UriRules.LOOSE.isValid(name, MatchPolicy.EXACT)) {
            return new Admission.Refused(ErrorUri.INVALID_URI, "the realm in HELLO is not a valid URI");
        }
        Realm realm = realms.find(name);
        if (realm == null) {
            return new Admission.Refused(ErrorUri.NO_SUCH_REALM, "there is no realm " + name);
        }
        return authenticate(realm, details);
    }

    private Admission authenticate(Realm realm, HelloDetails details) {
        return switch (auth.begin(details)) {
            case AuthStep.Rejected rejected -> new Admission.Refused(rejected.reason(), rejected.message());
            case AuthStep.Accepted accepted -> {
                RouterRole role = realm.role(accepted.authrole());
                if (role == null) {
                    yield new Admission.Refused(
                            ErrorUri.NO_SUCH_ROLE, "realm " + realm.name() + " has no role " + accepted.authrole());
                }
                Principal principal =
                        new Principal(accepted.authid(), role, accepted.authmethod(), accepted.authprovider());
                yield new Admission.Admitted(realm, principal, Features.of(details));
            }
        };
    }
}
