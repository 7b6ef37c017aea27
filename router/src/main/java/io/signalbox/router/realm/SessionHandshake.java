package io.signalbox.router.realm;

import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RouterRole;
import java.util.Optional;

/**
 * Rules of one listener for the clients that may join: checks HELLO, chooses the authentication method, and finds realm and
 * role of an identity (spec: Session Establishment).
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

    /** Returns why this HELLO is refused whoever sends it, or null. */
    Admission.Refused refusal(Hello hello) {
        if (realms.isShuttingDown()) {
            return new Admission.Refused(CloseUri.SYSTEM_SHUTDOWN, "the router is shutting down");
        }
        if (hello.realm().isPresent() && !UriRules.LOOSE.isValid(hello.realm().get(), MatchPolicy.EXACT)) {
            return new Admission.Refused(ErrorUri.INVALID_URI, "the realm in HELLO is not a valid URI");
        }
        return null;
    }

    /** Returns the first method of the client that applies. */
    Optional<Authenticator> choose(AuthRequest request) {
        return auth.choose(request);
    }

    /** Returns the refusal of a client that offers no method of this listener. */
    Admission.Refused noMethod() {
        return new Admission.Refused(
                ErrorUri.NO_MATCHING_AUTH_METHOD,
                "none of the offered authentication methods is available here; available are " + auth.names());
    }

    /**
     * Admits an authenticated client. The existence of the realm is checked here and not before, so that HELLO alone reveals
     * nothing about realms to a client that has to authenticate.
     */
    Admission admit(AuthRequest request, AuthStep.Accepted accepted) {
        Identity identity = accepted.identity();
        Optional<String> name = identity.realm().or(request::realm);
        if (name.isEmpty()) {
            return new Admission.Refused(
                    ErrorUri.NO_SUCH_REALM, "HELLO names no realm; name one, the router has no default realm");
        }
        Realm realm = realms.find(name.get());
        if (realm == null) {
            return new Admission.Refused(ErrorUri.NO_SUCH_REALM, "there is no realm " + name.get());
        }
        // Not even an authenticator grants the role whose permissions no rule limits.
        RouterRole role = identity.authrole().equals(RouterRole.TRUSTED) ? null : realm.role(identity.authrole());
        if (role == null) {
            return new Admission.Refused(
                    ErrorUri.NO_SUCH_ROLE, "realm " + realm.name() + " has no role " + identity.authrole());
        }
        Principal principal = new Principal(
                identity.authid(), role, identity.authmethod(), identity.authprovider(), identity.extra());
        return new Admission.Admitted(
                request.session(),
                realm,
                principal,
                Features.of(request.hello()),
                accepted.login(),
                identity.expiresMillis());
    }
}
