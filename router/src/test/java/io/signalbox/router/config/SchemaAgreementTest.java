package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.signalbox.router.auth.RequestAuthSettings;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.node.TransportConfig.ExtensionPathService;
import io.signalbox.router.node.TransportConfig.ExtensionTransportConfig;
import io.signalbox.router.node.TransportConfig.WebSocketOptions;
import io.signalbox.router.schema.ComponentKeys;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.RecordBinder;
import io.signalbox.router.schema.SchemaCheck;
import io.signalbox.router.schema.SchemaDefaults;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Agreement of the schema, the records and the documentation. */
class SchemaAgreementTest {
    private static final SchemaDocument SCHEMA = SchemaDocument.packed();

    /** Types without a further rule to compare. */
    private static final Set<Class<?>> VALUES = Set.of(
            boolean.class,
            Boolean.class,
            String.class,
            Path.class,
            JsonNode.class,
            Object.class,
            UnboundItem.class,
            Integer.class,
            Long.class);

    private final List<String> agreed = new ArrayList<>();

    @Test
    void every_property_has_its_component_and_every_component_its_property() {
        assertAgreement("$", NodeConfig.class, SCHEMA.root());
        assertThat(agreed)
                .contains(
                        "$.workers[].realms[].options.call_timeout.default",
                        "$.workers[].realms[].options.limits.max_retained_bytes",
                        "$.workers[].realms[].roles[].permissions[].allow.call",
                        "$.workers[].transports[].paths{}.auth.anonymous.role",
                        "$.workers[].transports[].auth.wampcra.users{}.secret-is-derived",
                        "$.workers[].transports[].auth.ticket.principals.file",
                        "$.workers[].transports[].auth.cryptosign.provider",
                        "$.workers[].transports[].auth.tls.principals{}.certificate-sha256",
                        "$.workers[].transports[].paths{}.cookie.same_site",
                        "$.workers[].transports[].cookie.store.filename",
                        "$.workers[].transports[].auth.jwt.claims.authid");
    }

    @Test
    void nothing_in_the_schema_is_defined_twice() throws IOException {
        JsonMapper strict = JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        Path schema = Path.of("..", "schema", "node-config.json");
        assertThat(strict.readTree(schema.toFile()).path("$defs").isObject()).isTrue();
    }

    @Test
    void the_methods_for_requests_have_their_components() {
        assertAgreement("$.auth", RequestAuthSettings.class, SCHEMA.definition("requestAuth"));
        assertThat(agreed).contains("$.auth.ticket", "$.auth.ticket.principals.file");
    }

    @Test
    void records_get_the_defaults_of_the_schema() {
        WebSocketOptions options = ConfigLoader.defaults("websocketOptions", WebSocketOptions.class);
        assertThat(options.webSocket().sizes().maxMessageSizeBytes())
                .isEqualTo(
                        SCHEMA.defaultOf("websocketOptions", "max_message_size").asInt());
        assertThat(options.webSocket().requests().allowedOrigins()).containsExactly("*");
        assertThat(options.webSocket().slowConsumer().maxPendingTimeMillis())
                .isEqualTo(SCHEMA.defaultOf("slowConsumer", "max_pending_time").asLong());
    }

    @Test
    void every_default_is_valid() {
        for (Map.Entry<String, JsonNode> definition :
                SCHEMA.root().path("$defs").properties()) {
            if (!definition.getValue().has("required")) {
                JsonNode empty = ConfigDocument.NODES.objectNode();
                new SchemaDefaults(SCHEMA).complete(empty, definition.getValue());
                ProblemList problems = new ProblemList(definition.getKey());
                problems.locateIn(new ConfigDocument(empty, Map.of(), Map.of()));
                for (ConfigItem member : ConfigItem.root(empty, problems).members()) {
                    new SchemaCheck(SCHEMA)
                            .check(
                                    member,
                                    definition.getValue().path("properties").path(member.name()));
                }
                assertThat(problems.sorted()).as(definition.getKey()).isEmpty();
            }
        }
    }

