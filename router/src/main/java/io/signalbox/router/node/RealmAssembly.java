package io.signalbox.router.node;

import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.dealer.CallTimeoutSettings;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.RealmLabel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** Factory of realms with their roles. */
final class RealmAssembly {
    private final Executor workers;
    private final Timers timers;
    private final StoreAssembly stores;
    private final HeldBudget held;
    private final int maxSessions;
    private final String agent;
    private final ContractAssembly contracts;
    private final SecureRandom seeds = new SecureRandom();

    RealmAssembly(
            Executor workers,
            Timers timers,
            StoreAssembly stores,
            ContractAssembly contracts,
            NodeConfig.NodeLimits limits,
            String agent) {
        this.stores = stores;
        this.workers = workers;
        this.timers = timers;
        maxSessions = limits.maxSessions();
        held = limits.maxHeldBytes() == 0 ? HeldBudget.ofHeap() : new HeldBudget(limits.maxHeldBytes());
        this.agent = agent;
        this.contracts = contracts;
    }

    Realm assemble(RealmConfig config, RealmLabel label) {
        Map<String, RouterRole> roles = new HashMap<>();
        for (RealmConfig.Role role : config.roles()) {
            roles.put(role.name(), new RouterRole(role.name(), permissions(role), role.slowConsumer()));
        }
        RealmConfig.RealmOptions options = config.options();
        RealmSettings settings = new RealmSettings(
                config.name(),
                label.current(),
                roles,
                options.requestIdCheck(),
                options.uriCheck() == RealmConfig.UriCheck.STRICT,
                options.discloseMe() == RealmConfig.DiscloseMe.REFUSE,
                options.encPayload(),
                options.limits().ofSession(),
                held,
                callRules(config),
                maxSessions,
                agent,
                new MetaSettings(options.enableMetaApi(), options.limits().ofMetaApi()),
                contracts.assemble(config.schemas()));
        // Ids are random but not secret. SecureRandom would take a lock for every publication.
        return new Realm(settings, stores.of(config, label), workers, timers, new SplittableRandom(seeds.nextLong()));
    }

    private static Permissions permissions(RealmConfig.Role role) {
        if (role.allowByDefault() && role.permissions().isEmpty()) {
            return StaticPermissions.allowingEverything();
        }
        return new StaticPermissions(role.permissions().orElse(List.of()).stream()
                .map(PermissionSettings::rule)
                .toList());
    }

    private static CallRules callRules(RealmConfig config) {
        CallTimeoutSettings timeout = config.options().callTimeout();
        List<CallRules.QueueLimit> queues = new ArrayList<>();
        config.store().ifPresent(store -> store.callQueue().forEach(queue -> queues.add(queue.limitOr(store.limit()))));
        return new CallRules(timeout.defaultMillis(), timeout.maxMillis(), queues);
    }
}
