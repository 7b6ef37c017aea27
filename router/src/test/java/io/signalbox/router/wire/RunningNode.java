package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.Patience;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A node in this process, on a free port, for the tests of one class. */
public final class RunningNode implements BeforeAllCallback, AfterAllCallback {
    private static final String CONFIG =
            """
            {
              "version": 2,
              "controller": {"options": {"limits": {"max_checked_bytes": 1048576}}},
              "workers": [{
                "type": "router",
                "realms": [
                  {"name": "realm1", "roles": [%1$s]},
                  {"name": "strict", "roles": [%1$s], "options": {"uri_check": "strict"}},
                  {"name": "increasing", "roles": [%1$s], "options": {"request_id_check": "increasing"}},
                  {"name": "counted", "roles": [%1$s], "options": {"request_id_check": "strict"}},
                  {"name": "telling", "roles": [{"name": "anonymous", "permissions": [{"uri": "*",
                    "allow": {"call": true, "register": true, "publish": true, "subscribe": true},
                    "disclose": {"caller": true, "publisher": true}}]}], "options": {"disclose_me": "refuse"}},
                  {"name": "tight", "roles": [%1$s], "options": {"limits": {"max_pending_calls_per_caller": 2}}},
                  {"name": "shaped", "roles": [%1$s], "options": {"limits": {"max_wildcard_shapes": 2}}},
                  {"name": "discreet", "roles": [%1$s], "options": {"disclose_me": "refuse"}},
                  {"name": "contracts", "roles": [%1$s], "schemas": [%4$s]},
                  {"name": "timed", "roles": [%1$s], "options": {"call_timeout": {"default": 1000, "max": 1500}}},
                  {"name": "queued", "roles": [%1$s], "store": {"limit": 2, "call-queue": [
                    {"uri": "queue.", "match": "prefix"}, {"uri": "queue.short", "limit": 1}]}},
                  {"name": "administered", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "*", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}},
                    {"uri": "secret.", "match": "prefix", "allow": {}},
                    {"uri": "wamp.*", "allow": {"call": true, "subscribe": true}}]}],
                    "options": {"limits": {"max_testaments": 3, "max_testament_size": 5000,
                                            "max_procedure_argument_bytes": 1024}}},
                  {"name": "mute", "roles": [%1$s], "options": {"enable_meta_api": false}},
                  {"name": "guarded", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "open.", "match": "prefix", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}},
                    {"uri": "wamp.subscription.get_events", "allow": {"call": true}}]}],
                    "store": {"event-history": [{"uri": "secret.topic"}]}},
                  {"name": "encrypted", "roles": [%1$s], "options": {"enc_payload": true},
                    "store": {"event-history": [{"uri": "enc.history", "limit": 1}]},
                    "schemas": [{"uri": "enc.typed", "event": {"args": {"items": {"type": "integer"}}}}]},
                  {"name": "history", "roles": [%1$s], "store": {"limit": 5, "event-history": [%2$s]}}
                ],
                "transports": [{
                  "type": "websocket",
                  "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                  "options": {%3$s}
                }]
              }]
            }
            """;

    private static final String ROLE =
            """
            {"name": "anonymous", "permissions": [{"uri": "*", "allow":
              {"call": true, "register": true, "publish": true, "subscribe": true}}]}""";

    private static final String CONTRACTS =
            """
            {"uri": "con.add",
             "call": {"args": {"items": {"type": "integer"}, "minItems": 2},
                      "kwargs": {"properties": {"unit": {"enum": ["m", "km"]}}}},
             "result": {"args": {"prefixItems": [{"type": "integer"}], "minItems": 1}}},
            {"uri": "con.topic", "event": {
              "args": {"prefixItems": [{"type": "integer"}], "minItems": 1},
              "kwargs": {"required": ["unit"]}}},
            {"uri": "con.watched", "on_violation": "log",
             "call": {"args": {"minItems": 1}}, "result": {"args": {"minItems": 1}},
             "event": {"args": {"minItems": 1}}},
            {"uri": "con.tree.", "match": "prefix", "event": {"args": {"maxItems": 0}}},
            {"uri": "con.tree.free.", "match": "prefix"},
            {"uri": "con..named", "match": "wildcard", "event": {"kwargs": {"required": ["name"]}}},
            {"uri": "con.binary", "event": {"args": {"items": {"pattern": "^\\u0000"}}}},
            {"uri": "con.slow", "event": {"args": {"items": {"pattern": "^(a+)+$"}}}},
            {"uri": "con.nested", "event": {"args": {"$ref": "#/$defs/nested", "$defs": {
              "nested": {"type": "array", "items": {"$ref": "#/$defs/nested"}}}}}}
            """;

    private final String config;
    private Node node;

    /** No time that a client may take runs out. */
    private static final String PATIENT =
            """
            "open_handshake_timeout": %1$d, "hello_timeout": %1$d, "close_handshake_timeout": %1$d"""
                    .formatted(Patience.MILLIS);

    /** With a realm for each realm option. */
    public RunningNode() {
        this(CONFIG.formatted(ROLE, histories(), PATIENT, CONTRACTS));
    }

    private RunningNode(String config) {
        this.config = config;
    }

    /** @param config the configuration, with one transport on port 0 */
    public static RunningNode of(String config) {
        return new RunningNode(config);
    }

    /** @param transportOptions members of the JSON object {@code options} of the transport */
    static RunningNode withTransportOptions(String transportOptions) {
        return new RunningNode(CONFIG.formatted(ROLE, histories(), transportOptions, CONTRACTS));
    }

    /** For each serializer, the histories that the tests with it fill. */
    private static String histories() {
        StringBuilder items = new StringBuilder("{\"uri\": \"history.never\"}");
        for (Wire wire : Wire.values()) {
            for (String name : List.of("shape", "lists", "limit", "filters", "kept", "own", "pattern.x")) {
                items.append(", {\"uri\": \"history.%s.%s\"}".formatted(wire, name));
            }
            items.append(", {\"uri\": \"history.%s.pattern.\", \"match\": \"prefix\"}".formatted(wire));
        }
        return items.toString();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path file = Files.createTempFile("node", ".json");
        try {
            Files.writeString(file, config);
            CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
            assertThat(checked.problems()).isEmpty();
            node = new NodeAssembly("Signalbox-test").assemble(checked.config().orElseThrow());
        } finally {
            Files.delete(file);
        }
        node.start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (node != null) {
            node.stop();
        }
    }

    /** Where clients connect. */
    public URI uri() {
        return URI.create(node.addresses().get(0));
    }
}
