package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionCheck;
import io.signalbox.gateway.connection.ConnectionErrors;
import io.signalbox.gateway.connection.ConnectionItem;
import io.signalbox.gateway.connection.management.ManagementItem.ConnectionRules;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaCheck;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.websocket.ShownSubprotocol;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rules for definitions of connections that come from sessions of a realm: those of the configuration, and further ones. A definition is
 * a tree with the keys of the configuration, of which the defaults are left out. Immutable and thread-safe.
 */
final class Definitions {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

    /** Directory of relative paths, which no definition has. */
    private static final Path NO_FILES = Path.of("/");

    private static final String TYPE = "websocket.connection";
    private static final List<String> TLS_FILES =
            List.of("ca_certificates", "key", "certificate", "chain_certificates", "key_password");

    private final SchemaDocument schema;
    private final String realm;
    private final ConnectionRules rules;
    private final Targets targets;

    Definitions(SchemaDocument schema, String realm, ConnectionRules rules, Targets targets) {
        this.schema = schema;
        this.realm = realm;
        this.rules = rules;
        this.targets = targets;
    }

    /**
     * Returns a definition as the item of a connection.
     *
     * @param definition has an id; is not changed
     * @throws WampException {@code signalbox.error.invalid_definition} with all mistakes, or
     *     {@code signalbox.error.target_not_allowed}
     */
    ConnectionItem item(ObjectNode definition) {
        ObjectNode tree = definition.deepCopy();
        tree.put("type", TYPE);
        if (!tree.has("realm")) {
            tree.put("realm", realm);
        }
        ProblemList problems = new ProblemList("definition");
        problems.locateIn(new ConfigDocument(tree, Map.of(), Map.of()));
        ConfigItem item = ConfigItem.root(tree, problems);
        ConfigItem topicsOfProcedure = item.member("subscriptions_from");
        if (topicsOfProcedure.isPresent()) {
            topicsOfProcedure.refuseKey(
                    "'subscriptions_from' is not supported yet (topics that a procedure returns)",
                    "set the topics in 'subscriptions'");
        }
        JsonNode schemaOfItem = schema.definition("connection");
        new SchemaCheck(schema).check(item, schemaOfItem);
        checkRunTime(item);
        ConnectionCheck.check(item, NO_FILES);
        if (problems.hasErrors()) {
            throw new WampException(
                    ConnectionErrors.INVALID_DEFINITION,
                    problems.sorted().stream()
                            .filter(ConfigProblem::isError)
                            .map(problem -> problem.jsonPath() + ": " + problem.text() + " - " + problem.remedy())
                            .collect(Collectors.joining("\n")));
        }
        problems.sorted()
                .forEach(warning -> LOG.warn(
                        "connection={} of realm={} {}: {} - {}",
                        tree.path("id").asText(),
                        realm,
                        warning.jsonPath(),
                        warning.text(),
                        warning.remedy()));
        checkTarget(tree.path("url").asText());
        new SchemaDefaults(schema).complete(tree, schemaOfItem);
        RecordBinder binder = new RecordBinder(NO_FILES, place -> new ConfigPlace("", 0, 0, place.path()));
        return binder.bind(tree, ConnectionItem.class);
    }

    private void checkTarget(String url) {
        if (!targets.permits(URI.create(url))) {
            throw new WampException(
                    ConnectionErrors.TARGET_NOT_ALLOWED,
                    "no pattern of 'management.connections.targets' of the realm permits the URL");
        }
    }

    /** Refuses what a file of the configuration may have, and a session may not. */
    private void checkRunTime(ConfigItem item) {
        ConfigItem ofRealm = item.member("realm");
        if (ofRealm.isPresent() && !ofRealm.text().equals(realm)) {
            ofRealm.refuse("the connection belongs to another realm than its creator", "leave the realm out");
        }
        ConfigItem role = item.member("role");
        if (role.isPresent() && !rules.roles().contains(role.text())) {
            role.refuse(
                    "the realm permits no connection with this role",
                    "use one of " + String.join(", ", rules.roles()) + ", or add the role to"
                            + " 'management.connections.roles' of the realm");
        }
        for (String file : TLS_FILES) {
            refuseFile(item.member("tls").member(file));
        }
        for (ConfigItem method : item.member("auth").members()) {
            for (ConfigItem key : method.members()) {
                if (key.name().endsWith("_file")) {
                    refuseFile(key);
                }
            }
        }
        ConfigItem proxy = item.member("http_proxy");
        if (proxy.isPresent()) {
            proxy.refuseKey(
                    "a proxy would look the host up itself, so that its address could not be checked",
                    "define the connection in the configuration");
        }
    }

    private static void refuseFile(ConfigItem file) {
        if (file.isPresent()) {
            file.refuseKey("a definition at run time names no files", "define the connection in the configuration");
        }
    }

    /**
     * Returns a definition with a patch: a member of the patch replaces the member of the definition, null removes it, and objects are
     * merged (RFC 7386). A masked value keeps the old one, and a masked subprotocol the one at the same position.
     *
     * @throws WampException {@code signalbox.error.invalid_definition} if a masked subprotocol has no old one
     */
    static ObjectNode patched(ObjectNode definition, ObjectNode patch) {
        ObjectNode merged = definition.deepCopy();
        patch.properties().forEach(member -> {
            JsonNode old = merged.path(member.getKey());
            JsonNode value = member.getValue();
            if (value.isNull()) {
                merged.remove(member.getKey());
            } else if (value instanceof ObjectNode object) {
                merged.set(
                        member.getKey(),
                        patched(old instanceof ObjectNode before ? before : ConfigDocument.NODES.objectNode(), object));
            } else if (value instanceof ArrayNode names && member.getKey().equals("subprotocols")) {
                merged.set(member.getKey(), unmasked(names, old));
            } else if (!isMaskOf(member.getKey(), value, old)) {
                merged.set(member.getKey(), value);
            }
        });
        return merged;
    }

    private static boolean isMaskOf(String key, JsonNode value, JsonNode old) {
        return old.isTextual()
                && (value.asText().equals(SecretMask.MASK)
                        || key.equals("url") && value.equals(TextNode.valueOf(SecretMask.url(old.textValue()))));
    }

    private static ArrayNode unmasked(ArrayNode names, JsonNode old) {
        ArrayNode unmasked = ConfigDocument.NODES.arrayNode();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).asText();
            if (!SecretMask.isMask(name)) {
                unmasked.add(names.get(i));
            } else if (old.has(i) && ShownSubprotocol.of(old.get(i).asText()).equals(name)) {
                unmasked.add(old.get(i));
            } else {
                throw new WampException(
                        ConnectionErrors.INVALID_DEFINITION,
                        "$.subprotocols[" + i
                                + "]: a masked name keeps the name at the same position, and the definition has"
                                + " another one there - supply the name");
            }
        }
        return unmasked;
    }
}
