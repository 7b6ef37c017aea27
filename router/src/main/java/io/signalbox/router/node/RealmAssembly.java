package io.signalbox.router.node;

import io.signalbox.router.authz.DecisionCache;
import io.signalbox.router.authz.DynamicAuthorizer;
import io.signalbox.router.authz.PermissionRule;
import io.signalbox.router.authz.PermissionSettings;
import io.signalbox.router.authz.StaticPermissions;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.dealer.CallTimeoutSettings;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.meta.CountersManagement;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmSettings;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.ServiceCalls;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.RealmLabel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Factory of realms with their roles. */
final class RealmAssembly {
    private final Executor workers;
    private final Timers timers;
    private final StoreAssembly stores;
    private final HeldBudget held;
    private final int maxSessions;
    private final String nodeId;
    private final String agent;
    private final ContractAssembly contracts;
    private final SecureRandom seeds = new SecureRandom();

    RealmAssembly(
            Executor workers,
            Timers timers,
            StoreAssembly stores,
            ContractAssembly contracts,
            NodeConfig.NodeLimits limits,
            String nodeId,
            String agent) {
        this.stores = stores;
        this.workers = workers;
        this.timers = timers;
        maxSessions = limits.maxSessions();
        held = limits.maxHeldBytes() == 0 ? HeldBudget.ofHeap() : new HeldBudget(limits.maxHeldBytes());
        this.nodeId = nodeId;
        this.agent = agent;
        this.contracts = contracts;
    }

    Realm assemble(RealmConfig config, RealmLabel label) {
        RealmConfig.RealmOptions options = config.options();
        CompletableFuture<Realm> realm = new CompletableFuture<>();
        DecisionCache decisions = new DecisionCache(options.authorizationCache());
        List<StaticPermissions> rules = new ArrayList<>();
        Map<String, RouterRole> roles = roles(config, callsIn(realm), decisions, rules::add);
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
        SplittableRandom random = new SplittableRandom(seeds.nextLong());
        Realm assembled = new Realm(settings, stores.of(config, label), workers, timers, random);
        CounterGroups counters = new CounterGroups();
        counters.add("routing", () -> assembled.counters().values());
        counters.add("load", () -> assembled.load().values());
        counters.add("decisions", decisions::counters);
        counters.add("rules", () -> counters(rules));
        assembled.service().register(CountersManagement.REALM, CountersManagement.ofRealm(counters));
        realm.complete(assembled);
        return assembled;
    }

    private static Map<String, Long> counters(List<StaticPermissions> roles) {
        return Map.of(
                "searches",
                        roles.stream().mapToLong(StaticPermissions::searches).sum(),
                "forgotten",
                        roles.stream().mapToLong(StaticPermissions::forgotten).sum());
    }

    /** Adds the memory that the realms share. */
    void addTo(CounterGroups counters) {
        counters.add("memory", () -> Map.of("heldBytes", held.reservedBytes()));
    }

    /** Returns the calls in a realm that is assembled later, because the roles of a realm precede the realm. */
    private static ServiceCalls callsIn(CompletableFuture<Realm> realm) {
        return (procedure, arguments, timeoutNanos) ->
                realm.thenCompose(one -> one.serviceCalls().call(procedure, arguments, timeoutNanos));
    }

    /** @param rules takes the rules of each role */
    private Map<String, RouterRole> roles(
            RealmConfig config, ServiceCalls calls, DecisionCache decisions, Consumer<StaticPermissions> rules) {
        Map<String, RouterRole> roles = new HashMap<>();
        for (RealmConfig.Role role : config.roles()) {
            StaticPermissions permissions = permissions(role);
            rules.accept(permissions);
            Authorizer authorizer = role.authorizer()
                    .map(procedure -> new DynamicAuthorizer.Target(
                            role.name(), permissions, procedure, role.authorizerTimeoutMillis()))
                    .map(target -> new DynamicAuthorizer(target, calls, decisions, timers, workers))
                    .orElse(null);
            String linkNode = role.link() ? nodeId : null;
            roles.put(role.name(), new RouterRole(role.name(), permissions, role.slowConsumer(), authorizer, linkNode));
        }
        return roles;
    }

    private static StaticPermissions permissions(RealmConfig.Role role) {
        List<PermissionRule> rules = role.permissions().orElse(List.of()).stream()
                .map(PermissionSettings::rule)
                .toList();
        if (role.authorizer().isPresent()) {
            return StaticPermissions.beforeAuthorizer(rules);
        }
        return role.allowByDefault() && role.permissions().isEmpty()
                ? StaticPermissions.allowingEverything()
                : new StaticPermissions(rules);
    }

    private static CallRules callRules(RealmConfig config) {
        CallTimeoutSettings timeout = config.options().callTimeout();
        List<CallRules.QueueLimit> queues = new ArrayList<>();
        config.store().ifPresent(store -> store.callQueue().forEach(queue -> queues.add(queue.limitOr(store.limit()))));
        return new CallRules(timeout.defaultMillis(), timeout.maxMillis(), queues);
    }
}
