package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Checks transports and the services on their paths beyond the schema. */
final class TransportCheck {
    private final ProblemList problems;
    private final ConfigPaths paths;
    private final Map<Address, JsonPlace> addresses = new LinkedHashMap<>();
    private final PathCharset pathCharset = PathCharset.ofLocale();
    private int largestMessage;
    private boolean toldOfCharset;

    TransportCheck(ProblemList problems, Path directory) {
        this.problems = problems;
        this.paths = new ConfigPaths(directory, problems);
    }

    /** @param roles the names of all roles that a client of this transport can have */
    void check(JsonNode transport, JsonPlace place, Set<String> roles) {
        Address address = Address.of(transport.path("endpoint"));
        checkAddress(address, place);
        String type = transport.path("type").asText();
        if (type.equals("websocket")) {
            checkWebSocket(transport, place, address, roles);
        }
        if (type.equals("web")) {
            for (Map.Entry<String, JsonNode> path : transport.path("paths").properties()) {
                JsonPlace service = place.member("paths").member(path.getKey());
                if (!problems.isSettled(service)) {
                    checkService(path.getValue(), service, address, roles);
                }
            }
        }
    }

    private void checkService(JsonNode service, JsonPlace place, Address address, Set<String> roles) {
        switch (service.path("type").asText()) {
            case "websocket":
                checkWebSocket(service, place, address, roles);
                break;
            case "static":
                checkDirectory(service.path("directory"), place.member("directory"));
                break;
            default:
                break;
        }
    }

    private void checkAddress(Address address, JsonPlace place) {
        if (address.port() <= 0) {
            return;
        }
        for (Map.Entry<Address, JsonPlace> taken : addresses.entrySet()) {
            if (taken.getKey().collidesWith(address)) {
                problems.error(
                        place.member("endpoint").member("port"),
                        "port " + address.port() + " is taken by the transport at "
                                + taken.getValue().path(),
                        "choose another port or interface");
                return;
            }
        }
        addresses.put(address, place);
    }

    private void checkWebSocket(JsonNode item, JsonPlace place, Address address, Set<String> roles) {
        checkSerializers(item.path("serializers"), place.member("serializers"));
        checkSizes(item.path("options"), place.member("options"));
        JsonNode auth = item.path("auth");
        JsonNode anonymous = auth.path("anonymous");
        if (anonymous.isObject()) {
            String role = anonymous.path("role").asText(AnonymousAuthConfig.DEFAULTS.role());
            JsonPlace at = place.member("auth").member("anonymous");
            checkRole(role, anonymous.has("role") ? at.member("role") : at, roles);
        } else if (auth.isEmpty() && !problems.isSettled(place.member("auth"))) {
            checkRole(AnonymousAuthConfig.DEFAULTS.role(), place, roles);
            if (!address.isLoopback()) {
                problems.warning(
                        place,
                        "everybody who reaches this port may join as 'anonymous'",
                        "add 'auth' with 'anonymous' if that is meant, or bind 'interface' to 127.0.0.1");
            }
        }
    }

    private void checkRole(String role, JsonPlace place, Set<String> roles) {
        if (!roles.isEmpty() && !roles.contains(role)) {
            problems.error(
                    place,
                    "no realm of this worker has the role '" + role + "' that clients would get here",
                    ClosestName.among(roles, role)
                            .map(name -> "did you mean '" + name + "'?")
                            .orElse("add the role to a realm, or name another one in 'auth'"));
        }
    }

    private void checkSerializers(JsonNode item, JsonPlace place) {
        boolean dead = item.isArray() && !item.isEmpty();
        for (int i = 0; i < item.size(); i++) {
            dead &= problems.isSettled(place.item(i));
        }
        if (dead) {
            problems.error(place, "none of these formats is spoken here", "add json, msgpack or cbor");
        }
    }

    private void checkSizes(JsonNode options, JsonPlace place) {
        int maxMessageSize = options.path("max_message_size").asInt(WebSocketOptions.DEFAULTS.maxMessageSizeBytes());
        largestMessage = Math.max(largestMessage, maxMessageSize);
        checkBacklog(options.path("slow_consumer"), place.member("slow_consumer"), maxMessageSize);
    }

    /** @param item a role of the worker whose transports have been checked */
    void checkRole(JsonNode item, JsonPlace place) {
        checkBacklog(item.path("slow_consumer"), place.member("slow_consumer"), largestMessage);
    }

    private void checkBacklog(JsonNode item, JsonPlace place, int maxMessageSize) {
        JsonNode maxPending = item.path("max_pending_bytes");
        if (maxPending.isIntegralNumber() && maxPending.asLong() < maxMessageSize) {
            problems.error(
                    place.member("max_pending_bytes"),
                    "is below max_message_size (" + maxMessageSize + "), so one large message would be too much",
                    "raise it, or lower max_message_size");
        }
    }

    private void checkDirectory(JsonNode item, JsonPlace place) {
        if (!item.isTextual() || item.textValue().isEmpty() || problems.isSettled(place)) {
            return;
        }
        paths.resolve(item.textValue(), place).ifPresent(resolved -> checkDirectory(resolved, place));
    }

    private void checkDirectory(Path resolved, JsonPlace place) {
        if (Files.notExists(resolved)) {
            problems.error(place, "the directory " + resolved + " does not exist", "create it, or correct the path");
        } else if (!Files.isDirectory(resolved)) {
            problems.error(place, resolved + " is not a directory", "name the directory that the files are in");
        } else if (!Files.isReadable(resolved)) {
            problems.error(place, "the directory " + resolved + " is not readable", "change its permissions");
        } else if (!pathCharset.isUnicode() && !toldOfCharset) {
            toldOfCharset = true;
            problems.warning(
                    place,
                    "files with other characters in their names than those of the locale, " + pathCharset.charset()
                            + ", cannot be served",
                    PathCharset.REMEDY);
        }
    }

    private record Address(int port, String host, int version) {
        static Address of(JsonNode endpoint) {
            return new Address(
                    endpoint.path("port").asInt(),
                    endpoint.path("interface").asText(),
                    endpoint.path("version").asInt(EndpointConfig.DEFAULT_VERSION));
        }

        boolean collidesWith(Address other) {
            return port == other.port
                    && (host.equals(other.host) || version == other.version && (isAny() || other.isAny()));
        }

        boolean isLoopback() {
            return host.startsWith("127.") || host.equals("::1") || host.equals("localhost");
        }

        private boolean isAny() {
            return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
        }
    }
}
