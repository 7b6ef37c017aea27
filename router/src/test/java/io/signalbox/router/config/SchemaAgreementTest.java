package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The schema, the records and the documentation say the same. */
class SchemaAgreementTest {
    private static final JsonNode SCHEMA = SchemaDocument.packed().root();

    private static final Map<String, Class<? extends Record>> RECORDS = Map.ofEntries(
            Map.entry("controller", ControllerConfig.class),
            Map.entry("controllerOptions", ControllerOptions.class),
            Map.entry("nodeLimits", NodeLimits.class),
            Map.entry("worker", WorkerConfig.class),
            Map.entry("workerOptions", WorkerOptions.class),
            Map.entry("realm", RealmConfig.class),
            Map.entry("realmOptions", RealmOptions.class),
            Map.entry("callTimeout", CallTimeoutConfig.class),
            Map.entry("realmLimits", RealmLimits.class),
            Map.entry("payloadContract", PayloadContractConfig.class),
            Map.entry("payloadSchemas", PayloadSchemasConfig.class),
            Map.entry("store", StoreConfig.class),
            Map.entry("callQueue", CallQueueConfig.class),
            Map.entry("eventHistory", EventHistoryConfig.class),
            Map.entry("role", RoleConfig.class),
            Map.entry("permission", PermissionConfig.class),
            Map.entry("slowConsumer", SlowConsumerConfig.class),
            Map.entry("roleSlowConsumer", RoleSlowConsumerConfig.class),
            Map.entry("allow", AllowConfig.class),
            Map.entry("disclose", DiscloseConfig.class),
            Map.entry("websocketTransport", WebSocketTransportConfig.class),
            Map.entry("webTransport", WebTransportConfig.class),
            Map.entry("endpoint", EndpointConfig.class),
            Map.entry("websocketOptions", WebSocketOptions.class),
            Map.entry("auth", AuthConfig.class),
            Map.entry("anonymousAuth", AnonymousAuthConfig.class),
            Map.entry("websocketPath", WebSocketPathConfig.class),
            Map.entry("staticPath", StaticPathConfig.class));

    /** Definitions that are values rather than items, and the two that only choose one by its type. */
    private static final Set<String> WITHOUT_RECORD =
            Set.of("id", "milliseconds", "serializers", "transport", "pathService");

    @TempDir
    private Path directory;

    @Test
    void every_definition_has_its_record() {
        Set<String> definitions = new TreeSet<>(SchemaDocument.names(SCHEMA.path("$defs")));
        definitions.removeAll(WITHOUT_RECORD);
        assertThat(RECORDS.keySet()).containsExactlyInAnyOrderElementsOf(definitions);
    }

    @Test
    void properties_and_record_components_are_the_same() {
        assertThat(components(NodeConfig.class)).isEqualTo(properties(SCHEMA));
        RECORDS.forEach((definition, type) -> assertThat(components(type))
                .as(definition)
                .isEqualTo(properties(SCHEMA.path("$defs").path(definition))));
    }

    @Test
    void defaults_of_the_schema_are_those_of_the_records() throws IOException {
        NodeConfig read = new ConfigFile(directory)
                .config(ConfigFile.node(
                        "{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\", \"permissions\": [{\"uri\": \"a\"}]}],"
                                + " \"store\": {}}",
                        ConfigFile.webSocketWith("\"auth\": {\"anonymous\": {\"type\": \"static\"}}")));
        WorkerConfig worker = read.workers().get(0);
        RealmConfig realm = worker.realms().get(0);
        RoleConfig role = realm.roles().get(0);
        WebSocketTransportConfig transport =
                (WebSocketTransportConfig) worker.transports().get(0);
        List<Record> records = List.of(
                read.controller().options().limits(),
                worker.options(),
                realm.options(),
                realm.options().callTimeout(),
                realm.options().limits(),
                realm.store().orElseThrow(),
                role,
                role.permissions().get(0),
                role.permissions().get(0).allow(),
                role.permissions().get(0).disclose(),
                transport.options(),
                transport.options().slowConsumer(),
                transport.auth().anonymous().orElseThrow());
        records.forEach(SchemaAgreementTest::assertDefaults);
        assertThat(transport.serializers())
                .extracting(WireFormat::wireName)
                .isEqualTo(texts(SCHEMA.at("/$defs/serializers/default")));
        assertThat(SCHEMA.at("/$defs/endpoint/properties/version/default").asInt())
                .isEqualTo(EndpointConfig.DEFAULT_VERSION);
        assertThat(SCHEMA.at("/$defs/endpoint/properties/backlog/default").asInt())
                .isEqualTo(EndpointConfig.DEFAULT_BACKLOG);
        assertThat(SCHEMA.at("/$defs/endpoint/properties/send_buffer/default").asInt())
                .isEqualTo(EndpointConfig.DEFAULT_SEND_BUFFER_BYTES);
    }

    @Test
    void the_documentation_has_every_key_with_its_default_and_range() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "CONFIGURATION.md"));
        assertDocumented(text, SCHEMA);
        RECORDS.keySet()
                .forEach(definition ->
                        assertDocumented(text, SCHEMA.path("$defs").path(definition)));
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

    private static void assertDefaults(Record values) {
        String definition = RECORDS.entrySet().stream()
                .filter(entry -> entry.getValue() == values.getClass())
                .findFirst()
                .orElseThrow()
                .getKey();
        for (Map.Entry<String, JsonNode> property :
                SCHEMA.at("/$defs/" + definition + "/properties").properties()) {
            JsonNode expected = property.getValue().path("default");
            if (!expected.isMissingNode()) {
                assertThat(plain(value(values, property.getKey())))
                        .as(definition + "." + property.getKey())
                        .isEqualTo(expected.isArray() ? texts(expected).toString() : expected.asText());
            }
        }
    }

    private static String plain(Object value) {
        return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    private static Object value(Record values, String key) {
        RecordComponent component = Arrays.stream(values.getClass().getRecordComponents())
                .filter(candidate -> keyless(candidate.getName()).equals(camel(key)))
                .findFirst()
                .orElseThrow();
        try {
            return component.getAccessor().invoke(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> properties(JsonNode definition) {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> property :
                definition.path("properties").properties()) {
            String key = property.getKey();
            // A type with one possible value is the class of the record.
            boolean isClass =
                    key.equals("type") && property.getValue().path("enum").size() <= 1;
            if (!isClass && !key.equals("$schema")) {
                names.add(key.equals("interface") ? "bindAddress" : camel(key));
            }
        }
        return names;
    }

    private static Set<String> components(Class<? extends Record> type) {
        Set<String> names = new TreeSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            // Where an item stands is no key of it.
            if (component.getType() != ConfigPlace.class) {
                names.add(keyless(component.getName()));
            }
        }
        return names;
    }

    /** Components name their units, keys of Crossbar.io do not, but for our own max_pending_bytes and its like. */
    private static String keyless(String component) {
        return component.replaceAll(
                "((?<!Pending|Head|Assembly|HeldCall|Argument|Checked|Retained|max)Bytes|Millis)$", "");
    }

    private static String camel(String key) {
        StringBuilder name = new StringBuilder();
        for (String word : key.split("[_-]")) {
            name.append(name.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
        }
        return name.toString();
    }

    private static List<String> texts(JsonNode array) {
        return java.util.stream.StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String spaced(JsonNode value) {
        return value.toString().replace(",", ", ");
    }
}
