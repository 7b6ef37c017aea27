package io.signalbox.router.config;

import static io.signalbox.router.config.ForeignItem.cosmetic;
import static io.signalbox.router.config.ForeignItem.impossible;
import static io.signalbox.router.config.ForeignItem.later;

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
                cosmetic("controller/options/title", "a JVM does not rename its process"),
                cosmetic("controller/options/shutdown", "only a failing router stops this node"),
                cosmetic("controller/options/enable_parallel_worker_start", ONE_PROCESS),
                cosmetic("controller/connections", "no released version of Crossbar.io uses it either"),
                impossible("controller/manhole", "it is a Python shell", "remove it; attach jcmd or a debugger"),
                impossible("controller/keyring", "it belongs to a product around Crossbar.io", "remove it"),
                impossible("controller/fabric", "it belongs to a product around Crossbar.io", "remove it"),
                impossible("controller/fabric-center", "it belongs to a product around Crossbar.io", "remove it"),
                impossible("controller/blockchain", "it belongs to a product around Crossbar.io", "remove it"));
    }

    private static List<ForeignItem> ofWorkers() {
        String type = WORKER + "type";
        String withoutWorker = "remove the worker, and start its program by other means";
        return List.of(
                later(type, "a worker that hosts components", withoutWorker).when("container"),
                later(type, "a worker that runs a program", withoutWorker).when("guest"),
                impossible(type, "this node is one process and uses all cores", "connect clients to the router worker")
                        .when("proxy"),
                impossible(type, "it is a test tool", "remove the worker").when("websocket-testee"),
                impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("hostmonitor"),
                impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("markets"),
                impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("xbrmm"),
                later(WORKER + "components", "hosting components", "connect the components as clients")
                        .unless("[]"),
                cosmetic(WORKER + "connections", "no released version of Crossbar.io uses it either"),
                impossible(WORKER + "manhole", "it is a Python shell", "remove it; attach jcmd or a debugger"),
                cosmetic(WORKER + "options/title", ONE_PROCESS),
                cosmetic(WORKER + "options/python", "this node runs no Python"),
                cosmetic(WORKER + "options/pythonpath", "this node runs no Python"),
                cosmetic(WORKER + "options/cpu_affinity", ONE_PROCESS + ", start it with taskset instead"),
                cosmetic(WORKER + "options/env", ONE_PROCESS),
                cosmetic(WORKER + "options/extra", "nothing reads it"),
                later(WORKER + "options/expose_controller", "the management API")
                        .unless("false"),
                later(WORKER + "options/expose_shared", "the management API").unless("false"));
    }

    private static List<ForeignItem> ofRealms() {
        return List.of(
                cosmetic(REALM + "roles/*/id", "a role has its name"),
                later(REALM + "rlinks", "links between routers"),
                later(REALM + "stats", "traffic statistics"),
                impossible(
                        REALM + "inventory",
                        "it needs FlatBuffers schemas",
                        "bind URIs to JSON Schemas with 'schemas' of the realm"),
                impossible(REALM + "options/bridge_meta_api", "it belongs to a product around Crossbar.io", "remove it")
                        .unless("false"),
                cosmetic(
                        REALM + "options/event_dispatching_chunk_size",
                        "a publication to many never holds up this node"),
                later(REALM + "roles/*/authorizer", "asking a procedure for permission", "write 'permissions' instead"),
                impossible(
                        REALM + "roles/*/permissions/*/validate",
                        "it needs FlatBuffers schemas",
                        "bind URIs to JSON Schemas with 'schemas' of the realm"));
    }

    private static List<ForeignItem> ofEndpoints() {
        String endpoint = TRANSPORT + "endpoint/";
        String tcp = "use type 'tcp' with interface 127.0.0.1";
        return List.of(
                later(endpoint + "type", "a Unix domain socket", tcp).when("unix"),
                impossible(endpoint + "type", "Twisted's endpoint strings mean nothing to a JVM", tcp)
                        .when("twisted"),
                impossible(
                                endpoint + "type",
                                "it needs a Tor library",
                                "let tor forward to a tcp endpoint with interface 127.0.0.1")
                        .when("onion"),
                later(endpoint + "tls", "TLS", "put a TLS proxy in front"),
                later(endpoint + "portrange", "a range of ports", "write 'port'; 0 takes a free one"),
                later(endpoint + "shared", "sharing a port").unless("false"),
                cosmetic(endpoint + "user_timeout", "the JVM cannot set it, pings find dead peers"));
    }

    private static List<ForeignItem> ofTransports() {
        String type = TRANSPORT + "type";
        String webSocket = "use type 'websocket' or 'web'";
        return List.of(
                later(type, "WAMP over RawSocket", webSocket).when("rawsocket"),
                later(type, "several protocols on one port", webSocket).when("universal"),
                later(type, "MQTT", webSocket).when("mqtt"),
                impossible(type, "Flash is gone", "remove the transport").when("flashpolicy"),
                impossible(type, "it is a test tool", "remove the transport").when("websocket.testee"),
                impossible(type, "it is a test tool", "remove the transport").when("stream.testee"),
                later(TRANSPORT + "options/access_log", "a log of HTTP requests")
                        .unless("false"),
                impossible(TRANSPORT + "options/display_tracebacks", "there are no Python tracebacks", "remove it")
                        .unless("false"),
                later(TRANSPORT + "options/hsts", "HSTS, as TLS is").unless("false"),
                cosmetic(TRANSPORT + "options/hsts_max_age", "there is no HSTS yet"),
                later(TRANSPORT + "options/client_timeout", "an idle timeout for HTTP"));
    }

    private static List<ForeignItem> ofPaths() {
        String type = PATH + "type";
        String proxy = "serve it from an HTTP server behind a common proxy";
        List<ForeignItem> items = new ArrayList<>();
        for (String service : List.of("redirect", "json", "nodeinfo", "path", "publisher", "caller", "webhook")) {
            items.add(later(type, "this web service", "remove the path").when(service));
        }
        for (String service : List.of("reverseproxy", "websocket-reverseproxy")) {
            items.add(later(type, "this web service", "remove the path").when(service));
        }
        for (String service : List.of("longpoll", "cgi", "archive", "catalog", "upload", "wap", "none")) {
            items.add(impossible(type, "this node does not have this service", proxy)
                    .when(service));
        }
        items.add(impossible(type, "it runs Python", proxy).when("wsgi"));
        items.add(impossible(type, "it runs Python", proxy).when("resource"));
        items.add(impossible(PATH + "package", "it names a Python package", "write 'directory'"));
        items.add(impossible(PATH + "resource", "it names a Python package", "write 'directory'"));
        for (String option : List.of("enable_directory_listing", "mime_types", "cache_timeout", "default_file")) {
            items.add(later(PATH + "options/" + option, "this option of static files")
                    .unless("false"));
        }
        return items;
    }

    private static List<ForeignItem> ofWebSockets(String place) {
        return List.of(
                cosmetic(place + "url", "clients choose the URL themselves"),
                cosmetic(place + "debug", "use --log-level debug"),
                later(place + "cookie", "tracking clients with cookies"),
                cosmetic(place + "serializers/*", "the format is dead, and it is not spoken here")
                        .when("ubjson"),
                cosmetic(place + "serializers/*", "no client speaks it, and it is not spoken here")
                        .when("flatbuffers"));
    }

    private static List<ForeignItem> ofWebSocketOptions(String options) {
        String rfc = "RFC 6455 forbids it";
        return List.of(
                later(options + "compression", "permessage-deflate"),
                later(
                        options + "external_port",
                        "checking the port in the Host header",
                        "remove it, and write the port into 'allowed_origins'"),
                later(options + "auto_fragment_size", "splitting messages into frames")
                        .unless("0"),
                later(options + "fail_by_drop", "dropping the connection without a close frame")
                        .unless("false"),
                later(options + "echo_close_codereason", "answering with the peer's close code")
                        .unless("false"),
                later(options + "auto_ping_restart_on_any_traffic", "pinging a peer that is talking")
                        .unless("true"),
                later(options + "require_websocket_subprotocol", "connections without a subprotocol")
                        .unless("true"),
                cosmetic(options + "auto_ping_size", "the size of a ping is fixed"),
                cosmetic(options + "enable_webstatus", "there is no status page"),
                cosmetic(options + "show_server_version", "the version is never shown")
                        .unless("false"),
                cosmetic(options + "enable_rfc6455", "it is always spoken").unless("true"),
                cosmetic(options + "enable_hybi10", "nobody speaks this draft any more"),
                cosmetic(options + "validate_utf8", "it is always checked").unless("true"),
                impossible(options + "mask_server_frames", rfc, "remove it").unless("false"),
                impossible(options + "require_masked_client_frames", rfc, "remove it")
                        .unless("true"),
                impossible(options + "apply_mask", rfc, "remove it").unless("true"),
                impossible(options + "enable_flash_policy", "Flash is gone", "remove it")
                        .unless("false"),
                impossible(options + "flash_policy", "Flash is gone", "remove it"));
    }

    private static List<ForeignItem> ofAuth(String auth) {
        String closed =
                "leave the transport out, or bind its 'interface' to 127.0.0.1: 'anonymous', the only method here,"
                        + " lets everybody in";
        List<ForeignItem> items = new ArrayList<>();
        for (String method : List.of("ticket", "wampcra", "scram", "cryptosign", "tls", "cookie")) {
            items.add(later(auth + method, "this authentication method", closed));
        }
        for (String method : List.of("anonymous-proxy", "cryptosign-proxy")) {
            items.add(impossible(auth + method, "it belongs to proxy workers", "connect clients to the router worker"));
        }
        String type = auth + "anonymous/type";
        items.add(later(type, "asking a procedure who somebody is", closed).when("dynamic"));
        items.add(impossible(type, "it names a Python function", closed).when("function"));
        items.add(cosmetic(auth + "anonymous/realm", "clients name their realm themselves"));
        return items;
    }
}
