package io.signalbox.router.node;

import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.DynamicMethodSettings;
import io.signalbox.router.auth.ProcedureAuthenticator;
import io.signalbox.router.auth.RequestAuthSettings;
import io.signalbox.router.cookie.CookieMethods;
import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.extension.RequestAuthentication;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RequestLoginQuota;
import io.signalbox.router.realm.RequestLogins;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.transport.websocket.ClientRecognition;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Factory of the authentication of HTTP requests. */
final class RequestAuthAssembly {
    private final AuthAssembly auth;
    private final CookieAssembly cookies;
    private final RequestLoginQuota authentications;
    private final BiConsumer<RealmDirectory, DynamicMethodSettings> authenticators;
    private final SessionAcceptor.Resources resources;

    /**
     * @param authentications limit of the authentications of requests that do not end at once
     * @param authenticators takes the procedures that decide on access, with the realms of the item
     */
    RequestAuthAssembly(
            AuthAssembly auth,
            CookieAssembly cookies,
            RequestLoginQuota authentications,
            BiConsumer<RealmDirectory, DynamicMethodSettings> authenticators,
            SessionAcceptor.Resources resources) {
        this.auth = auth;
        this.cookies = cookies;
        this.authentications = authentications;
        this.authenticators = authenticators;
        this.resources = resources;
    }

    /** Returns the authentication of the requests of an item; empty for an item that everybody may use. */
    Optional<RequestAuthentication> assemble(String listener, String path, UnboundItem unbound, RealmDirectory realms) {
        RequestAuthItem item = unbound.bind(RequestAuthItem.class);
        return item.auth().map(settings -> authentication(listener, path, item, settings, realms));
    }

    private RequestAuthentication authentication(
            String listener, String path, RequestAuthItem item, RequestAuthSettings settings, RealmDirectory realms) {
        SessionAcceptor.Times times = SessionAcceptor.Times.DEFAULTS;
        AuthMethods methods = auth.assembleForRequests(
                listener + path,
                settings,
                item.cookie().map(cookie -> new CookieMethods(realms::hasRole, resources.timers())),
                dynamic -> {
                    authenticators.accept(realms, dynamic);
                    return new ProcedureAuthenticator(dynamic, realms::serviceCalls, times.authenticatorMillis());
                });
        ClientRecognition recognition = item.cookie()
                .map(cookie -> cookies.recognition(listener, cookie, methods.names()))
                .orElse(ClientRecognition.NONE);
        RequestLogins logins = new RequestLogins(realms, methods, item.realm(), authentications, times, resources);
        return new HttpAuthentication(listener, path, methods.names(), logins, recognition);
    }
}
