package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.config.RealmOptions.DiscloseMe;
import io.signalbox.router.config.RealmOptions.RequestIdCheck;
import io.signalbox.router.config.RealmOptions.UriCheck;
import io.signalbox.router.config.StoreConfig.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Makes records of realms, roles and rules. */
final class RealmConfigReader {
    private final ItemNumbers numbers;
    private final Path directory;
    private final Function<JsonPlace, ConfigPlace> places;

    /**
     * @param directory what relative paths in the configuration start from
     * @param places where items stand
     */
    RealmConfigReader(ItemNumbers numbers, Path directory, Function<JsonPlace, ConfigPlace> places) {
        this.numbers = numbers;
        this.directory = directory;
        this.places = places;
    }

    RealmConfig read(JsonNode item, JsonPlace place) {
        List<RoleConfig> roles = new ArrayList<>();
        item.path("roles").forEach(role -> roles.add(role(role)));
        return new RealmConfig(
                numbers.idOf(item, "realm"),
                item.path("name").asText(),
                List.copyOf(roles),
                options(item.path("options")),
                item.has("store") ? Optional.of(store(item.path("store"), place.member("store"))) : Optional.empty(),
                PayloadContractReader.read(item.path("schemas")));
    }

    private StoreConfig store(JsonNode item, JsonPlace place) {
        int limit = item.path("limit").asInt(StoreConfig.DEFAULT_LIMIT);
        List<EventHistoryConfig> histories = new ArrayList<>();
        for (JsonNode history : item.path("event-history")) {
            histories.add(new EventHistoryConfig(
                    history.path("uri").asText(),
                    match(history),
                    history.path("limit").asInt(limit)));
        }
        List<CallQueueConfig> queues = new ArrayList<>();
        for (JsonNode queue : item.path("call-queue")) {
            queues.add(new CallQueueConfig(
                    queue.path("uri").asText(),
                    match(queue),
                    queue.path("limit").asInt(limit)));
        }
        Type type = Type.valueOf(constant(item.path("type"), Type.MEMORY));
        return new StoreConfig(
                type,
                limit,
                List.copyOf(histories),
                List.copyOf(queues),
                type == Type.SQLITE
                        ? Optional.of(
                                directory.resolve(item.path("path").asText()).normalize())
                        : Optional.empty(),
                item.path("max_age").asLong(),
                item.path("max_bytes").asLong(StoreConfig.DEFAULT_MAX_BYTES),
                places.apply(place.member("path")));
    }

    private static MatchPolicy match(JsonNode item) {
        return MatchPolicy.valueOf(constant(item.path("match"), MatchPolicy.EXACT));
    }

    private static RealmOptions options(JsonNode item) {
        RealmOptions defaults = RealmOptions.DEFAULTS;
        return new RealmOptions(
                UriCheck.valueOf(constant(item.path("uri_check"), defaults.uriCheck())),
                RequestIdCheck.valueOf(constant(item.path("request_id_check"), defaults.requestIdCheck())),
                DiscloseMe.valueOf(constant(item.path("disclose_me"), defaults.discloseMe())),
                item.path("enc_payload").asBoolean(defaults.encPayload()),
                callTimeout(item.path("call_timeout")),
                item.path("enable_meta_api").asBoolean(defaults.enableMetaApi()),
                limits(item.path("limits")));
    }

    private static CallTimeoutConfig callTimeout(JsonNode item) {
        CallTimeoutConfig defaults = CallTimeoutConfig.DEFAULTS;
        return new CallTimeoutConfig(
                item.path("default").asLong(defaults.defaultMillis()),
                item.path("max").asLong(defaults.maxMillis()));
    }

    private static String constant(JsonNode item, Enum<?> otherwise) {
        return item.asText(otherwise.name()).toUpperCase(Locale.ROOT);
    }

    private static RealmLimits limits(JsonNode item) {
        RealmLimits defaults = RealmLimits.DEFAULTS;
        return new RealmLimits(
                item.path("max_uri_length").asInt(defaults.maxUriLength()),
                item.path("max_uri_components").asInt(defaults.maxUriComponents()),
                item.path("max_subscriptions").asInt(defaults.maxSubscriptions()),
                item.path("max_registrations").asInt(defaults.maxRegistrations()),
                item.path("max_wildcard_shapes").asInt(defaults.maxWildcardShapes()),
                item.path("max_pending_calls_per_caller").asInt(defaults.maxPendingCallsPerCaller()),
                item.path("max_pending_calls_per_callee").asInt(defaults.maxPendingCallsPerCallee()),
                item.path("max_testaments").asInt(defaults.maxTestaments()),
                item.path("max_testament_size").asInt(defaults.maxTestamentSizeBytes()),
                item.path("max_procedure_argument_bytes").asInt(defaults.maxProcedureArgumentBytes()),
                item.path("max_held_call_bytes").asLong(defaults.maxHeldCallBytes()),
                item.path("max_retained_events").asInt(defaults.maxRetainedEvents()),
                item.path("max_retained_bytes").asLong(defaults.maxRetainedBytes()),
                item.path("max_retained_per_topic").asInt(defaults.maxRetainedPerTopic()));
    }

    private static RoleConfig role(JsonNode item) {
        List<PermissionConfig> permissions = new ArrayList<>();
        item.path("permissions").forEach(rule -> permissions.add(permission(rule)));
        boolean allowByDefault = item.path("allow-by-default").asBoolean()
                && item.path("permissions").isMissingNode();
        return new RoleConfig(
                item.path("name").asText(),
                List.copyOf(permissions),
                allowByDefault,
                SlowConsumerReader.ofRole(item.path("slow_consumer")));
    }

    private static PermissionConfig permission(JsonNode item) {
        RuleUri rule = RuleUri.of(item);
        JsonNode allow = item.path("allow");
        JsonNode disclose = item.path("disclose");
        return new PermissionConfig(
                rule.uri(),
                rule.match(),
                new AllowConfig(
                        allow.path("call").asBoolean(),
                        allow.path("register").asBoolean(),
                        allow.path("publish").asBoolean(),
                        allow.path("subscribe").asBoolean()),
                new DiscloseConfig(
                        disclose.path("caller").asBoolean(),
                        disclose.path("publisher").asBoolean()),
                item.path("cache").asBoolean());
    }
}
