package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import io.signalbox.protocol.auth.ScramKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SCRAM in both dialects, with raw messages over WebSocket. */
class ScramTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};
    private static final String SALT = "ae1f0d2f422757809077785e660b62c6";
    private static final String DENIED =
            "[3, {'message': 'authid or credentials are wrong'}, 'wamp.error.authentication_denied']";

    @RegisterExtension
    private static final RunningNode NODE = RunningNode.of(
            """
            {"version": 2, "controller": {"options": {"auth_limits": {"max_delay": 0}}},
             "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "provider", "permissions": [{"uri": "*", "allow": {"register": true}}]},
                {"name": "user"}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "paths": {
                  "/": {"type": "websocket", "auth": {
                    "scram": {"type": "static", "default-role": "user", "principals": {
                      "joe": %s, "ann": %s, "bob": %s}}}},
                  "provider": {"type": "websocket", "auth": {"anonymous": {"type": "static", "role": "provider"}}},
                  "dynamic": {"type": "websocket", "auth": {
                    "scram": {"type": "dynamic", "authenticator": "com.example.authenticate"}}}}}]}]}
            """
                    .formatted(
                            record(ScramDialect.WAMP_SCRAM, new Pbkdf2(4096)),
                            record(ScramDialect.WAMP_SCRAM, new Argon2id(4, 4096)),
                            record(ScramDialect.SCRAM, new Argon2id(4, 4096))));

    @RegisterExtension
    private static final RunningNode EXAMPLE = RunningNode.of(example());

    private static String record(ScramDialect dialect, ScramKdf kdf) {
        HexFormat hex = HexFormat.of();
        ScramKeys keys = ScramKeys.of(dialect.saltedPassword("pencil", hex.parseHex(SALT), kdf));
        return "{\"kdf\": \"%s\", \"iterations\": %d, \"memory\": %d, \"salt\": \"%s\", \"stored-key\": \"%s\", \"server-key\": \"%s\"}"
                .formatted(
                        dialect.nameOf(kdf),
                        kdf.iterations(),
                        kdf instanceof Argon2id argon2id ? argon2id.memoryKib() : -1,
                        SALT,
                        hex.formatHex(keys.stored()),
                        hex.formatHex(keys.server()));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void client_and_router_prove_themselves_in_both_dialects(Wire wire) {
        assertLogsIn(wire, "wamp-scram", "joe");
        assertLogsIn(wire, "wamp-scram", "ann");
        assertLogsIn(wire, "scram", "joe");
        assertLogsIn(wire, "scram", "bob");
    }

    private void assertLogsIn(Wire wire, String method, String authid) {
        try (Login login = new Login(NODE.uri(), wire, method, authid, "pencil")) {
            login.receivesChallenge();
            JsonNode welcome = login.answers("[2, '*', '*']").get(2);
            assertThat(welcome.path("authid").asText()).isEqualTo(authid);
            assertThat(welcome.path("authrole").asText()).isEqualTo("user");
            assertThat(welcome.path("authmethod").asText()).isEqualTo(method);
            assertThat(welcome.path("authprovider").asText()).isEqualTo("static");
            assertThat(login.trusts(welcome)).isTrue();
        }
    }

    @Test
    void wrong_and_unknown_credentials_get_the_same_messages_and_no_second_try() {
        for (String method : List.of("wamp-scram", "scram")) {
            for (String authid : List.of("joe", "ann", "bob", "nobody")) {
                try (Login login = new Login(NODE.uri(), Wire.JSON, method, authid, "Pencil")) {
                    login.receivesChallenge();
                    login.answers(DENIED);
                    login.client.isClosed();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp-scram", "scram"})
    void replayed_cut_and_foreign_proofs_are_refused(String method) {
        String replayed;
        Map<String, Object> extra;
        try (Login first = new Login(NODE.uri(), Wire.JSON, method, "joe", "pencil")) {
            first.receivesChallenge();
            replayed = first.answer.signature();
            extra = first.answer.extra();
            first.answers("[2, '*', '*']");
        }
        assertRefused(method, login -> login.sends(replayed, extra));
        assertRefused(method, login -> login.sends(replayed, login.answer.extra()));
        assertRefused(method, login -> login.sends(login.answer.signature().substring(0, 40), login.answer.extra()));
        assertRefused(method, login -> login.sends("", login.answer.extra()));
        assertRefused(method, login -> login.sends(login.otherDialect(), login.answer.extra()));
    }

    private static void assertRefused(String method, Consumer<Login> hostile) {
        try (Login login = new Login(NODE.uri(), Wire.JSON, method, "joe", "pencil")) {
            login.receivesChallenge();
            hostile.accept(login);
            login.client.isAborted("wamp.error.authentication_denied");
        }
    }

    @Test
    void a_hello_without_nonce_is_refused_with_the_reason() {
        try (RawWampClient client = RawWampClient.connect(NODE.uri(), Wire.JSON)) {
            client.asks(
                    "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['scram'], 'authid': 'joe'}]",
                    "[3, {'message': 'authextra.nonce in HELLO is not Base64 of at most 256 characters'},"
                            + " 'wamp.error.authentication_denied']");
            client.isClosed();
        }
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void an_authenticator_is_asked_for_the_keys_of_the_dialect(ScramDialect dialect) {
        try (RawWampClient provider = RawWampClient.join(NODE.uri().resolve("/provider"), Wire.JSON, "realm1")) {
            provider.asks("[64, 1, {}, 'com.example.authenticate']", "[65, 1, '*']");
            try (Login login =
                    new Login(NODE.uri().resolve("/dynamic"), Wire.CBOR, dialect.method(), "max", "pencil")) {
                JsonNode asked = provider.receives("[68, 1, '*', {}, ['realm1', 'max', '*']]");
                assertThat(asked.at("/4/2/authmethod").asText()).isEqualTo(dialect.method());
                String record = record(dialect, new Argon2id(4, 4096));
                provider.send("[70, 1, {}, [%s, 'role': 'user'}]]"
                        .formatted(record.replace('"', '\'').replace("}", "")));
                login.receivesChallenge();
                JsonNode welcome = login.answers("[2, '*', '*']").get(2);
                assertThat(welcome.path("authprovider").asText()).isEqualTo("dynamic");
                assertThat(login.trusts(welcome)).isTrue();
            }
            try (Login login =
                    new Login(NODE.uri().resolve("/dynamic"), Wire.JSON, dialect.method(), "max", "pencil")) {
                provider.receives("[68, 2, '*', {}, '*']");
                String huge =
                        record(dialect, new Argon2id(4, 4096)).replace("\"memory\": 4096", "\"memory\": 2147483647");
                provider.send("[70, 2, {}, [%s, 'role': 'user'}]]"
                        .formatted(huge.replace('"', '\'').replace("}", "")));
                login.client.isAborted("wamp.error.authentication_failed");
            }
        }
    }

    /** The password is that of the documentation. */
    @ParameterizedTest
    @CsvSource({"wamp-scram, joe, frontend", "scram, service, backend"})
    void the_example_lets_its_clients_in(String method, String authid, String role) {
        try (Login login = new Login(EXAMPLE.uri().resolve("/ws"), Wire.JSON, method, authid, "secret1")) {
            login.receivesChallenge();
            JsonNode welcome = login.answers("[2, '*', '*']").get(2);
            assertThat(welcome.path("authrole").asText()).isEqualTo(role);
            assertThat(login.trusts(welcome)).isTrue();
        }
    }

    /** Returns the example with the keys that the documentation exports. */
    private static String example() {
        try {
            String text = Files.readString(Path.of("..", "config-examples", "auth-scram.json"))
                    .replaceAll("(\"port\": )\\d+", "$10");
            for (String line : Files.readAllLines(Path.of("..", "docs", "auth", "scram.md"))) {
                if (line.startsWith("    export ")) {
                    String[] variable = line.substring("    export ".length()).split("=");
                    text = text.replace("${" + variable[0] + "}", variable[1]);
                }
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client with the computations of the module for both sides. */
    private static final class Login implements AutoCloseable {
        private final String method;
        private final ScramClient scram;
        private final RawWampClient client;
        private ScramClient.Answer answer;

        Login(URI uri, Wire wire, String method, String authid, String password) {
            this.method = method;
            ScramDialect dialect = method.equals("scram") ? ScramDialect.SCRAM : ScramDialect.WAMP_SCRAM;
            scram = new ScramClient(dialect, authid, password, Optional.empty(), new SecureRandom());
            client = RawWampClient.connect(uri, wire);
            client.send(
                    "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['%s'], 'authid': '%s', 'authextra': %s}]"
                            .formatted(method, authid, quoted(scram.authextra())));
        }

        void receivesChallenge() {
            JsonNode extra = client.receives("[4, '" + method + "', '*']").get(2);
            answer = scram.answer(JSON.convertValue(extra, VALUES));
        }

        JsonNode answers(String expected) {
            sends(answer.signature(), answer.extra());
            return client.receives(expected);
        }

        void sends(String signature, Map<String, Object> extra) {
            client.send("[5, '%s', %s]".formatted(signature, quoted(extra)));
        }

        /** Returns what a client of the other dialect computes from the same password and a challenge for its nonce. */
        String otherDialect() {
            ScramDialect other = method.equals("scram") ? ScramDialect.WAMP_SCRAM : ScramDialect.SCRAM;
            ScramClient client = new ScramClient(other, "joe", "pencil", Optional.empty(), new SecureRandom());
            String nonce = other.nonce((String) client.authextra().get("nonce"), new byte[16]);
            String salt = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(SALT));
            return client.answer(Map.of("nonce", nonce, "salt", salt, "kdf", "pbkdf2", "iterations", 4096))
                    .signature();
        }

        boolean trusts(JsonNode welcome) {
            return answer.isFromRouter(JSON.convertValue(welcome.path("authextra"), VALUES));
        }

        private static String quoted(Map<String, Object> values) {
            return JSON.valueToTree(values).toString().replace('"', '\'');
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
