package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
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
                  {"name": "discreet", "roles": [%1$s], "options": {"disclose_me": "refuse"}},
                  {"name": "contracts", "roles": [%1$s], "schemas": [%2$s]},
                  {"name": "guarded", "roles": [{"name": "anonymous", "permissions": [
                    {"uri": "open.", "match": "prefix", "allow":
                      {"call": true, "register": true, "publish": true, "subscribe": true}}]}]}
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

    private final String transportOptions;
    private Node node;

    public RunningNode() {
        this("");
    }

    /** @param transportOptions members of the JSON object {@code options} of the transport */
    RunningNode(String transportOptions) {
        this.transportOptions = transportOptions;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path file = Files.createTempFile("node", ".json");
        try {
            Files.writeString(file, CONFIG.formatted(ROLE, CONTRACTS, transportOptions));
            CheckedConfig checked = new ConfigLoader(Map.of()).load(file);
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
