package io.signalbox.router.node;

import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.config.AllowConfig;
import io.signalbox.router.config.CallTimeoutConfig;
import io.signalbox.router.config.DiscloseConfig;
import io.signalbox.router.config.PermissionConfig;
import io.signalbox.router.config.RealmConfig;
import io.signalbox.router.config.RealmLimits;
import io.signalbox.router.config.RealmOptions;
import io.signalbox.router.config.RoleConfig;
import io.signalbox.router.config.RoleSlowConsumerConfig;
import io.signalbox.router.dealer.CallQueueLimit;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.realm.RequestIdCheck;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Timers;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;

/** Makes realms with their roles. */
final class RealmAssembly {
    private final Executor workers;
    private final Timers timers;
    private final StoreAssembly stores;
    private final int maxSessions;
    private final String agent;
    private final ContractAssembly contracts;
    private final SecureRandom seeds = new SecureRandom();

    RealmAssembly(
            Executor workers,
            Timers timers,
            StoreAssembly stores,
            ContractAssembly contracts,
            int maxSessions,
            String agent) {
        this.stores = stores;
        this.workers = workers;
        this.timers = timers;
        this.maxSessions = maxSessions;
        this.agent = agent;
        this.contracts = contracts;
    }

    Realm assemble(RealmConfig config) {
        Map<String, RouterRole> roles = new HashMap<>();
        for (RoleConfig role : config.roles()) {
            roles.put(role.name(), new RouterRole(role.name(), permissions(role), slowConsumer(role.slowConsumer())));
        }
        RealmOptions options = config.options();
        RealmSettings settings = new RealmSettings(
                config.name(),
                roles,
                requestIdCheck(options.requestIdCheck()),
                options.uriCheck() == RealmOptions.UriCheck.STRICT,
                options.discloseMe() == RealmOptions.DiscloseMe.REFUSE,
                options.encPayload(),
                limits(options.limits()),
                callRules(config),
                maxSessions,
                agent,
                meta(options),
                contracts.assemble(config.schemas()));
        // Ids need to be spread, not to be secret; SecureRandom would be locked and slow for every publication.
        return new Realm(settings, stores.of(config), workers, timers, new SplittableRandom(seeds.nextLong()));
    }

    private static Permissions permissions(RoleConfig role) {
        if (role.allowByDefault()) {
            return StaticPermissions.allowingEverything();
        }
        List<PermissionRule> rules = new ArrayList<>();
        for (PermissionConfig rule : role.permissions()) {
            rules.add(new PermissionRule(rule.uri(), rule.match(), allowed(rule.allow()), disclosed(rule.disclose())));
        }
        return new StaticPermissions(rules);
    }

    private static SlowConsumerOverride slowConsumer(RoleSlowConsumerConfig role) {
        return new SlowConsumerOverride(
                asLong(role.maxPendingBytes()), asLong(role.maxPendingTimeMillis()), role.policy());
    }

    private static OptionalLong asLong(OptionalInt value) {
        return value.isPresent() ? OptionalLong.of(value.getAsInt()) : OptionalLong.empty();
    }

    private static Set<Action> allowed(AllowConfig allow) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        addIf(allow.call(), Action.CALL, actions);
        addIf(allow.register(), Action.REGISTER, actions);
        addIf(allow.publish(), Action.PUBLISH, actions);
        addIf(allow.subscribe(), Action.SUBSCRIBE, actions);
        return actions;
    }

    private static Set<Action> disclosed(DiscloseConfig disclose) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        addIf(disclose.caller(), Action.CALL, actions);
        addIf(disclose.publisher(), Action.PUBLISH, actions);
        return actions;
    }

    private static void addIf(boolean condition, Action action, Set<Action> actions) {
        if (condition) {
            actions.add(action);
        }
    }

    private static CallRules callRules(RealmConfig config) {
        CallTimeoutConfig timeout = config.options().callTimeout();
        List<CallQueueLimit> queues = new ArrayList<>();
        config.store().ifPresent(store -> store.callQueue()
                .forEach(queue -> queues.add(new CallQueueLimit(queue.uri(), queue.match(), queue.limit()))));
        return new CallRules(timeout.defaultMillis(), timeout.maxMillis(), queues);
    }

    private static RequestIdCheck requestIdCheck(RealmOptions.RequestIdCheck check) {
        return switch (check) {
            case OFF -> RequestIdCheck.OFF;
            case INCREASING -> RequestIdCheck.INCREASING;
            case STRICT -> RequestIdCheck.STRICT;
        };
    }

    private static MetaSettings meta(RealmOptions options) {
        return new MetaSettings(
                options.enableMetaApi(),
                options.limits().maxTestaments(),
                options.limits().maxTestamentSizeBytes(),
                options.limits().maxProcedureArgumentBytes());
    }

    private static SessionLimits limits(RealmLimits limits) {
        return new SessionLimits(
                limits.maxUriLength(),
                limits.maxUriComponents(),
                limits.maxSubscriptions(),
                limits.maxRegistrations(),
                limits.maxWildcardShapes(),
                limits.maxPendingCallsPerCaller(),
                limits.maxPendingCallsPerCallee(),
                limits.maxHeldCallBytes());
    }
}
