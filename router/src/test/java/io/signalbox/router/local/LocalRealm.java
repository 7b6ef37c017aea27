package io.signalbox.router.local;

import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.InboundBudget;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.realm.SessionAcceptor;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Timers;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Realm without a port, for connections within the process. */
public final class LocalRealm implements AutoCloseable {
    private static final RouterRole ANYONE = new RouterRole("anonymous", StaticPermissions.allowingEverything());

    private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(1);
    private final ScheduledTimers timers = new ScheduledTimers(threads);
    private final RealmDirectory realms;

    public LocalRealm() {
        RealmSettings settings = new RealmSettings(
                "realm1",
                "realm1",
                Map.of("anonymous", ANYONE),
                RequestIdCheck.OFF,
                false,
                false,
                false,
                SessionLimits.DEFAULTS,
                HeldBudget.ofHeap(),
                CallRules.none(),
                10,
                "test",
                MetaSettings.DEFAULTS,
                null);
        realms = new RealmDirectory(List.of(new Realm(settings, threads, timers, new Random(1))));
    }

    private ConnectionAcceptor acceptor() {
        SessionQuota quota = new SessionQuota(100);
        return new SessionAcceptor(
                realms,
                new AuthMethods(List.of(new AnonymousAuth("anonymous", new Random(2)))),
                new SessionAcceptor.Quotas(quota, quota, quota, InboundBudget.ofHeap()),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(timers, threads, new SecureRandom()));
    }

    public RealmDirectory realms() {
        return realms;
    }

    /** Returns the realm for members, all of which get the role {@code anonymous}. */
    public LocalRealms members() {
        return new LocalRealms(member -> acceptor(), threads);
    }

    public Timers timers() {
        return timers;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
