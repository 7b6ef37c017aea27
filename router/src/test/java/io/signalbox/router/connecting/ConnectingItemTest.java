package io.signalbox.router.connecting;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.Reconnect;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.HttpProxy;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.Timing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of a connecting transport reach the settings of the connection and of the client. */
class ConnectingItemTest {
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1",
                "roles": [{"name": "anonymous"}, {"name": "link", "link": true, "permissions": []}],
                "rlinks": [{"realm": "realm1", "role": "link", "transport": %s}]}],
              "transports": [{"type": "rawsocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}}]}]}
            """;

    @TempDir
    private Path directory;

    private ConnectingTransportItem item(String transport) throws IOException {
        Path file = Files.writeString(directory.resolve("node.json"), CONFIG.formatted(transport));
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        assertThat(checked.config()).as("%s", checked.problems()).isPresent();
        return checked.config()
                .orElseThrow()
                .routers()
                .getFirst()
                .realms()
                .getFirst()
                .rlinks()
                .getFirst()
                .transport();
    }

    @Test
    void all_keys_of_a_websocket_have_an_effect() throws IOException {
        ConnectingTransportItem item = item(
                """
                {"id": "transport5", "type": "websocket", "url": "ws://router.example/ws", "serializer": "cbor", "debug": true,
                 "endpoint": {"type": "tcp", "host": "127.0.0.1", "port": 9, "version": 4, "timeout": 7},
                 "http_proxy": {"host": "proxy.example", "port": 3128, "user": "u", "password": "p"},
                 "options": {"max_message_size": 4096, "max_unsent_bytes": 8192, "auto_ping_interval": 11000,
                   "auto_ping_timeout": 12000, "close_handshake_timeout": 13000},
                 "reconnect": {"enabled": false}}
                """);
        ConnectingSettings settings = item.settings("other");
        assertThat(settings.id()).isEqualTo("transport5");
        assertThat(settings.endpoint())
                .isEqualTo(new Endpoint.Tcp("127.0.0.1", 9, OptionalInt.of(4), Optional.empty()));
        assertThat(settings.timeoutMillis()).isEqualTo(7_000);
        assertThat(settings.url()).contains(RouterUrl.parse("ws://router.example/ws"));
        assertThat(settings.proxy())
                .contains(new HttpProxy("proxy.example", 3128, Optional.of(new HttpProxy.Credentials("u", "p"))));
        assertThat(settings.debug()).isTrue();
        assertThat(settings.protocol()).isInstanceOfSatisfying(ConnectingProtocol.WebSocket.class, protocol -> {
            assertThat(protocol.settings().subprotocols()).containsExactly(new Subprotocol(WireFormat.CBOR, false));
            assertThat(protocol.settings().connections().maxMessageBytes()).isEqualTo(4_096);
            assertTiming(protocol.settings().connections().timing());
        });
        assertThat(item.limits().maxMessageBytes()).isEqualTo(4_096);
        assertThat(item.limits().maxUnsentBytes()).isEqualTo(8_192);
        assertThat(item.reconnect().rules()).isEqualTo(Reconnect.NEVER);
        assertThat(item.reconnect().delayMillis(1, new SplittableRandom(1))).isEmpty();
    }

    private static void assertTiming(Timing timing) {
        assertThat(timing.autoPingIntervalMillis()).isEqualTo(11_000);
        assertThat(timing.autoPingTimeoutMillis()).isEqualTo(12_000);
        assertThat(timing.closeHandshakeTimeoutMillis()).isEqualTo(13_000);
    }

    @Test
    void all_keys_of_a_rawsocket_have_an_effect() throws IOException {
        ConnectingTransportItem item = item(
                """
                {"type": "rawsocket", "endpoint": {"type": "unix", "path": "router.sock", "timeout": 3},
                 "serializers": ["json", "msgpack"],
                 "options": {"max_message_size": 4096, "auto_ping_interval": 11000, "auto_ping_timeout": 12000,
                   "close_handshake_timeout": 13000},
                 "reconnect": {"initial_delay": 20, "max_delay": 80, "factor": 2, "jitter": 0, "max_attempts": 4}}
                """);
        ConnectingSettings settings = item.settings("fallback");
        assertThat(settings.id()).isEqualTo("fallback");
        assertThat(settings.endpoint()).isEqualTo(new Endpoint.Unix(directory.resolve("router.sock")));
        assertThat(settings.timeoutMillis()).isEqualTo(3_000);
        assertThat(settings.debug()).isFalse();
        assertThat(settings.protocol()).isInstanceOfSatisfying(ConnectingProtocol.RawSocket.class, protocol -> {
            assertThat(protocol.formats()).isEqualTo(List.of(WireFormat.JSON, WireFormat.MSGPACK));
            assertThat(protocol.settings().maxMessageSizeBytes()).isEqualTo(4_096);
            assertTiming(protocol.settings().timing());
        });
        assertThat(item.reconnect().rules())
                .isEqualTo(new Reconnect(Duration.ofMillis(20), Duration.ofMillis(80), 2, 0, 4, true));
        SplittableRandom random = new SplittableRandom(1);
        assertThat(item.reconnect().delayMillis(3, random)).hasValue(80);
        assertThat(item.reconnect().delayMillis(4, random)).isEmpty();
    }
}
