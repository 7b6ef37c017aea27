package io.signalbox.router.realm;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.ClientLogin;

/**
 * Login of one session, which other sessions of the client may share. Confined to the realm's loop, except for {@link
 * #logOut}, which is thread-safe.
 */
final class SessionLogin implements ClientLogin.ClientSession {
    private static final Admission.Refused LOGGED_OUT =
            new Admission.Refused(ErrorUri.AUTHENTICATION_DENIED, "the client has logged out meanwhile");

    private final ClientLogin login;
    private final SessionLifecycle lifecycle;

    SessionLogin(ClientLogin login, SessionLifecycle lifecycle) {
        this.login = login;
        this.lifecycle = lifecycle;
    }

    /** Adds the session to the login. Returns why the session must not join, or null. */
    Admission.Refused refusal() {
        return login.joins(this) ? null : LOGGED_OUT;
    }

    /** Ends the login after a logout of the session, or because the session is killed. */
    void ends() {
        login.ends(this);
    }

    void left() {
        login.leaves(this);
    }

    @Override
    public void logOut() {
        Realm realm = lifecycle.realm();
        realm.loop().submit(lifecycle.task("a logout", () -> realm.sessions().logOut(lifecycle)));
    }
}
