package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.Patience;
import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logins with JSON Web Tokens over each transport, with raw messages. */
class JwtLoginTest {
    private static final KeyPair KEYS = TokenIssuer.rsa();
    private static final KeyPair OTHER = TokenIssuer.rsa();
    private static final String AUTH =
            """
            "auth": {"jwt": {"type": "static", "issuer": "%s", "audience": ["%s"], "algorithms": ["RS256"],
              "keys": "jwks.json", "clock_skew": 10000, "claims": {"authid": "preferred_username", "role": "realm_access.roles"},
              "roles": {"shop-admin": "backend", "shop-user": "frontend"}}}"""
                    .formatted(TokenIssuer.ISSUER, TokenIssuer.AUDIENCE);
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "frontend"}, {"name": "backend"}]}],
              "transports": [
                {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, %1$s},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, %1$s},
                {"type": "rawsocket", "endpoint": {"type": "unix", "path": "node.sock"}, %1$s}]}]}
            """
                    .formatted(AUTH);
    private static final String HELLO =
            "[1,\"realm1\",{\"roles\":{\"caller\":{}},\"authmethods\":[\"ticket\"],\"authid\":\"joe\"}]";

    @TempDir
    private Path directory;

    private Node node;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(
                directory.resolve("jwks.json"),
                TokenIssuer.keySet(List.of(TokenIssuer.jwk("first", KEYS.getPublic()))));
        Path file = Files.writeString(directory.resolve("node.json"), CONFIG);
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        assertThat(checked.problems()).isEmpty();
        node = new NodeAssembly("Signalbox-test").assemble(checked.config().orElseThrow());
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop();
    }

    private URI address(int transport) {
        return URI.create(node.addresses().get(transport));
    }

    private static Map<String, Object> claims(Map<String, Object> more) {
        Map<String, Object> claims = TokenIssuer.claims(
                System.currentTimeMillis() / 1000,
                Map.of(
                        "preferred_username",
                        "joe",
                        "realm_access",
                        Map.of("roles", List.of("offline_access", "shop-user"))));
        claims.putAll(more);
        return claims;
    }

    private static String token(Map<String, Object> more) {
        return TokenIssuer.token("first", KEYS.getPrivate(), claims(more));
    }

    private JsonNode answer(Wire wire, String method, String token) {
        try (RawWampClient client = RawWampClient.connect(address(0), wire)) {
            client.asks(
                    "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['xyz', '" + method + "']}]",
                    "[4, '" + method + "', {}]");
            client.send("[5, '" + token + "', {}]");
            return client.receive();
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void a_token_is_sent_as_a_ticket_or_by_the_method_jwt(Wire wire) {
        for (String method : List.of("ticket", "jwt")) {
            JsonNode details = answer(wire, method, token(Map.of())).get(2);
            assertThat(details.path("authid").asText()).isEqualTo("joe");
            assertThat(details.path("authrole").asText()).isEqualTo("frontend");
            assertThat(details.path("authmethod").asText()).isEqualTo(method);
            assertThat(details.path("authprovider").asText()).isEqualTo("jwt");
        }
    }

    @Test
    void a_wrong_token_ends_the_connection_with_the_reason() {
        Map<String, String> refusals = Map.of(
                token(Map.of("aud", "account")), "the token is for another audience",
                token(Map.of("exp", 1)), "the token has expired",
                TokenIssuer.token("first", OTHER.getPrivate(), claims(Map.of())), "the signature of the token is wrong",
                "x".repeat(20_000), "the token is longer than 16384 bytes");
        refusals.forEach((token, message) -> {
            try (RawWampClient client = RawWampClient.connect(address(0), Wire.JSON)) {
                client.asks(
                        "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['ticket'], 'authid': 'joe'}]",
                        "[4, 'ticket', {}]");
                client.asks(
                        "[5, '" + token + "', {}]",
                        "[3, {'message': '" + message + "'}, 'wamp.error.authentication_denied']");
                client.isClosed();
            }
        });
    }

    @Test
    void a_token_is_accepted_over_rawsocket() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", address(1).getPort())) {
            socket.setSoTimeout(Patience.MILLIS);
            assertLogin(socket.getOutputStream(), socket.getInputStream());
        }
    }

    @Test
    void a_token_is_accepted_over_a_unix_domain_socket() throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("node.sock")))) {
            assertLogin(Channels.newOutputStream(channel), Channels.newInputStream(channel));
        }
    }

    private static void assertLogin(OutputStream out, InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        out.write(new byte[] {0x7F, (byte) 0xF1, 0, 0});
        assertThat(in.readInt()).isEqualTo(0x7FF10000);
        assertThat(exchange(out, in, HELLO)).isEqualTo("[4,\"ticket\",{}]");
        assertThat(exchange(out, in, "[5,\"" + token(Map.of()) + "\",{}]"))
                .startsWith("[2,")
                .contains("\"authid\":\"joe\"", "\"authrole\":\"frontend\"");
    }

    private static String exchange(OutputStream out, DataInputStream in, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(4 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array());
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    @Test
    void the_session_ends_when_the_token_expires() {
        try (RawWampClient client = RawWampClient.connect(address(0), Wire.JSON)) {
            client.asks("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['jwt']}]", "[4, 'jwt', {}]");
            client.asks(
                    "[5, '" + token(Map.of("exp", System.currentTimeMillis() / 1000.0 + 0.5)) + "', {}]",
                    "[2, '*', '*']");
            client.receives("[6, '*', 'signalbox.close.credentials_expired']");
            client.send("[6, {}, 'wamp.close.goodbye_and_out']");
            client.isClosed();
        }
    }
}
