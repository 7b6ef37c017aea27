package io.signalbox.router.config;

import io.signalbox.router.document.Quoted;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Check of transports and the services on their paths beyond the schema. */
final class TransportCheck {
    private final EndpointCheck endpoints;
    private final StaticFilesCheck staticFiles;
    private final String defaultRole;
    private final int defaultMessageSize;
    private int largestMessage;

    /** Whether the transport that is checked has the message that anybody may join. */
    private boolean toldOfOpenPort;

    /**
     * Roles of the realms of a worker.
     *
     * @param known empty if an error leaves the roles open
     * @param reported missing roles that are reported already: a missing role has one message for all transports
     */
    record Roles(Optional<Set<String>> known, Set<String> reported) {
        boolean mayHave(String role) {
            return known.isEmpty() || known.get().contains(role);
        }
    }

    /** @param directory the directory of relative paths */
    TransportCheck(SchemaDocument schema, Path directory) {
        defaultRole = schema.defaultOf("anonymousAuth", "role").asText();
        defaultMessageSize =
                schema.defaultOf("websocketOptions", "max_message_size").asInt();
        endpoints = new EndpointCheck(schema, directory);
        staticFiles = new StaticFilesCheck(directory);
    }

    /**
     * Checks a transport.
     *
     * @param roles the roles of the realms of the worker
     */
    void check(ConfigItem transport, Roles roles) {
        boolean isOpen = endpoints.check(transport);
        ProxyCheck.check(transport);
        toldOfOpenPort = false;
        for (ConfigItem service : services(transport)) {
            if (isForClients(service)) {
                checkForClients(service, isOpen, roles);
            } else {
                staticFiles.check(service);
            }
        }
        checkUniversal(transport);
    }

    private static void checkUniversal(ConfigItem transport) {
        if (!transport.member("type").text().equals("universal")) {
            return;
        }
        if (services(transport).isEmpty()) {
            transport.warn("the transport has no service", "add 'websocket', 'rawsocket' or 'web'");
        }
        for (ConfigItem path : transport.member("web").member("paths").members()) {
            if (transport.member("websocket").member(path.name()).isPresent()) {
                path.warn("is never reached, because 'websocket' has a service at the same path", "rename one of them");
            }
        }
    }

    /** The services of a transport, which is itself one unless it has several. */
    static List<ConfigItem> services(ConfigItem transport) {
        List<ConfigItem> services = new ArrayList<>();
        switch (transport.member("type").text()) {
            case "web" -> addServices(transport.member("paths"), services);
            case "universal" -> {
                ConfigItem rawSocket = transport.member("rawsocket");
                if (rawSocket.isPresent()) {
                    services.add(rawSocket);
                }
                services.addAll(transport.member("websocket").members());
                addServices(transport.member("web").member("paths"), services);
            }
            case "websocket", "rawsocket" -> services.add(transport);
            default -> {}
        }
        return services;
    }

    private static void addServices(ConfigItem paths, List<ConfigItem> services) {
        for (ConfigItem service : paths.members()) {
            if (service.member("type").text().equals("path")) {
                addServices(service.member("paths"), services);
            } else {
                services.add(service);
            }
        }
    }

    /** Returns whether clients of WAMP can connect to a transport. */
    static boolean acceptsClients(ConfigItem transport) {
        return services(transport).stream().anyMatch(TransportCheck::isForClients);
    }

    static boolean isForClients(ConfigItem service) {
        ConfigItem type = service.member("type");
        return type.isAbsent() || type.text().equals("websocket") || type.text().equals("rawsocket");
    }

    private void checkForClients(ConfigItem item, boolean isOpen, Roles roles) {
        checkSizes(item.member("options"));
        ConfigItem auth = item.member("auth");
        ConfigItem anonymous = auth.member("anonymous");
        if (anonymous.isPresent()) {
            ConfigItem role = anonymous.member("role");
            if (role.isPresent()) {
                checkRole(role.text(), role, roles);
            } else if (role.isAbsent()) {
                checkRole(defaultRole, anonymous, roles);
            }
        } else if (auth.isEmpty() && roles.mayHave(defaultRole)) {
            if (isOpen && !toldOfOpenPort) {
                toldOfOpenPort = true;
                item.warn(
                        "every client that reaches this port may join as 'anonymous'",
                        "add 'auth' with 'anonymous' if that is meant, or bind 'interface' to 127.0.0.1");
            }
        } else if (auth.isEmpty()) {
            checkRole(defaultRole, item, roles);
        }
    }

    private void checkRole(String role, ConfigItem item, Roles roles) {
        if (roles.mayHave(role) || roles.known.get().isEmpty() || !roles.reported.add(role)) {
            return;
        }
        String text = "no realm of the worker has the role " + Quoted.text(role) + " that clients get here";
        String remedy = "add the role to a realm, or name another role in 'auth'";
        if (role.equals(defaultRole)) {
            item.warn(text + ", so no client can join", remedy);
        } else {
            item.error(text, ClosestName.question(roles.known.get(), role).orElse(remedy));
        }
    }

    private void checkSizes(ConfigItem options) {
        ConfigItem size = options.member("max_message_size");
        int maxMessageSize = size.value().asInt(defaultMessageSize);
        largestMessage = Math.max(largestMessage, maxMessageSize);
        if (!size.isRefused()) {
            checkBacklog(options.member("slow_consumer"), maxMessageSize);
        }
    }

    /** @param role a role of a worker with checked transports */
    void checkRole(ConfigItem role) {
        checkBacklog(role.member("slow_consumer"), largestMessage);
    }

    private static void checkBacklog(ConfigItem slowConsumer, int maxMessageSize) {
        ConfigItem maxPending = slowConsumer.member("max_pending_bytes");
        if (maxPending.isPresent() && maxPending.value().asLong() < maxMessageSize) {
            maxPending.refuse(
                    "is below max_message_size (" + maxMessageSize + "), so one large message would exceed the limit",
                    "raise the limit, or lower max_message_size");
        }
    }
}
