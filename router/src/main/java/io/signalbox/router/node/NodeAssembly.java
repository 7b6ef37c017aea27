package io.signalbox.router.node;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.router.auth.DynamicMethodSettings;
import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.extension.ConnectedWorker;
import io.signalbox.router.extension.ExtendedNode;
import io.signalbox.router.extension.ManagedRealm;
import io.signalbox.router.local.LocalMember;
import io.signalbox.router.local.LocalRealms;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.meta.CountersManagement;
import io.signalbox.router.process.Supervisor;
import io.signalbox.router.realm.Realm;
import io.signalbox.router.realm.RealmDirectory;
import io.signalbox.router.realm.ScheduledTimers;
import io.signalbox.router.realm.SessionQuota;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.RealmLabel;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Factory that wires a node of a configuration, with {@link RealmAssembly} and {@link ListenerAssembly}. */
public final class NodeAssembly {
    /** A changed file is used after the second check that finds it: within five seconds. */
    private static final long FILE_CHECK_SECONDS = 2;

    private final String agent;
    private final Map<String, String> environment;
    private final Function<ScheduledThreadPoolExecutor, Timers> clock;
    private final long goodbyeMillis;

    /** Uses the environment of the process. */
    public NodeAssembly(String agent) {
        this(agent, System.getenv());
    }

    /**
     * @param agent the name of the router in WELCOME, such as {@code Signalbox-0.1.0}
     * @param environment values of {@code ${NAME}} in files that the node reads again, by name
     */
    public NodeAssembly(String agent, Map<String, String> environment) {
        this(agent, environment, ScheduledTimers::new, Node.GOODBYE_MILLIS);
    }

    /**
     * @param clock makes the timers of the node
     * @param goodbyeMillis the time for realms to end their sessions
     */
    NodeAssembly(
            String agent,
            Map<String, String> environment,
            Function<ScheduledThreadPoolExecutor, Timers> clock,
            long goodbyeMillis) {
        this.agent = agent;
        this.environment = environment;
        this.clock = clock;
        this.goodbyeMillis = goodbyeMillis;
    }

    /**
     * Returns a new node, not started.
     *
     * @throws java.io.UncheckedIOException if a certificate file has become unusable since the configuration was checked. The message
     *     names the place in the configuration and the remedy.
     */
    public Node assemble(NodeConfig config) {
        NodeThreads threads = NodeThreads.start();
        try {
            return assemble(config, threads);
        } catch (RuntimeException e) {
            threads.stop();
            throw e;
        }
    }

    private Node assemble(NodeConfig config, NodeThreads threads) {
        Timers timers = clock.apply(threads.timers());
        NodeConfig.NodeLimits limits = config.controller().options().limits();
        SessionQuota nodeQuota = new SessionQuota(limits.maxSessions());
        List<Placed<Listener>> listeners = new ArrayList<>();
        List<RealmDirectory> directories = new ArrayList<>();
        List<HostedComponent> components = new ArrayList<>();
        List<AccessGate> gates = new ArrayList<>();
        String nodeId =
                config.controller().id().orElseGet(() -> UUID.randomUUID().toString());
        StoreAssembly stores = new StoreAssembly(threads.workers());
        RealmAssembly realms = new RealmAssembly(
                threads.workers(), timers, stores, ContractAssembly.within(limits), limits, nodeId, agent);
        NodeConfig.ControllerOptions options = config.controller().options();
        AuthAssembly auth = new AuthAssembly(environment, timers, options.authLimits(), options.nodeKey());
        ExtensionAssembly extensions = new ExtensionAssembly(extendedNode(nodeId, config, threads));
        ListenerAssembly transports =
                new ListenerAssembly(threads, timers, nodeQuota, limits, auth, extensions, new SecureRandom(), agent);
        LinkAssembly links = new LinkAssembly(nodeId, timers, threads.workers(), transports);
        CounterGroups counters = new CounterGroups();
        Set<String> sharedNames =
                shared(config, worker -> worker.realms().stream().map(RealmConfig::name));
        Set<String> sharedIds =
                shared(config, worker -> worker.transports().stream().map(TransportConfig::id));
        for (NodeConfig.RouterWorker worker : config.routers()) {
            if (worker.isDisabled()) {
                continue;
            }
            List<Realm> ofWorker = new ArrayList<>();
            for (RealmConfig realm : worker.realms()) {
                Realm assembled = realms.assemble(
                        realm, RealmLabel.of(worker.id(), realm.name(), sharedNames.contains(realm.name())));
                assembled
                        .service()
                        .register(CountersManagement.NODE, CountersManagement.ofNode(counters, threads.workers()));
                ofWorker.add(assembled);
            }
            RealmDirectory directory = new RealmDirectory(ofWorker);
            directories.add(directory);
            LocalRealms local = transports.local(directory);
            for (int i = 0; i < ofWorker.size(); i++) {
                links.add(worker.realms().get(i), ofWorker.get(i), local, counters);
            }
            List<HostedComponent> hosted = new ArrayList<>();
            for (NodeConfig.RouterComponent item : worker.components()) {
                hosted.add(component(item, local, timers));
            }
            components.addAll(hosted);
            List<ManagedRealm> managed = ManagementAssembly.managed(worker.realms(), ofWorker);
            if (!worker.connections().isEmpty() || !managed.isEmpty()) {
                extensions.connect(new ConnectedWorker(worker.id(), local, worker.connections(), managed));
            }
            List<Placed<Listener>> ofWorkerListeners = new ArrayList<>();
            for (TransportConfig transport : worker.transports()) {
                String id = transport.id();
                String name = sharedIds.contains(id) ? worker.id() + "/" + id : id;
                ofWorkerListeners.add(new Placed<>(
                        transports.assemble(name, transport, directory),
                        transport.endpoint().place()));
            }
            listeners.addAll(ofWorkerListeners);
            List<AccessGate.Needed> needed = needed(worker, transports.authenticators(directory));
            if (!hosted.isEmpty() && !needed.isEmpty()) {
                gates.add(new AccessGate(worker.id(), directory, hosted, needed, ofWorkerListeners));
            }
        }
        for (HostedComponent component : components) {
            addTo(counters, component);
        }
        transports.addTo(counters);
        extensions.addTo(counters);
        counters.add("sessions", nodeQuota::counters);
        auth.addTo(counters);
        realms.addTo(counters);
        stores.addTo(counters);
        transports.certificates().forEach(watch -> watchFiles("certificates", watch::check, threads));
        auth.watches().forEach(watch -> watchFiles("principals", watch::check, threads));
        Optional<Supervisor> supervisor = supervisor(config, transports, timers, counters);
        Node.Parts parts = new Node.Parts(
                listeners,
                directories,
                components,
                gates,
                stores.files(),
                transports.cookieFiles(),
                transports.certificates(),
                extensions.running(),
                supervisor,
                links.assembled());
        return new Node(parts, threads, goodbyeMillis);
    }

