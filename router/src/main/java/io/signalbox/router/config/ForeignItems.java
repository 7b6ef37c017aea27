package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What Crossbar.io's configuration knows beyond the schema of this node. */
final class ForeignItems {
    private static final String WORKER = "workers/*/";
    private static final String REALM = "workers/*/realms/*/";
    private static final String TRANSPORT = "workers/*/transports/*/";
    private static final String PATH = "workers/*/transports/*/paths/*/";
    private static final String ONE_PROCESS = "all workers run in one JVM";

    private ForeignItems() {}

    static List<ForeignItem> all() {
        List<ForeignItem> items = new ArrayList<>();
        items.addAll(ofController());
        items.addAll(ofWorkers());
        items.addAll(ofRealms());
        items.addAll(ofEndpoints());
        items.addAll(ofTransports());
        items.addAll(ofPaths());
        for (String place : List.of(TRANSPORT, PATH)) {
            items.addAll(ofWebSockets(place));
            items.addAll(ofWebSocketOptions(place + "options/"));
            items.addAll(ofAuth(place + "auth/"));
        }
        return List.copyOf(items);
    }

    private static List<ForeignItem> ofController() {
        return List.of(
                ForeignItem.cosmetic("controller/options/title", "a JVM does not rename its process"),
                ForeignItem.cosmetic("controller/options/shutdown", "only a failing router stops this node"),
                ForeignItem.cosmetic("controller/options/enable_parallel_worker_start", ONE_PROCESS),
                ForeignItem.cosmetic("controller/connections", "no released version of Crossbar.io uses it either"),
                ForeignItem.impossible(
                        "controller/manhole", "it is a Python shell", "remove it; attach jcmd or a debugger"),
                ForeignItem.impossible("controller/keyring", "it belongs to a product around Crossbar.io", "remove it"),
                ForeignItem.impossible("controller/fabric", "it belongs to a product around Crossbar.io", "remove it"),
                ForeignItem.impossible(
                        "controller/fabric-center", "it belongs to a product around Crossbar.io", "remove it"),
                ForeignItem.impossible(
                        "controller/blockchain", "it belongs to a product around Crossbar.io", "remove it"));
    }

