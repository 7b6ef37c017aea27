package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.WireFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes records of transports. */
final class TransportConfigReader {
    private final ItemNumbers numbers;
    private final Path directory;
    private final Function<JsonPlace, ConfigPlace> places;

    TransportConfigReader(ItemNumbers numbers, Path directory, Function<JsonPlace, ConfigPlace> places) {
        this.numbers = numbers;
        this.directory = directory;
        this.places = places;
    }

    TransportConfig read(JsonNode item, JsonPlace place) {
        String id = numbers.idOf(item, "transport");
        EndpointConfig endpoint = endpoint(item.path("endpoint"), place.member("endpoint"));
        if (item.path("type").asText().equals("web")) {
            Map<String, PathServiceConfig> paths = new LinkedHashMap<>();
            item.path("paths").properties().forEach(path -> paths.put(path.getKey(), service(path.getValue())));
            return new WebTransportConfig(id, endpoint, Collections.unmodifiableMap(paths));
        }
        return new WebSocketTransportConfig(
                id,
                endpoint,
                serializers(item.path("serializers")),
                options(item.path("options")),
                auth(item.path("auth")));
    }

    private PathServiceConfig service(JsonNode item) {
        String id = numbers.idOf(item, "webservice");
        if (item.path("type").asText().equals("static")) {
            return new StaticPathConfig(
                    id, directory.resolve(item.path("directory").asText()).normalize());
        }
        return new WebSocketPathConfig(
                id, serializers(item.path("serializers")), options(item.path("options")), auth(item.path("auth")));
    }

    private EndpointConfig endpoint(JsonNode item, JsonPlace place) {
        return new EndpointConfig(
                item.path("port").asInt(),
                item.path("interface").asText(),
                item.path("version").asInt(EndpointConfig.DEFAULT_VERSION),
                item.path("backlog").asInt(EndpointConfig.DEFAULT_BACKLOG),
                item.path("send_buffer").asInt(EndpointConfig.DEFAULT_SEND_BUFFER_BYTES),
                places.apply(place));
    }

    private static List<WireFormat> serializers(JsonNode item) {
        if (item.isMissingNode()) {
            return List.of(WireFormat.values());
        }
        List<WireFormat> formats = new ArrayList<>();
        for (WireFormat format : WireFormat.values()) {
            if (names(item).contains(format.wireName())) {
                formats.add(format);
            }
        }
        return List.copyOf(formats);
    }

    private static List<String> names(JsonNode serializers) {
        List<String> names = new ArrayList<>();
        serializers.forEach(name -> names.add(name.asText()));
        return names;
    }

    private static AuthConfig auth(JsonNode item) {
        if (item.isEmpty()) {
            return AuthConfig.OPEN;
        }
        JsonNode anonymous = item.path("anonymous");
        AnonymousAuthConfig defaults = AnonymousAuthConfig.DEFAULTS;
        return new AuthConfig(Optional.of(new AnonymousAuthConfig(
                anonymous.path("role").asText(defaults.role()),
                anonymous.path("authid").asText(defaults.authid()))));
    }

    private static WebSocketOptions options(JsonNode item) {
        WebSocketOptions defaults = WebSocketOptions.DEFAULTS;
        int maxMessageSize = item.path("max_message_size").asInt(defaults.maxMessageSizeBytes());
        return new WebSocketOptions(
                origins(item.path("allowed_origins")),
                item.path("allow_null_origin").asBoolean(defaults.allowNullOrigin()),
                item.path("open_handshake_timeout").asInt(defaults.openHandshakeTimeoutMillis()),
                item.path("close_handshake_timeout").asInt(defaults.closeHandshakeTimeoutMillis()),
                item.path("hello_timeout").asInt(defaults.helloTimeoutMillis()),
                item.path("max_frame_size").asInt(defaults.maxFrameSizeBytes()),
                maxMessageSize,
                item.path("max_handshake_message_size").asInt(defaults.maxHandshakeMessageSizeBytes()),
                item.path("max_head_bytes").asInt(defaults.maxHeadBytes()),
                SlowConsumerReader.ofTransport(item.path("slow_consumer"), maxMessageSize),
                item.path("max_connections").asInt(defaults.maxConnections()),
                item.path("tcp_nodelay").asBoolean(defaults.tcpNodelay()),
                item.path("auto_ping_interval").asInt(defaults.autoPingIntervalMillis()),
                item.path("auto_ping_timeout").asInt(defaults.autoPingTimeoutMillis()));
    }

    private static List<String> origins(JsonNode item) {
        if (item.isMissingNode()) {
            return WebSocketOptions.DEFAULTS.allowedOrigins();
        }
        List<String> patterns = new ArrayList<>();
        item.forEach(pattern -> patterns.add(pattern.asText()));
        return List.copyOf(patterns);
    }
}
