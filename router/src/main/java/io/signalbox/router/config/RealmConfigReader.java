package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.config.RealmOptions.DiscloseMe;
import io.signalbox.router.config.RealmOptions.RequestIdCheck;
import io.signalbox.router.config.RealmOptions.UriCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes records of realms, roles and rules. */
final class RealmConfigReader {
    private final ItemNumbers numbers;

    RealmConfigReader(ItemNumbers numbers) {
        this.numbers = numbers;
    }

    RealmConfig read(JsonNode item) {
        List<RoleConfig> roles = new ArrayList<>();
        item.path("roles").forEach(role -> roles.add(role(role)));
        return new RealmConfig(
                numbers.idOf(item, "realm"),
                item.path("name").asText(),
                List.copyOf(roles),
                options(item.path("options")),
                PayloadContractReader.read(item.path("schemas")));
    }

    private static RealmOptions options(JsonNode item) {
        RealmOptions defaults = RealmOptions.DEFAULTS;
        return new RealmOptions(
                UriCheck.valueOf(constant(item.path("uri_check"), defaults.uriCheck())),
                RequestIdCheck.valueOf(constant(item.path("request_id_check"), defaults.requestIdCheck())),
                DiscloseMe.valueOf(constant(item.path("disclose_me"), defaults.discloseMe())),
                limits(item.path("limits")));
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
                item.path("max_pending_calls_per_caller").asInt(defaults.maxPendingCallsPerCaller()),
                item.path("max_pending_calls_per_callee").asInt(defaults.maxPendingCallsPerCallee()),
                item.path("max_held_call_bytes").asLong(defaults.maxHeldCallBytes()));
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
