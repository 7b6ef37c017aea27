package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.LogConfiguration;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Every method with right and wrong credentials, while everything is logged: no secret leaves the node. */
class AuthSecretsTest {
    private static final String TICKET = "ticket-of-joe-4711";
    private static final String SECRET = "secret-of-peter-4711";
    private static final String SALTED = "secret-of-ann-4711";
    private static final Salting SALTING = new Salting("salt123", 1000, 32);
    private static final String DERIVED = new String(WampCra.key(SALTED, SALTING), StandardCharsets.US_ASCII);
    private static final String PASSWORD = "password-of-bob-4711";
    private static final String SALT = "ae1f0d2f422757809077785e660b62c6";
    private static final ScramKeys SCRAM_KEYS = ScramKeys.of(
            ScramDialect.WAMP_SCRAM.saltedPassword(PASSWORD, HexFormat.of().parseHex(SALT), new ScramKdf.Pbkdf2(4096)));
    private static final String STORED_KEY = HexFormat.of().formatHex(SCRAM_KEYS.stored());
    private static final String SERVER_KEY = HexFormat.of().formatHex(SCRAM_KEYS.server());
    private static final CryptosignKey KEY = CryptosignKey.generate(new SecureRandom());
    private static final String CONFIG =
            """
            {"version": 2, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [{"name": "user", "permissions": [
                {"uri": "wamp.*", "allow": {"call": true, "subscribe": true}}]}]}],
              "transports": [{"type": "websocket", "debug": true,
                "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {
                  "ticket": {"type": "static", "principals": {"joe": {"ticket": "${TICKET}", "role": "user"}}},
                  "wampcra": {"type": "static", "users": {"peter": {"secret": "${SECRET}", "role": "user"},
                    "ann": {"secret": "%s", "secret-is-derived": true, "role": "user", "salt": "salt123",
                      "iterations": 1000, "keylen": 32}}},
                  "scram": {"type": "static", "principals": {"bob": {"kdf": "pbkdf2", "iterations": 4096, "role": "user",
                    "salt": "%s", "stored-key": "%s", "server-key": "%s"}}},
                  "cryptosign": {"type": "static", "principals": {
                    "max": {"authorized_keys": ["%s"], "role": "user"}}}}},
                {"type": "websocket", "debug": true,
                "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0},
                "auth": {"jwt": {"type": "static", "issuer": "%s", "audience": ["%s"], "algorithms": ["HS256"],
                  "secret": "%s", "default-role": "user"}}}]}]}
            """
                    .formatted(
                            DERIVED,
                            SALT,
                            STORED_KEY,
                            SERVER_KEY,
                            KEY.publicKey().hex(),
                            TokenIssuer.ISSUER,
                            TokenIssuer.AUDIENCE,
                            TokenIssuer.SECRET);

    /** A token that is accepted, one whose signature is wrong, and one that has expired. */
    private static final List<String> TOKENS = List.of(
            token(TokenIssuer.SECRET, 300),
            token("another-secret-which-nobody-knows-4711", 300),
            token(TokenIssuer.SECRET, -300));

    private static String token(String secret, int lifeSeconds) {
        long now = System.currentTimeMillis() / 1000;
        return TokenIssuer.token(
                "HS256",
                secret.getBytes(StandardCharsets.US_ASCII),
                TokenIssuer.claims(now, Map.of("exp", now + lifeSeconds)));
    }

    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path directory;