    @Test
    void the_documentation_has_every_key_with_its_default_and_range() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "CONFIGURATION.md"));
        assertDocumented(text, SCHEMA.root());
        SCHEMA.root().path("$defs").forEach(definition -> {
            if (!definition.has("allOf")) {
                assertDocumented(text, definition);
            }
        });
    }

    private void assertAgreement(String place, Type type, JsonNode reference) {
        JsonNode rules = SCHEMA.resolved(reference);
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                assertThat(rules.has("default")).as(place + " is optional").isFalse();
                assertAgreement(place, arguments[0], rules);
            } else if (generic.getRawType() == Map.class) {
                assertAgreement(place + "{}", arguments[1], rules.path("additionalProperties"));
            } else {
                assertAgreement(place + "[]", arguments[0], rules.path("items"));
            }
        } else if (type instanceof Class<?> plain && plain.isSealed()) {
            if (place.split("paths", -1).length > 3) {
                // Services of a path are services of a path, and so on.
                return;
            }
            for (JsonNode choice : rules.path("allOf")) {
                String value = choice.at("/if/properties/type/const").asText();
                assertRecord(place, RecordBinder.variant(plain, value), SCHEMA.resolved(choice.path("then")));
            }
        } else if (type instanceof Class<?> plain && plain.isRecord()) {
            assertRecord(place, plain, rules);
        } else if (type instanceof Class<?> plain && plain.isEnum()) {
            assertThat(Arrays.stream(plain.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT)))
                    .as(place)
                    .containsExactlyInAnyOrderElementsOf(texts(rules.path("enum")).stream()
                            .map(text -> text.replace('-', '_').toLowerCase(Locale.ROOT))
                            .toList());
        } else if (!VALUES.contains(type)) {
            long largest =
                    type.getTypeName().toLowerCase(Locale.ROOT).contains("int") ? Integer.MAX_VALUE : Long.MAX_VALUE;
            JsonNode bound = rules.has("maximum") ? rules.path("maximum") : largest(rules);
            assertThat(bound.canConvertToLong()).as(place + " has a maximum").isTrue();
            assertThat(bound.asLong()).as(place).isLessThanOrEqualTo(largest);
        }
    }

    private static JsonNode largest(JsonNode rules) {
        JsonNode constant = rules.path("const");
        return constant.isMissingNode()
                ? rules.path("enum").path(rules.path("enum").size() - 1)
                : constant;
    }

    private void assertRecord(String place, Class<?> type, JsonNode rules) {
        Set<String> left = properties(rules);
        bindComponents(place, type, rules, left);
        assertThat(left)
                .as(place + " has keys without a component of " + type.getSimpleName())
                .isEmpty();
    }

    private void bindComponents(String place, Class<?> type, JsonNode rules, Set<String> left) {
        if (type == ExtensionPathService.class || type == ExtensionTransportConfig.class) {
            // The extension has the record.
            left.clear();
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getType() == ConfigPlace.class) {
                // Where an item stands is no key of it.
                continue;
            }
            if (ComponentKeys.isNamedAfterKeys(component)) {
                assertAgreement(place, component.getGenericType(), rules);
                continue;
            }
            Optional<String> key =
                    ComponentKeys.keyOf(component.getName(), SchemaDocument.names(rules.path("properties")));
            if (key.isEmpty() && component.getType() == UnboundItem.class) {
                // The whole item, whose keys other components have.
                continue;
            }
            String described = type.getSimpleName() + "." + component.getName() + " at " + place;
            if (key.isEmpty()) {
                assertThat(component.getType().isRecord())
                        .as(described + " has no key")
                        .isTrue();
                bindComponents(place, component.getType(), rules, left);
            } else {
                assertThat(left.remove(key.get()))
                        .as(described + " is the only one for its key")
                        .isTrue();
                agreed.add(place + "." + key.get());
                JsonNode property = rules.path("properties").path(key.get());
                boolean isOptional = component.getType().getSimpleName().startsWith("Optional");
                assertThat(isOptional
                                || !SCHEMA.defaultOf(property).isMissingNode()
                                || property.has("x-numbered")
                                || texts(rules.path("required")).contains(key.get()))
                        .as(described + " has a value always")
                        .isTrue();
                assertAgreement(place + "." + key.get(), component.getGenericType(), property);
            }
        }
    }

    /** Returns the properties that need a component: not {@code $schema}, and not a type with one value. */
    private static Set<String> properties(JsonNode rules) {
        Set<String> names = new TreeSet<>(SchemaDocument.names(rules.path("properties")));
        names.remove("$schema");
        JsonNode type = rules.path("properties").path("type");
        if (type.has("const") || type.path("enum").size() == 1) {
            names.remove("type");
        }
        return names;
    }

    private static void assertDocumented(String text, JsonNode definition) {
        for (Map.Entry<String, JsonNode> property :
                definition.path("properties").properties()) {
            JsonNode rules = property.getValue();
            List<String> rows = text.lines()
                    .filter(line -> line.startsWith("| `" + property.getKey() + "` |"))
                    .filter(line -> line.contains(rules.path("description").asText()))
                    .filter(line -> !rules.has("default") || line.contains("`" + spaced(rules.path("default")) + "`"))
                    .filter(line -> !rules.has("minimum")
                            || line.contains(rules.path("minimum") + ".." + rules.path("maximum")))
                    .toList();
            assertThat(rows).as(property.getKey()).isNotEmpty();
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String spaced(JsonNode value) {
        return value.toString().replace(",", ", ");
    }
}
