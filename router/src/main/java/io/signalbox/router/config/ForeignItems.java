package io.signalbox.router.config;

import io.signalbox.router.config.ForeignItem.Extent;
import java.util.ArrayList;
import java.util.List;

/** Items of Crossbar.io's configuration that the schema of this node does not have. */
final class ForeignItems {
    private static final String WORKER = "workers/*/";
    private static final String REALM = "workers/*/realms/*/";
    private static final String TRANSPORT = "workers/*/transports/*/";
    private static final String PATH = "workers/*/transports/*/paths/*/";
    private static final String UNIVERSAL_PATH = "workers/*/transports/*/web/paths/*/";
    private static final String ONE_PROCESS = "all workers run in one JVM";
    private static final String NO_TRACEBACKS = "there are no Python tracebacks";

    private ForeignItems() {}

    static List<ForeignItem> all() {
        List<ForeignItem> items = new ArrayList<>();
        items.addAll(ofController());
        items.addAll(ofWorkers());
        items.addAll(ofConnectingTransports(WORKER + "components/*/transport/"));
        items.addAll(ofConnectingTransports(REALM + "rlinks/*/transport/"));
        items.addAll(ofRealms());
        items.addAll(ofEndpoints());
        items.addAll(ofTransports());
        for (String place : List.of(PATH, UNIVERSAL_PATH)) {
            items.addAll(ofPaths(place));
            items.addAll(ofWebSocketOptions(place + "backend/options/"));
        }
        for (String place :
                List.of(TRANSPORT, PATH, UNIVERSAL_PATH, TRANSPORT + "websocket/*/", TRANSPORT + "rawsocket/")) {
            items.addAll(ofWebSockets(place));
            items.addAll(ofWebSocketOptions(place + "options/"));
            items.addAll(ofAuth(place + "auth/"));
        }
        return List.copyOf(items);
    }

