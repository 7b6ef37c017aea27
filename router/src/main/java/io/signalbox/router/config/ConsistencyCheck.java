package io.signalbox.router.config;

import io.signalbox.router.config.worker.ComponentCheck;
import io.signalbox.router.config.worker.ConnectionsCheck;
import io.signalbox.router.config.worker.ContainerCheck;
import io.signalbox.router.config.worker.GuestCheck;
import io.signalbox.router.config.worker.LinkCheck;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Checks beyond the schema: relations between items, and files and directories of the machine. */
final class ConsistencyCheck {
    private final SchemaDocument schema;
    private final RealmCheck realms;
    private final TransportCheck transports;
    private final NodeKeyCheck nodeKey;
    private final Map<String, String> environment;
    private final Path directory;
    private final ProblemList problems;
    private final Map<String, JsonPlace> workerIds = new HashMap<>();

    /**
     * @param environment the environment of the node, by name
     * @param directory the directory of relative paths
     */
    ConsistencyCheck(
            SchemaDocument schema,
            PrincipalFiles principals,
            Map<String, String> environment,
            ProblemList problems,
            Path directory) {
        this.schema = schema;
        this.problems = problems;
        this.realms = new RealmCheck(schema, problems, directory);
        this.transports = new TransportCheck(schema, principals, directory);
        this.nodeKey = new NodeKeyCheck(schema, directory);
        this.environment = environment;
        this.directory = directory;
    }

    void check(ConfigItem root) {
        ConfigItem workers = root.member("workers");
        if (workers.isEmpty()) {
            (workers.isAbsent() ? root : workers)
                    .warn(
                            "the configuration has no worker, so the node would do nothing",
                            "add a worker of type 'router' with realms and transports");
        }
        workers.elements().forEach(this::checkWorker);
        nodeKey.check(root);
    }

    private void checkWorker(ConfigItem worker) {
        checkId(worker, "worker", workerIds);
        switch (worker.member("type").text()) {
            case "guest" -> new GuestCheck(directory, environment).check(worker);
            case "container" -> checkContainer(worker);
            default -> checkRouter(worker);
        }
    }

    private void checkContainer(ConfigItem worker) {
        Map<String, JsonPlace> ids = new HashMap<>();
        worker.member("components").elements().forEach(component -> checkId(component, "component", ids));
        new ContainerCheck(schema, directory).check(worker);
    }

    private void checkRouter(ConfigItem worker) {
        // Ids of one worker, as in Crossbar.io. The names of listeners in the log are unique nevertheless.
        Map<String, JsonPlace> ids = new HashMap<>();
        ConfigItem ofRealms = worker.member("realms");
        ConfigItem ofTransports = worker.member("transports");
        ConfigItem ofComponents = worker.member("components");
        ConfigItem ofConnections = worker.member("connections");
        if (!ofRealms.isEmpty()
                && ofTransports.isEmpty()
                && ofComponents.isEmpty()
                && ofConnections.isEmpty()
                && !hasLinks(ofRealms)) {
            (ofTransports.isAbsent() ? worker : ofTransports)
                    .warn("the worker has realms but no transport, so no client can connect", "add a transport");
        } else if (ofRealms.isEmpty()
                && ofComponents.isEmpty()
                && ofTransports.elements().stream().anyMatch(TransportCheck::acceptsClients)) {
            (ofRealms.isAbsent() ? worker : ofRealms)
                    .warn("the worker has transports but no realm, so no client can join", "add a realm");
        }
        Map<String, JsonPlace> names = new HashMap<>();
        for (ConfigItem realm : ofRealms.elements()) {
            checkId(realm, "realm", ids);
            realms.check(realm, names);
            AuthCheck.checkAuthorizers(realm);
        }
        WorkerRoles roles = new WorkerRoles(ofRealms);
        for (ConfigItem component : ofComponents.elements()) {
            checkId(component, "component", ids);
            checkComponent(component, roles);
        }
        for (ConfigItem connection : ofConnections.elements()) {
            checkId(connection, "connection", ids);
            checkMember(connection, roles);
        }
        new ConnectionsCheck(directory).check(ofConnections.elements());
        for (ConfigItem realm : ofRealms.elements()) {
            checkLinks(realm, roles, ids);
            for (ConfigItem role : realm.member("management")
                    .member("connections")
                    .member("roles")
                    .elements()) {
                roles.grantIn(realm.member("name"), role.text(), role);
            }
        }
        for (ConfigItem transport : ofTransports.elements()) {
            checkId(transport, "transport", ids);
            for (ConfigItem service : TransportCheck.services(transport)) {
                if (service != transport) {
                    checkId(service, "web service", ids);
                }
            }
            transports.check(transport, roles);
        }
        // With an error the roles of clients are not known for sure.
        if (!problems.hasErrors()) {
            roles.reportUngranted();
        }
        for (ConfigItem realm : ofRealms.elements()) {
            realm.member("roles").elements().forEach(transports::checkRole);
        }
    }

    private static boolean hasLinks(ConfigItem realms) {
        return realms.elements().stream()
                .anyMatch(realm -> !realm.member("rlinks").isEmpty());
    }

    private void checkComponent(ConfigItem component, WorkerRoles roles) {
        checkMember(component, roles);
        new ComponentCheck(directory).check(component);
    }

    private void checkLinks(ConfigItem realm, WorkerRoles roles, Map<String, JsonPlace> ids) {
        for (ConfigItem link : realm.member("rlinks").elements()) {
            checkId(link, "link", ids);
            ConfigItem role = link.member("role");
            if (role.isPresent() && realm.member("name").isPresent()) {
                roles.grantIn(realm.member("name"), role.text(), role);
            }
            new LinkCheck(schema, directory).check(link, realm);
        }
    }

    /** Checks the realm and the role of a part of the node that joins a realm. */
    private static void checkMember(ConfigItem part, WorkerRoles roles) {
        ConfigItem realm = part.member("realm");
        ConfigItem role = part.member("role");
        if (realm.isPresent() && !role.isRefused()) {
            roles.grantIn(realm, role.isPresent() ? role.text() : "anonymous", role.isPresent() ? role : part);
        }
    }

    private static void checkId(ConfigItem item, String kind, Map<String, JsonPlace> ids) {
        ConfigItem id = item.member("id");
        if (!id.isPresent()) {
            return;
        }
        JsonPlace first = ids.putIfAbsent(kind + ' ' + id.text(), item.place());
        if (first != null) {
            id.refuse(
                    "the id '" + id.text() + "' is taken by the " + kind + " at " + first.path(),
                    "choose another id, or remove the id");
        }
    }
}