    @Test
    void no_secret_is_logged_or_told() throws Exception {
        List<Logger> loggers = List.of((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME), (Logger)
                LoggerFactory.getLogger(LogConfiguration.ACCESS));
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        LogConfiguration.setLevel("trace");
        loggers.forEach(logger -> logger.addAppender(log));
        try {
            useEveryMethod();
        } finally {
            loggers.forEach(logger -> logger.detachAppender(log));
            LogConfiguration.setLevel("info");
        }
        List<String> lines = log.list.stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : event.getThrowableProxy().getMessage()))
                .toList();
        assertThat(lines).anyMatch(line -> line.contains("authid=joe"));
        assertThat(lines).anyMatch(line -> line.contains("AUTHENTICATE"));
        told.addAll(lines);
        List<String> secrets = new ArrayList<>(
                List.of(TICKET, SECRET, SALTED, DERIVED, PASSWORD, STORED_KEY, SERVER_KEY, KEY.hex(), "wrong-4711"));
        secrets.add(TokenIssuer.SECRET);
        // Claims and signature, each on its own.
        TOKENS.forEach(token -> secrets.addAll(List.of(token.split("\\.")).subList(1, 3)));
        for (String secret : secrets) {
            assertThat(told).as(secret).noneMatch(line -> line.contains(secret));
        }
    }

    private void useEveryMethod() throws Exception {
        Path file = Files.writeString(directory.resolve("node.json"), CONFIG);
        CheckedConfig<NodeConfig> checked =
                new ConfigLoader(Map.of("TICKET", TICKET, "SECRET", SECRET)).load(file, NodeConfig.class);
        checked.problems().forEach(problem -> told.add(problem.display()));
        told.add(checked.config().orElseThrow().toString());
        Node node = new NodeAssembly("test", Map.of()).assemble(checked.config().orElseThrow());
        node.start();
        try {
            URI uri = URI.create(node.addresses().get(0));
            attempt(uri, "ticket", "joe", challenge -> TICKET);
            attempt(uri, "ticket", "joe", challenge -> "wrong-4711");
            attempt(uri, "wampcra", "peter", challenge -> signature(challenge, WampCra.key(SECRET)));
            attempt(uri, "wampcra", "peter", challenge -> signature(challenge, WampCra.key("wrong-4711")));
            attempt(uri, "wampcra", "ann", challenge -> signature(challenge, WampCra.key(SALTED, SALTING)));
            attempt(uri, "wampcra", "ann", challenge -> SALTED);
            attempt(
                    uri,
                    "cryptosign",
                    "max",
                    challenge -> KEY.sign(
                            HexFormat.of().parseHex(challenge.path("challenge").asText())));
            attempt(uri, "cryptosign", "max", challenge -> KEY.hex());
            for (ScramDialect dialect : ScramDialect.values()) {
                proveWithScram(uri, dialect, PASSWORD);
                proveWithScram(uri, dialect, "wrong-4711");
            }
            URI tokens = URI.create(node.addresses().get(1));
            for (String token : TOKENS) {
                attempt(tokens, "ticket", "joe", challenge -> token);
                attempt(tokens, "jwt", "joe", challenge -> token);
            }
        } finally {
            node.stop();
        }
    }

    private interface Client {
        String answer(JsonNode challenge);
    }

    private void attempt(URI uri, String method, String authid, Client client) {
        try (RawWampClient peer = RawWampClient.connect(uri, Wire.JSON)) {
            peer.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['" + method + "'], 'authid': '" + authid
                    + "', 'authextra': {'pubkey': '" + KEY.publicKey().hex() + "'}}]");
            JsonNode challenge = peer.receives("[4, '*', '*']");
            peer.send("[5, '" + client.answer(challenge.get(2)) + "', {}]");
            JsonNode answer = peer.receive();
            told.add(challenge.toString());
            told.add(answer.toString());
            if (answer.get(0).asInt() == 2) {
                told.add(peer.asks(
                                "[48, 1, {}, 'wamp.session.get', ["
                                        + answer.get(1).asLong() + "]]",
                                "[50, 1, '*', '*']")
                        .toString());
            }
        }
    }

    private void proveWithScram(URI uri, ScramDialect dialect, String password) {
        ScramClient client = new ScramClient(dialect, "bob", password, Optional.empty(), new SecureRandom());
        String nonce = (String) client.authextra().get("nonce");
        try (RawWampClient peer = RawWampClient.connect(uri, Wire.JSON)) {
            peer.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['" + dialect.method()
                    + "'], 'authid': 'bob', 'authextra': {'nonce': '" + nonce + "'}}]");
            JsonNode challenge = peer.receives("[4, '*', '*']").get(2);
            ScramClient.Answer answer = client.answer(Map.of(
                    "nonce", challenge.path("nonce").asText(),
                    "salt", challenge.path("salt").asText(),
                    "kdf", challenge.path("kdf").asText(),
                    "iterations", challenge.path("iterations").asInt()));
            peer.send("[5, '" + answer.signature() + "', {'nonce': '"
                    + challenge.path("nonce").asText() + "'}]");
            JsonNode end = peer.receive();
            assertThat(end.get(0).asInt()).isEqualTo(password.equals(PASSWORD) ? 2 : 3);
            told.add(challenge.toString());
            told.add(end.toString());
        }
    }

    private static String signature(JsonNode challenge, byte[] key) {
        return WampCra.signature(key, challenge.path("challenge").asText());
    }
}