    private static List<ForeignItem> ofController() {
        return List.of(
                ForeignItem.cosmetic("controller/options/title", "a JVM does not rename its process"),
                ForeignItem.cosmetic("controller/connections", "no release of Crossbar.io uses the key"),
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
        String asClient = "run it as a worker of type 'guest'";
        return List.of(
                ForeignItem.impossible(
                                type, "this node is one process on all cores", "connect clients to the router worker")
                        .when("proxy"),
                ForeignItem.impossible(
                                type,
                                "it is a test tool",
                                "remove the worker, or run 'wstest -m testeeserver' as a worker of type 'guest'")
                        .when("websocket-testee"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("hostmonitor"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("markets"),
                ForeignItem.impossible(type, "it belongs to a product around Crossbar.io", "remove the worker")
                        .when("xbrmm"),
                ForeignItem.python(WORKER + "components/*/type", asClient).when("function"),
                ForeignItem.python(WORKER + "components/*", asClient),
                ForeignItem.impossible(
                                WORKER + "components/*/references",
                                "it refers to connections to databases, which this node does not have",
                                "pass what the component needs in 'extra'")
                        .unless("[]"),
                ForeignItem.cosmetic("workers/container/connections", "no release of Crossbar.io uses the key"),
                ForeignItem.cosmetic("workers/guest/connections", "no release of Crossbar.io uses the key"),
                ForeignItem.cosmetic(WORKER + "connections/*/type", "no release of Crossbar.io uses the connection")
                        .otherThan("websocket.connection"),
                ForeignItem.later(
                        WORKER + "connections/*/subscriptions_from",
                        "topics that a procedure returns",
                        "list the topics in 'subscriptions', or let a session create the connection and set them with"
                                + " signalbox.connection.update"),
                ForeignItem.python(WORKER + "manhole", "attach jcmd or a debugger in place of the manhole"),
                ForeignItem.cosmetic(WORKER + "options/title", ONE_PROCESS),
                ForeignItem.pythonSetting(WORKER + "options/python"),
                ForeignItem.pythonSetting(WORKER + "options/pythonpath"),
                ForeignItem.cosmetic(WORKER + "options/cpu_affinity", ONE_PROCESS + ", start it with taskset instead"),
                ForeignItem.cosmetic("workers/router/options/env", ONE_PROCESS),
                ForeignItem.cosmetic(WORKER + "options/extra", "this node has no Python workers"),
                ForeignItem.later(WORKER + "options/expose_controller", "the management API")
                        .unless("false"),
                ForeignItem.later(WORKER + "options/expose_shared", "the management API")
                        .unless("false"));
    }

    /** Options of Crossbar.io for WebSocket servers, and those that the client of this node does not have. */
    private static List<ForeignItem> ofConnectingTransports(String place) {
        String options = place + "options/";
        List<ForeignItem> items = new ArrayList<>(serializers(place));
        items.add(ForeignItem.cosmetic(
                        place + "endpoint/timeout", "each attempt has a limit, which is 10 seconds without the key")
                .when("0"));
        for (String name : List.of(
                "allowed_origins",
                "allow_null_origin",
                "external_port",
                "enable_webstatus",
                "require_websocket_subprotocol",
                "show_server_version",
                "open_handshake_timeout",
                "echo_close_codereason")) {
            items.add(ForeignItem.cosmetic(options + name, "it is an option of a server"));
        }
        for (String name : List.of(
                "auto_ping_size",
                "auto_fragment_size",
                "max_frame_size",
                "fail_by_drop",
                "tcp_nodelay",
                "compression",
                "validate_utf8",
                "mask_client_frames",
                "apply_mask")) {
            items.add(ForeignItem.cosmetic(options + name, "the client of this node decides on it"));
        }
        return items;
    }

    private static List<ForeignItem> ofRealms() {
        return List.of(
                ForeignItem.cosmetic(REALM + "roles/*/id", "a role has its name"),
                ForeignItem.impossible(
                        REALM + "rlinks/*/authid",
                        "a link has no node key to log in with",
                        "write the credentials in 'auth' of 'transport', such as \"auth\": {\"cryptosign\": {\"authid\": …,"
                                + " \"key_file\": \"key.priv\"}}"),
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
                        "a publication to many subscribers does not block this node"),
                ForeignItem.impossible(
                                REALM + "roles/*/permissions/*/validate",
                                "it needs FlatBuffers schemas",
                                "bind URIs to JSON Schemas with 'schemas' of the realm")
                        .leavingOut(Extent.RIGHTS));
    }

    private static List<ForeignItem> ofEndpoints() {
        String endpoint = TRANSPORT + "endpoint/";
        String tcp = "use type 'tcp' with interface 127.0.0.1";
        return List.of(
                ForeignItem.python(endpoint + "type", tcp).when("twisted").leavingOut(Extent.TRANSPORT),
                ForeignItem.impossible(
                                endpoint + "type",
                                "it needs a Tor library",
                                "let Tor forward to a tcp endpoint with interface 127.0.0.1")
                        .when("onion")
                        .leavingOut(Extent.TRANSPORT),
                ForeignItem.cosmetic(endpoint + "tls/dhparam", "the JVM has Diffie-Hellman groups of its own"));
    }

    private static List<ForeignItem> ofTransports() {
        String type = TRANSPORT + "type";
        String webSocket = "use type 'websocket' or 'web'";
        return List.of(
                ForeignItem.later(type, "MQTT", webSocket).when("mqtt"),
                ForeignItem.later(TRANSPORT + "mqtt", "MQTT", "remove it"),
                ForeignItem.impossible(type, "Flash is gone", "remove the transport")
                        .when("flashpolicy"),
                ForeignItem.impossible(type, "it is a test tool", "remove the transport")
                        .when("websocket.testee"),
                ForeignItem.impossible(type, "it is a test tool", "remove the transport")
                        .when("stream.testee"),
                ForeignItem.cosmetic(TRANSPORT + "options/display_tracebacks", NO_TRACEBACKS)
                        .unless("false"),
                ForeignItem.cosmetic(TRANSPORT + "web/options/display_tracebacks", NO_TRACEBACKS)
                        .unless("false"));
    }

    private static List<ForeignItem> ofPaths(String place) {
        String type = place + "type";
        String proxy = "serve it from an HTTP server behind a common proxy";
        List<ForeignItem> items = new ArrayList<>();
        for (String service : List.of("publisher", "caller", "webhook")) {
            items.add(ForeignItem.later(type, "this web service", "remove the path")
                    .when(service));
        }
        items.add(ForeignItem.later(type, "this web service", "remove the path").when("reverseproxy"));
        items.add(ForeignItem.cosmetic(place + "url", "clients choose the URL").in("websocket-reverseproxy"));
        items.add(ForeignItem.cosmetic(place + "backend/serializers", "the backend gets the messages of the client"));
        for (String service : List.of("longpoll", "cgi", "archive", "catalog", "upload", "wap", "none")) {
            items.add(ForeignItem.impossible(type, "this node does not have this service", proxy)
                    .when(service));
        }
        items.add(ForeignItem.python(type, proxy).when("wsgi"));
        items.add(ForeignItem.python(type, proxy).when("resource"));
        items.add(ForeignItem.python(place + "package", "write the 'directory' of the files in place of the package")
                .leavingOut(Extent.HOLDER)
                .insteadOf("directory"));
        items.add(ForeignItem.cosmetic(place + "resource", "the node does not support 'package'"));
        return items;
    }

    private static List<ForeignItem> ofWebSockets(String place) {
        ForeignItem url = ForeignItem.cosmetic(place + "url", "clients choose the URL");
        ForeignItem noCookie = ForeignItem.impossible(
                place + "cookie", "RawSocket has no HTTP request that could have a cookie", "remove it");
        List<ForeignItem> items = new ArrayList<>(serializers(place));
        items.addAll(List.of(
                place.contains("paths") ? url.in("websocket") : url,
                place.endsWith("rawsocket/") ? noCookie : noCookie.in("rawsocket"),
                ForeignItem.impossible(
                                place + "cookie/store/type",
                                "it needs LMDB",
                                "use type 'file' with a 'filename', which keeps the cookies over a restart as well")
                        .when("database")));
        return items;
    }

    private static List<ForeignItem> serializers(String place) {
        String reason = "this node does not speak the format";
        return List.of(
                ForeignItem.cosmetic(place + "serializers/*", reason).when("ubjson"),
                ForeignItem.cosmetic(place + "serializers/*", reason).when("flatbuffers"));
    }

    private static List<ForeignItem> ofWebSocketOptions(String options) {
        String rfc = "RFC 6455 forbids it";
        return List.of(
                ForeignItem.cosmetic(options + "enable_rfc6455", "this node always speaks RFC 6455")
                        .unless("true"),
                ForeignItem.cosmetic(options + "enable_hybi10", "no client speaks this draft"),
                ForeignItem.cosmetic(options + "validate_utf8", "this node always checks UTF-8")
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
        List<ForeignItem> items = new ArrayList<>();
        items.add(ForeignItem.python(auth + "*", "write a Java class, see type 'provider'")
                .ofType("function")
                .leavingOut(Extent.TRANSPORT));
        items.add(ForeignItem.impossible(
                        auth + "cryptosign/trustroots", "it needs certificates of Ethereum", "write 'principals'")
                .insteadOf("principals")
                .leavingOut(Extent.TRANSPORT));
        for (String method : List.of("anonymous-proxy", "cryptosign-proxy")) {
            items.add(ForeignItem.impossible(
                            auth + method, "it belongs to proxy workers", "connect clients to the router worker")
                    .leavingOut(Extent.TRANSPORT));
        }
        items.add(ForeignItem.cosmetic(auth + "anonymous/realm", "clients name their realm in HELLO"));
        return items;
    }
}
