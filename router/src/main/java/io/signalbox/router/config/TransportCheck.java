package io.signalbox.router.config;

import io.signalbox.router.extension.NodeExtensions;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Check of transports and the services on their paths beyond the schema. */
final class TransportCheck {
    /** Types of path services that the router has. All others are services of extensions. */
    private static final Set<String> OWN_SERVICES = Set.of("static", "json", "redirect", "nodeinfo");

    private static final Set<String> OWN_TRANSPORTS = Set.of("websocket", "web", "rawsocket", "universal");

    private final NodeExtensions extensions = new NodeExtensions();
    private final Path directory;
    private final EndpointCheck endpoints;
    private final StaticFilesCheck staticFiles;
    private final AuthCheck auth;
    private final CookieCheck cookies;
    private final int defaultMessageSize;
    private int largestMessage;

    /** Whether the transport that is checked has the message that anybody may join. */
    private boolean toldOfOpenPort;

    /** @param directory the directory of relative paths */
    TransportCheck(SchemaDocument schema, PrincipalFiles principals, Path directory) {
        this.directory = directory;
        auth = new AuthCheck(schema, principals, directory);
        cookies = new CookieCheck(schema, directory);
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
    void check(ConfigItem transport, WorkerRoles roles) {
        boolean isOpen = endpoints.check(transport);
        boolean isEncrypted = !transport.member("endpoint").member("tls").isAbsent();
        ProxyCheck.check(transport);
        toldOfOpenPort = false;
        AuthCheck.Exposure exposure = new AuthCheck.Exposure(isOpen, isEncrypted);
        for (ConfigItem service : services(transport)) {
            checkCertificateMethod(service.member("auth").member("tls"), transport.member("endpoint"));
            cookies.check(service, isEncrypted);
            if (isForClients(service)) {
                checkSizes(service.member("options"));
                checkAuth(service, exposure, roles);
            } else {
                auth.checkRequests(service, exposure, roles);
                checkOther(service, roles);
            }
        }
        if (!OWN_TRANSPORTS.contains(transport.member("type").text())) {
            // The transport is itself a service of an extension.
            checkOther(transport, roles);
        }
        checkUniversal(transport);
        checkRepeatedPaths("", transport.member("paths"), new HashMap<>());
        checkRepeatedPaths("", transport.member("web").member("paths"), new HashMap<>());
    }

    private void checkOther(ConfigItem service, WorkerRoles roles) {
        String type = service.member("type").text();
        ConfigItem realm = service.member("realm");
        ConfigItem role = service.member("role");
        if (realm.isPresent() && role.isPresent()) {
            roles.grantIn(realm, role.text(), role);
        }
        if (type.equals("static")) {
            staticFiles.check(service);
        } else if (!type.isEmpty() && !OWN_SERVICES.contains(type)) {
            extensions
                    .ofPathService(type)
                    .ifPresentOrElse(
                            extension -> extension.check(service, directory),
                            () -> service.refuse(
                                    "the extension with the service '" + type + "' is not on the class path",
                                    "add its jar to ROUTER_CLASSPATH, or remove the path"));
        }
    }

    /** Refuses a path that a key of several segments and a service of type 'path' name both. */
    private static void checkRepeatedPaths(String base, ConfigItem paths, Map<String, ConfigItem> known) {
        for (ConfigItem service : paths.members()) {
            String path = service.name().equals("/") ? base : base + "/" + service.name();
            if (service.member("type").text().equals("path")) {
                checkRepeatedPaths(path, service.member("paths"), known);
            } else if (known.putIfAbsent(path, service) != null) {
                service.refuseKey(
                        "the path " + (path.isEmpty() ? "/" : path) + " has another service already, at "
                                + known.get(path).place().path(),
                        "rename one of them");
            }
        }
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

    private void checkAuth(ConfigItem service, AuthCheck.Exposure exposure, WorkerRoles roles) {
        if (auth.check(service, exposure, roles) && !toldOfOpenPort) {
            toldOfOpenPort = true;
            service.warn(
                    "every client that reaches this port may join as 'anonymous'",
                    "add 'auth' with 'anonymous' if that is meant, or bind 'interface' to 127.0.0.1");
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

    /**
     * Checks that clients can show a certificate where the authentication method {@code tls} needs one.
     *
     * @param method the item of the method, which may be absent
     */
    private static void checkCertificateMethod(ConfigItem method, ConfigItem endpoint) {
        ConfigItem tls = endpoint.member("tls");
        if (!method.isPresent() || !endpoint.isPresent()) {
            return;
        }
        if (endpoint.member("type").text().equals("unix")) {
            method.refuseKey(
                    "a Unix domain socket has no TLS, so no client has a certificate",
                    "remove the method, or use an endpoint of type 'tcp' with 'tls'");
        } else if (tls.isAbsent()) {
            method.refuseKey(
                    "the endpoint has no TLS, so no client has a certificate",
                    "add 'tls' with 'ca_certificates' to the endpoint, or remove the method");
        } else if (tls.isPresent() && tls.member("ca_certificates").isEmpty()) {
            method.refuseKey(
                    "the endpoint does not ask clients for a certificate",
                    "add 'ca_certificates' with the files of the authorities to 'tls' of the endpoint");
        }
    }
}
