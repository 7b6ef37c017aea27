package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Static authentication methods, in the forms of public configurations, with raw messages over WebSocket. */
class StaticAuthTest {
    private static final CryptosignKey KEY = CryptosignKey.generate(new SecureRandom());
    private static final Salting SALTING = new Salting("salt123", 1000, 32);
    private static final String DERIVED = new String(WampCra.key("secret2", SALTING), StandardCharsets.US_ASCII);
    private static final String DENIED =
            "[3, {'message': 'authid or credentials are wrong'}, 'wamp.error.authentication_denied']";

    @RegisterExtension
    private static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [
                {"name": "realm1", "roles": [
                  {"name": "anonymous"}, {"name": "frontend"}, {"name": "backend"}, {"name": "user"}]},
                {"name": "realm2", "roles": [{"name": "backend"}]}],
              "transports": [{"type": "websocket",
                "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {
                  "anonymous": {"type": "static", "role": "anonymous"},
                  "ticket": {"type": "static", "principals": {
                    "joe": {"ticket": "secret!!!", "role": "frontend"},
                    "moved": {"ticket": "secret!!!", "role": "backend", "realm": "realm2"}}},
                  "wampcra": {"type": "static", "default-role": "user", "users": {
                    "peter": {"secret": "secret1", "role": "frontend"},
                    "joe": {"secret": "secret2", "role": "frontend", "salt": "salt123", "iterations": 1000,
                      "keylen": 32, "secret-is-derived": false},
                    "ann": {"secret": "%s", "salt": "salt123", "iterations": 1000, "keylen": 32,
                      "secret-is-derived": true}}},
                  "cryptosign": {"type": "static", "principals": {
                    "client01@example.com": {"authorized_keys": ["%s"], "role": "backend", "realm": "realm1"}}}}}]}]}
            """
                    .formatted(DERIVED, KEY.publicKey().hex()));

    @ParameterizedTest
    @EnumSource(Wire.class)
    void a_ticket(Wire wire) {
        try (RawWampClient joe = client(wire)) {
            joe.asks(hello("'ticket'", "joe", "{}"), "[4, 'ticket', {}]");
            JsonNode welcome = joe.asks("[5, 'secret!!!', {}]", "[2, '*', '*']").get(2);
            assertIdentity(welcome, "joe", "frontend", "ticket");
        }
    }

    @Test
    void a_ticket_for_another_realm_than_the_client_asks_for() {
        try (RawWampClient moved = client(Wire.JSON)) {
            moved.asks(hello("'ticket'", "moved", "{}"), "[4, 'ticket', {}]");
            JsonNode welcome =
                    moved.asks("[5, 'secret!!!', {}]", "[2, '*', '*']").get(2);
            assertIdentity(welcome, "moved", "backend", "ticket");
            assertThat(welcome.path("realm").asText()).isEqualTo("realm2");
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void a_signature_of_wampcra(Wire wire) {
        try (RawWampClient peter = client(wire)) {
            JsonNode challenge = challenge(peter, hello("'wampcra'", "peter", "{}"), "wampcra");
            assertThat(challenge.has("salt")).isFalse();
            String text = challenge.path("challenge").asText();
            JsonNode welcome = peter.asks(answer(WampCra.signature(WampCra.key("secret1"), text)), "[2, '*', '*']");
            assertIdentity(welcome.get(2), "peter", "frontend", "wampcra");
            assertThat(text).contains("\"session\":" + welcome.get(1).asLong() + "}");
        }
    }

    @Test
    void a_signature_of_wampcra_with_salt() {
        for (String authid : List.of("joe", "ann")) {
            try (RawWampClient client = client(Wire.JSON)) {
                JsonNode challenge = challenge(client, hello("'wampcra'", authid, "{}"), "wampcra");
                Salting salting = new Salting(
                        challenge.path("salt").asText(),
                        challenge.path("iterations").asInt(),
                        challenge.path("keylen").asInt());
                assertThat(salting).isEqualTo(SALTING);
                String signature = WampCra.signature(
                        WampCra.key("secret2", salting),
                        challenge.path("challenge").asText());
                JsonNode welcome =
                        client.asks(answer(signature), "[2, '*', '*']").get(2);
                assertIdentity(welcome, authid, authid.equals("joe") ? "frontend" : "user", "wampcra");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void a_signature_of_cryptosign_with_and_without_authid(Wire wire) {
        for (String authid : new String[] {"client01@example.com", null}) {
            try (RawWampClient client = client(wire)) {
                String extra = "{'pubkey': '" + KEY.publicKey().hex() + "'}";
                JsonNode challenge = challenge(client, hello("'cryptosign'", authid, extra), "cryptosign");
                assertThat(challenge.get("channel_binding").isNull()).isTrue();
                byte[] message =
                        HexFormat.of().parseHex(challenge.path("challenge").asText());
                JsonNode welcome =
                        client.asks(answer(KEY.sign(message)), "[2, '*', '*']").get(2);
                assertIdentity(welcome, "client01@example.com", "backend", "cryptosign");
            }
        }
    }

    @Test
    void the_order_of_the_client_decides_and_unknown_methods_are_skipped() {
        try (RawWampClient client = client(Wire.JSON)) {
            client.asks(hello("'tls', 'xyz', 'ticket', 'anonymous'", "joe", "{}"), "[4, 'ticket', {}]");
        }
        try (RawWampClient client = client(Wire.JSON)) {
            JsonNode welcome = client.asks(hello("'anonymous', 'ticket'", "joe", "{}"), "[2, '*', '*']")
                    .get(2);
            assertThat(welcome.path("authmethod").asText()).isEqualTo("anonymous");
            assertThat(welcome.path("authid").asText()).isNotEqualTo("joe");
        }
        try (RawWampClient client = client(Wire.JSON)) {
            client.asks(hello("'xyz'", "joe", "{}"), "[3, '*', 'wamp.error.no_matching_auth_method']");
        }
    }

    @Test
    void wrong_and_unknown_credentials_get_the_same_messages_and_no_second_try() {
        for (String authid : List.of("joe", "nobody")) {
            try (RawWampClient client = client(Wire.JSON)) {
                client.asks(hello("'ticket'", authid, "{}"), "[4, 'ticket', {}]");
                client.asks("[5, 'wrong', {}]", DENIED);
                client.isClosed();
            }
        }
        for (String authid : List.of("peter", "joe", "nobody")) {
            try (RawWampClient client = client(Wire.JSON)) {
                challenge(client, hello("'wampcra'", authid, "{}"), "wampcra");
                client.asks(answer(WampCra.signature(WampCra.key("wrong"), "")), DENIED);
                client.isClosed();
            }
        }
        CryptosignKey other = CryptosignKey.generate(new SecureRandom());
        for (String authid : new String[] {"client01@example.com", "nobody", null}) {
            try (RawWampClient client = client(Wire.JSON)) {
                String extra = "{'pubkey': '" + other.publicKey().hex() + "'}";
                JsonNode challenge = challenge(client, hello("'cryptosign'", authid, extra), "cryptosign");
                byte[] message =
                        HexFormat.of().parseHex(challenge.path("challenge").asText());
                client.asks(answer(other.sign(message)), DENIED);
                client.isClosed();
            }
        }
    }

    private static RawWampClient client(Wire wire) {
        return RawWampClient.connect(NODE.uri(), wire);
    }

    private static String hello(String methods, String authid, String extra) {
        String name = authid == null ? "" : ", 'authid': '" + authid + "'";
        return "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': [" + methods + "]" + name + ", 'authextra': "
                + extra + "}]";
    }

    private static String answer(String signature) {
        return "[5, '" + signature + "', {}]";
    }

    private static JsonNode challenge(RawWampClient client, String hello, String method) {
        return client.asks(hello, "[4, '" + method + "', '*']").get(2);
    }

    private static void assertIdentity(JsonNode welcome, String authid, String authrole, String authmethod) {
        assertThat(welcome.path("authid").asText()).isEqualTo(authid);
        assertThat(welcome.path("authrole").asText()).isEqualTo(authrole);
        assertThat(welcome.path("authmethod").asText()).isEqualTo(authmethod);
        assertThat(welcome.path("authprovider").asText()).isEqualTo("static");
    }
}