    private static void addTo(CounterGroups counters, HostedComponent component) {
        counters.add(
                "components",
                component.id(),
                () -> Map.of(
                        "running", component.isRunning() ? 1L : 0L,
                        "failed", component.hasFailed() ? 1L : 0L));
    }

    /** Returns the procedures that decide on access to the realms of a worker. */
    private static List<AccessGate.Needed> needed(
            NodeConfig.RouterWorker worker, List<DynamicMethodSettings> authenticators) {
        List<AccessGate.Needed> needed = new ArrayList<>();
        for (RealmConfig realm : worker.realms()) {
            realm.roles().stream()
                    .flatMap(role -> role.authorizer().stream())
                    .forEach(procedure -> needed.add(new AccessGate.Needed(realm.name(), procedure)));
            authenticators.stream()
                    .filter(method ->
                            method.authenticatorRealm().orElse(realm.name()).equals(realm.name()))
                    .forEach(method -> needed.add(new AccessGate.Needed(realm.name(), method.authenticator())));
        }
        return needed;
    }

    private static HostedComponent component(NodeConfig.RouterComponent item, LocalRealms realms, Timers timers) {
        ComponentSettings settings = item.component();
        LocalMember member = new LocalMember(settings.id(), item.role(), "component");
        return new HostedComponent(settings, () -> realms.client(member, settings.realm()), timers);
    }

    /**
     * Returns the supervisor of the containers and the guests, which start in this order; empty for a node without such workers, which
     * loads none of its classes.
     */
    private Optional<Supervisor> supervisor(
            NodeConfig config, ListenerAssembly transports, Timers timers, CounterGroups counters) {
        List<NodeConfig.ContainerWorker> containers = new ArrayList<>();
        List<NodeConfig.GuestWorker> guests = new ArrayList<>();
        for (NodeConfig.Worker worker : config.workers()) {
            if (worker.isDisabled()) {
                continue;
            }
            // A container has no components if all of them are left out.
            if (worker instanceof NodeConfig.ContainerWorker container
                    && !container.components().isEmpty()) {
                containers.add(container);
            } else if (worker instanceof NodeConfig.GuestWorker guest) {
                guests.add(guest);
            }
        }
        if (containers.isEmpty() && guests.isEmpty()) {
            return Optional.empty();
        }
        SupervisedAssembly workers = new SupervisedAssembly(
                environment,
                transports::connecting,
                timers,
                new SecureRandom(),
                config.controller().options());
        containers.forEach(container -> workers.add(container, counters));
        guests.forEach(guest -> workers.add(guest, counters));
        return Optional.of(workers.supervisor());
    }

    private ExtendedNode extendedNode(String nodeId, NodeConfig config, NodeThreads threads) {
        NodeConfig.Controller controller = config.controller();
        NodeConfig.NodeLimits limits = controller.options().limits();
        return new ExtendedNode(
                nodeId,
                agent,
                controller.options().gateway(),
                environment,
                threads.timers(),
                CookieNames.of(config),
                limits.maxCompressionBytes() == 0
                        ? DeflateMemory.ofHeap(new TransportCounters())
                        : new DeflateMemory(limits.maxCompressionBytes(), new TransportCounters()),
                limits.maxAssemblyBytes() == 0
                        ? AssemblyBudget.ofHeap()
                        : new AssemblyBudget(limits.maxAssemblyBytes()));
    }

    /** Reading files may take its time, which neither a timer nor a worker has. */
    private static void watchFiles(String name, Runnable check, NodeThreads threads) {
        threads.timers()
                .scheduleWithFixedDelay(
                        () -> Thread.ofVirtual().name(name).start(check),
                        FILE_CHECK_SECONDS,
                        FILE_CHECK_SECONDS,
                        TimeUnit.SECONDS);
    }

    /**
     * Returns the names that several workers use, for realms or for transports. Disabled workers count, so that labels do not
     * change with them.
     */
    private static Set<String> shared(NodeConfig config, Function<NodeConfig.RouterWorker, Stream<String>> namesOf) {
        Set<String> names = new HashSet<>();
        return config.routers().stream()
                .flatMap(namesOf)
                .filter(name -> !names.add(name))
                .collect(Collectors.toSet());
    }
}
