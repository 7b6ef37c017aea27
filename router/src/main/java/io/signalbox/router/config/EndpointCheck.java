package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.LoopbackHost;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.port.ListeningAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Check of endpoints beyond the schema: ports, paths, and collisions between transports. Not thread-safe. */
final class EndpointCheck {
    private final Path directory;
    private final TlsCheck tls;
    private final int defaultVersion;
    private final Map<Address, Holder> addresses = new LinkedHashMap<>();
    private final Map<Path, JsonPlace> paths = new HashMap<>();

    /** First transport with an address, and its worker. */
    private record Holder(JsonPlace transport, JsonPlace worker) {}

    /** @param directory the directory of relative paths */
    EndpointCheck(SchemaDocument schema, Path directory) {
        this.directory = directory;
        tls = new TlsCheck(schema, directory);
        defaultVersion = schema.defaultOf("tcpEndpoint", "version").asInt();
    }

    /**
     * Checks the endpoint of a transport.
     *
     * @return whether other machines can reach the transport; false if an error leaves that open
     */
    boolean check(ConfigItem transport) {
        ConfigItem endpoint = transport.member("endpoint");
        tls.check(endpoint.member("tls"));
        if (endpoint.member("type").text().equals("unix")) {
            checkPath(endpoint.member("path"), transport);
            return false;
        }
        checkPorts(endpoint);
        Optional<Address> address = Address.of(endpoint, defaultVersion);
        address.ifPresent(known -> checkAddress(known, transport));
        return address.isPresent() && !LoopbackHost.is(address.get().host());
    }

    private static void checkPorts(ConfigItem endpoint) {
        ConfigItem port = endpoint.member("port");
        ConfigItem range = endpoint.member("portrange");
        if (port.isPresent() && range.isPresent()) {
            range.refuse("there is a 'port' as well", "remove one of the two");
        } else if (endpoint.isPresent() && port.isAbsent() && range.isAbsent()) {
            endpoint.error("'port' is missing", "add 'port', or 'portrange' with the first and the last port");
            port.dismiss();
        } else if (range.isWhole()
                && range.value().path(0).asInt() > range.value().path(1).asInt()) {
            range.refuse("the last port is lower than the first", "exchange the two ports");
        }
    }

    private void checkAddress(Address address, ConfigItem transport) {
        ConfigItem endpoint = transport.member("endpoint");
        if (endpoint.member("portrange").isWhole()) {
            checkRange(address, transport);
        } else if (address.port > 0) {
            checkPort(address, transport);
        }
    }

    /** Takes the first port of a range that no transport in front takes, as the node does. */
    private void checkRange(Address first, ConfigItem transport) {
        ConfigItem range = transport.member("endpoint").member("portrange");
        int last = range.value().path(1).asInt();
        for (int port = first.port; port <= last; port++) {
            Address address = first.withPort(port);
            if (addresses.keySet().stream().noneMatch(address::excludes)) {
                addresses.put(address, holder(transport));
                return;
            }
        }
        range.refuse("the transports in front take all ports of the range", "widen the range, or choose other ports");
    }

    private static Holder holder(ConfigItem transport) {
        return new Holder(transport.place(), transport.ancestor(2).place());
    }

    private void checkPort(Address address, ConfigItem transport) {
        ConfigItem endpoint = transport.member("endpoint");
        Holder holder = holder(transport);
        for (Map.Entry<Address, Holder> taken : addresses.entrySet()) {
            String path = taken.getValue().transport().path();
            if (!taken.getKey().collidesWith(address)) {
                continue;
            }
            if (address.excludes(taken.getKey())) {
                endpoint.member("port")
                        .refuse(
                                "port " + address.port + " is taken by the transport at " + path,
                                "choose another port or interface");
            } else if (!taken.getValue().worker().equals(holder.worker())) {
                endpoint.member("shared")
                        .warn(
                                "port " + address.port + " is shared with the transport at " + path
                                        + " of another worker, whose realms are others, so a client joins a realm of"
                                        + " either worker at random",
                                "move the realms and transports into one worker, which uses all cores");
            }
            return;
        }
        addresses.put(address, holder);
    }

    private void checkPath(ConfigItem item, ConfigItem transport) {
        Optional<Path> named = item.path(directory);
        if (named.isEmpty()) {
            return;
        }
        Path path = named.get();
        int bytes = ListeningAddress.Unix.pathBytes(path);
        JsonPlace taken = paths.putIfAbsent(path, transport.place());
        if (taken != null) {
            item.refuse("the path is taken by the transport at " + taken.path(), "choose another path");
        } else if (bytes > ListeningAddress.Unix.MAX_PATH_BYTES) {
            item.refuse(
                    "the absolute path has " + bytes + " bytes, and that of a Unix domain socket at most "
                            + ListeningAddress.Unix.MAX_PATH_BYTES,
                    "choose a shorter path");
        } else if (path.getFileName() == null || Files.isDirectory(path)) {
            item.refuse(path + " is a directory", "add the name of the socket");
        } else if (!Files.isDirectory(path.getParent())) {
            item.refuse(
                    "the directory " + path.getParent() + " does not exist",
                    "create the directory, or correct the path");
        }
    }

    private record Address(int port, String host, int version, boolean isShared) {
        /** Returns the address; empty if an error leaves the address open. */
        static Optional<Address> of(ConfigItem endpoint, int defaultVersion) {
            ConfigItem host = endpoint.member("interface");
            if (!endpoint.isPresent() || host.isRefused()) {
                return Optional.empty();
            }
            ConfigItem range = endpoint.member("portrange");
            JsonNode port = range.isWhole()
                    ? range.value().path(0)
                    : endpoint.member("port").value();
            return Optional.of(new Address(
                    port.asInt(),
                    host.text(),
                    versionOf(host.text(), endpoint.member("version").value().asInt(defaultVersion)),
                    endpoint.member("shared").value().asBoolean()));
        }

        /**
         * The form of a numeric address determines the version. The key determines the version for names and for an empty
         * host.
         */
        private static int versionOf(String host, int version) {
            if (host.contains(":")) {
                return 6;
            }
            return host.matches("[0-9.]+") ? 4 : version;
        }

        Address withPort(int number) {
            return new Address(number, host, version, isShared);
        }

        /** Returns whether one process cannot listen at both addresses. */
        boolean excludes(Address other) {
            return collidesWith(other) && !(isShared && other.isShared);
        }

        boolean collidesWith(Address other) {
            boolean isSame = host.equals(other.host) && version == other.version;
            return port == other.port && (isSame || covers(other) || other.covers(this));
        }

        /** A wildcard socket of IPv6 accepts connections over IPv4 as well. */
        private boolean covers(Address other) {
            return (host.isEmpty() || host.equals("0.0.0.0") || host.equals("::"))
                    && (version == 6 || other.version == 4);
        }
    }
}