    private static List<ForeignItem> ofWorkers() {
        String type = WORKER + "type";
        String withoutWorker = "remove the worker, and start its program by other means";
        return List.of(
                ForeignItem.later(type, "a worker that hosts components", withoutWorker)
                        .when("container"),
                ForeignItem.later(type, "a worker that runs a program", withoutWorker)
                        .when("guest"),
                ForeignItem.impossible(
                                type,
                                "this node is one process and uses all cores",
                                "connect clients to the router worker")
                        .when("proxy"),
                ForeignItem.impossible(type, "it is a test tool", "remove the worker")
                        .when("websocket-testee"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("hostmonitor"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("markets"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("xbrmm"),
                ForeignItem.later(WORKER + "components", "hosting components", "connect the components as clients")
                        .unless("[]"),
                ForeignItem.cosmetic(WORKER + "connections", "no released version of Crossbar.io uses it either"),
                ForeignItem.impossible(
                        WORKER + "manhole", "it is a Python shell", "remove it; attach jcmd or a debugger"),
                ForeignItem.cosmetic(WORKER + "options/title", ONE_PROCESS),
                ForeignItem.cosmetic(WORKER + "options/python", "this node runs no Python"),
                ForeignItem.cosmetic(WORKER + "options/pythonpath", "this node runs no Python"),
                ForeignItem.cosmetic(WORKER + "options/cpu_affinity", ONE_PROCESS + ", start it with taskset instead"),
                ForeignItem.cosmetic(WORKER + "options/env", ONE_PROCESS),
                ForeignItem.cosmetic(WORKER + "options/extra", "nothing reads it"),
                ForeignItem.later(WORKER + "options/expose_controller", "the management API")
                        .unless("false"),
                ForeignItem.later(WORKER + "options/expose_shared", "the management API")
                        .unless("false"));
    }

    private static List<ForeignItem> ofRealms() {
        return List.of(
                ForeignItem.cosmetic(REALM + "roles/*/id", "a role has its name"),
                ForeignItem.later(REALM + "rlinks", "links between routers"),
                ForeignItem.later(REALM + "stats", "traffic statistics"),
                ForeignItem.impossible(
                        REALM + "inventory",
                        "it needs FlatBuffers schemas",
                        "bind URIs to JSON Schemas with 'schemas' of the realm"),
                ForeignItem.impossible(
                                REALM + "options/bridge_meta_api",
                                "it belongs to a product around Crossbar.io",
                                "remove it")
                        .unless("false"),
                ForeignItem.cosmetic(
                        REALM + "options/event_dispatching_chunk_size",
                        "a publication to many never holds up this node"),
                ForeignItem.later(
                        REALM + "roles/*/authorizer",
                        "asking a procedure for permission",
                        "write 'permissions' instead"),
                ForeignItem.impossible(
                        REALM + "roles/*/permissions/*/validate",
                        "it needs FlatBuffers schemas",
                        "bind URIs to JSON Schemas with 'schemas' of the realm"));
    }

    private static List<ForeignItem> ofEndpoints() {
        String endpoint = TRANSPORT + "endpoint/";
        String tcp = "use type 'tcp' with interface 127.0.0.1";
        return List.of(
                ForeignItem.later(endpoint + "type", "a Unix domain socket", tcp)
                        .when("unix"),
                ForeignItem.impossible(endpoint + "type", "Twisted's endpoint strings mean nothing to a JVM", tcp)
                        .when("twisted"),
                ForeignItem.impossible(
                                endpoint + "type",
                                "it needs a Tor library",
                                "let tor forward to a tcp endpoint with interface 127.0.0.1")
                        .when("onion"),
                ForeignItem.later(endpoint + "tls", "TLS", "put a TLS proxy in front"),
                ForeignItem.later(endpoint + "portrange", "a range of ports", "write 'port'; 0 takes a free one"),
                ForeignItem.later(endpoint + "shared", "sharing a port").unless("false"),
                ForeignItem.cosmetic(endpoint + "user_timeout", "the JVM cannot set it, pings find dead peers"));
    }

    private static List<ForeignItem> ofTransports() {
        String type = TRANSPORT + "type";
        String webSocket = "use type 'websocket' or 'web'";
        return List.of(
                ForeignItem.later(type, "WAMP over RawSocket", webSocket).when("rawsocket"),
                ForeignItem.later(type, "several protocols on one port", webSocket)
                        .when("universal"),
                ForeignItem.later(type, "MQTT", webSocket).when("mqtt"),
                ForeignItem.impossible(type, "Flash is gone", "remove the transport")
                        .when("flashpolicy"),
                ForeignItem.impossible(type, "it is a test tool", "remove the transport")
                        .when("websocket.testee"),
                ForeignItem.impossible(type, "it is a test tool", "remove the transport")
                        .when("stream.testee"),
                ForeignItem.later(TRANSPORT + "options/access_log", "a log of HTTP requests")
                        .unless("false"),
                ForeignItem.impossible(
                                TRANSPORT + "options/display_tracebacks", "there are no Python tracebacks", "remove it")
                        .unless("false"),
                ForeignItem.later(TRANSPORT + "options/hsts", "HSTS, as TLS is").unless("false"),
                ForeignItem.cosmetic(TRANSPORT + "options/hsts_max_age", "there is no HSTS yet"),
                ForeignItem.later(TRANSPORT + "options/client_timeout", "an idle timeout for HTTP"));
    }

    private static List<ForeignItem> ofPaths() {
        String type = PATH + "type";
        String proxy = "serve it from an HTTP server behind a common proxy";
        List<ForeignItem> items = new ArrayList<>();
        for (String service : List.of("redirect", "json", "nodeinfo", "path", "publisher", "caller", "webhook")) {
            items.add(ForeignItem.later(type, "this web service", "remove the path")
                    .when(service));
        }
        for (String service : List.of("reverseproxy", "websocket-reverseproxy")) {
            items.add(ForeignItem.later(type, "this web service", "remove the path")
                    .when(service));
        }
        for (String service : List.of("longpoll", "cgi", "archive", "catalog", "upload", "wap", "none")) {
            items.add(ForeignItem.impossible(type, "this node does not have this service", proxy)
                    .when(service));
        }
        items.add(ForeignItem.impossible(type, "it runs Python", proxy).when("wsgi"));
        items.add(ForeignItem.impossible(type, "it runs Python", proxy).when("resource"));
        items.add(ForeignItem.impossible(PATH + "package", "it names a Python package", "write 'directory'"));
        items.add(ForeignItem.impossible(PATH + "resource", "it names a Python package", "write 'directory'"));
        for (String option : List.of("enable_directory_listing", "mime_types", "cache_timeout", "default_file")) {
            items.add(ForeignItem.later(PATH + "options/" + option, "this option of static files")
                    .unless("false"));
        }
        return items;
    }

    private static List<ForeignItem> ofWebSockets(String place) {
        return List.of(
                ForeignItem.cosmetic(place + "url", "clients choose the URL themselves"),
                ForeignItem.later(place + "cookie", "tracking clients with cookies"),
                ForeignItem.cosmetic(place + "serializers/*", "the format is dead, and it is not spoken here")
                        .when("ubjson"),
                ForeignItem.cosmetic(place + "serializers/*", "no client speaks it, and it is not spoken here")
                        .when("flatbuffers"));
    }

    private static List<ForeignItem> ofWebSocketOptions(String options) {
        String rfc = "RFC 6455 forbids it";
        return List.of(
                ForeignItem.cosmetic(options + "enable_rfc6455", "it is always spoken")
                        .unless("true"),
                ForeignItem.cosmetic(options + "enable_hybi10", "nobody speaks this draft any more"),
                ForeignItem.cosmetic(options + "validate_utf8", "it is always checked")
                        .unless("true"),
                ForeignItem.impossible(options + "mask_server_frames", rfc, "remove it")
                        .unless("false"),
                ForeignItem.impossible(options + "require_masked_client_frames", rfc, "remove it")
                        .unless("true"),
                ForeignItem.impossible(options + "apply_mask", rfc, "remove it").unless("true"),
                ForeignItem.impossible(options + "enable_flash_policy", "Flash is gone", "remove it")
                        .unless("false"),
                ForeignItem.impossible(options + "flash_policy", "Flash is gone", "remove it"));
    }

    private static List<ForeignItem> ofAuth(String auth) {
        String closed =
                "leave the transport out, or bind its 'interface' to 127.0.0.1: 'anonymous', the only method here,"
                        + " lets everybody in";
        List<ForeignItem> items = new ArrayList<>();
        for (String method : List.of("ticket", "wampcra", "scram", "cryptosign", "tls", "cookie")) {
            items.add(ForeignItem.later(auth + method, "this authentication method", closed));
        }
        for (String method : List.of("anonymous-proxy", "cryptosign-proxy")) {
            items.add(ForeignItem.impossible(
                    auth + method, "it belongs to proxy workers", "connect clients to the router worker"));
        }
        String type = auth + "anonymous/type";
        items.add(ForeignItem.later(type, "asking a procedure who somebody is", closed)
                .when("dynamic"));
        items.add(ForeignItem.impossible(type, "it names a Python function", closed)
                .when("function"));
        items.add(ForeignItem.cosmetic(auth + "anonymous/realm", "clients name their realm themselves"));
        return items;
    }

    /**
     * An item of Crossbar.io's configuration that this node does not act upon.
     *
     * @param path the segments that lead to it; {@code *} stands for any key or index
     * @param value the value that is meant, as text; empty when any value of the key is
     * @param harmless the value that asks for what happens anyway, as text; empty when there is none
     * @param remedy what to do about it
     */
    record ForeignItem(List<String> path, Kind kind, String value, String harmless, String reason, String remedy) {

        enum Kind {
            /** Comes in a later version; refused until then. */
            LATER,
            /** Cannot exist in this node; refused for good. */
            IMPOSSIBLE,
            /** Changes nothing that a client could see; accepted with a warning. */
            COSMETIC
        }

        static ForeignItem later(String path, String what) {
            return later(path, what, "remove it");
        }

        static ForeignItem later(String path, String what, String remedy) {
            return new ForeignItem(segments(path), Kind.LATER, "", "", what, remedy);
        }

        static ForeignItem impossible(String path, String why, String alternative) {
            return new ForeignItem(segments(path), Kind.IMPOSSIBLE, "", "", why, alternative);
        }

        static ForeignItem cosmetic(String path, String why) {
            return new ForeignItem(segments(path), Kind.COSMETIC, "", "", why, "remove it");
        }

        /** The same item, but only with this value. */
        ForeignItem when(String only) {
            return new ForeignItem(path, kind, only, harmless, reason, remedy);
        }

        /** The same item, but this value is accepted in silence. */
        ForeignItem unless(String accepted) {
            return new ForeignItem(path, kind, value, accepted, reason, remedy);
        }

        boolean matches(List<String> place, JsonNode found) {
            if (place.size() != path.size() || !(value.isEmpty() || value.equals(found.asText()))) {
                return false;
            }
            for (int i = 0; i < path.size(); i++) {
                if (!path.get(i).equals("*") && !path.get(i).equals(place.get(i))) {
                    return false;
                }
            }
            return true;
        }

        boolean isHarmless(JsonNode found) {
            return !harmless.isEmpty() && harmless.equals(found.isValueNode() ? found.asText() : found.toString());
        }

        private static List<String> segments(String path) {
            return List.of(path.split("/"));
        }
    }
}
