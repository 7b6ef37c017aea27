package io.signalbox.router.realm;

import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.authz.DecisionCache;
import io.signalbox.router.authz.DynamicAuthorizer;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.RealmStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A realm with manual time and workers. */
final class RealmFixture {
    static final String AUTHORIZER = "com.authorize";
    static final Duration AUTHORIZER_TIMEOUT = Duration.ofSeconds(10);

    final ManualTimers timers = new ManualTimers();
    final ManualWorkers workers = new ManualWorkers();
    final Map<String, RouterRole> roles = new HashMap<>();
    final DecisionCache decisions = new DecisionCache(DecisionCache.Settings.DEFAULTS);
    RequestIdCheck requestIdCheck = RequestIdCheck.OFF;
    boolean strictUris;
    boolean refusesDiscloseMe;
    SessionLimits limits = SessionLimits.DEFAULTS;
    HeldBudget held = HeldBudget.ofHeap();
    InboundBudget inbound = InboundBudget.ofHeap();
    MetaSettings meta = MetaSettings.DEFAULTS;
    RealmStore store = RealmStore.DEFAULTS;
    CallRules calls = CallRules.none();
    int maxSessions = 1000;
    PayloadContracts contracts;
    SessionQuota listenerQuota = new SessionQuota(1000);
    SessionQuota nodeQuota = new SessionQuota(1000);
    SessionQuota authentications = new SessionQuota(1000);
    final Random sessionIds = new Random(11);

    private Realm realm;
    private RealmDirectory directory;

    RealmFixture() {
        role("anonymous", (action, uri, match) -> Decision.ALLOWED);
    }

    /** Disables the meta API, so that a subscriber of all topics receives only events of clients. */
    RealmFixture withoutMetaApi() {
        meta = new MetaSettings(false, MetaSettings.DEFAULTS.limits());
        return this;
    }

    RealmFixture role(String name, Permissions permissions) {
        roles.put(name, new RouterRole(name, permissions));
        return this;
    }

    /** Adds a role without rules, whose authorizer decides. */
    RealmFixture role(String name, Authorizer authorizer) {
        roles.put(
                name,
                new RouterRole(
                        name, (action, uri, match) -> Decision.UNDECIDED, SlowConsumerOverride.NONE, authorizer));
        return this;
    }

    /** Adds a role whose authorizer, the procedure {@code com.authorize}, decides where no rule matches. */
    RealmFixture dynamicRole(String name, PermissionRule... rules) {
        Permissions permissions = StaticPermissions.beforeAuthorizer(List.of(rules));
        DynamicAuthorizer authorizer = new DynamicAuthorizer(
                new DynamicAuthorizer.Target(name, permissions, AUTHORIZER, AUTHORIZER_TIMEOUT.toMillis()),
                (procedure, arguments, timeoutNanos) -> realm().serviceCalls().call(procedure, arguments, timeoutNanos),
                decisions,
                timers,
                workers);
        roles.put(name, new RouterRole(name, permissions, SlowConsumerOverride.NONE, authorizer));
        return this;
    }

    /** Returns permissions that deny one action on one URI. */
    static Permissions denying(Action denied, String deniedUri) {
        return (Action action, String uri, MatchPolicy match) ->
                action == denied && uri.equals(deniedUri) ? Decision.DENIED : Decision.ALLOWED;
    }

    Realm realm() {
        if (realm == null) {
            realm = new Realm(settings(), store, workers, timers, new Random(42));
            directory = new RealmDirectory(List.of(realm));
        }
        return realm;
    }

    RealmSettings settings() {
        return new RealmSettings(
                "realm1",
                "realm1",
                roles,
                requestIdCheck,
                strictUris,
                refusesDiscloseMe,
                false,
                limits,
                held,
                calls,
                maxSessions,
                "Signalbox-test",
                meta,
                contracts);
    }

    RealmDirectory directory() {
        realm();
        return directory;
    }

    ScriptedPeer connects() {
        return connects("anonymous");
    }

    ScriptedPeer connects(String role) {
        return connects(List.of(new AnonymousAuth(role, new Random(7))));
    }

    ScriptedPeer connects(List<Authenticator> methods) {
        return connects(acceptor(methods));
    }

    ScriptedPeer connects(SessionAcceptor acceptor) {
        ScriptedPeer peer = new ScriptedPeer(workers);
        peer.listener(acceptor.accept(peer.connection));
        return peer;
    }

    SessionAcceptor acceptor(List<Authenticator> methods) {
        return new SessionAcceptor(
                directory(),
                new AuthMethods(methods),
                new SessionAcceptor.Quotas(listenerQuota, nodeQuota, authentications, inbound),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(timers, workers, sessionIds));
    }

    ScriptedPeer joins() {
        return connects().joins();
    }

    ScriptedPeer joins(String role) {
        return connects(role).joins();
    }
}
