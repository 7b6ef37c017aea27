package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.client.ClientResources;
import io.signalbox.client.SessionDetails;
import io.signalbox.client.TlsOptions;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.auth.Authentication;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.router.auth.NodeKeyFile;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The Java client logs in by each method over TLS, and checks the proofs of the node. */
class ClientLoginTest {
    private static final CryptosignKey CLIENT = CryptosignKey.generate(new SecureRandom());
    private static final CryptosignKey NODE = CryptosignKey.generate(new SecureRandom());
    private static final String CERTIFICATE = "59:C6:97:4B:89:6F:80:4D:F4:BE:1A:1B:13:67:6F:AE:27:3D:D5:89";

    @TempDir
    private static Path directory;

    private static TransportsNode node;
    private static ClientResources resources;

    @BeforeAll
    static void start() throws Exception {
        NodeKeyFile.create(NODE, directory.resolve("key.priv"), directory.resolve("key.pub"), Instant.EPOCH);
        try (InputStream in = TransportsNode.resource("joe.pem")) {
            Files.write(directory.resolve("joe.pem"), in.readAllBytes());
        }
        String derived =
                new String(WampCra.key("secret", new WampCra.Salting("salt123", 1000, 32)), StandardCharsets.US_ASCII);
        String auth =
                """
                {"tls": {"type": "static", "principals": {"joe": {"certificate-sha1": "%s", "role": "user"}}},
                 "ticket": {"type": "static", "principals": {"joe": {"ticket": "secret", "role": "user"}}},
                 "wampcra": {"type": "static", "users": {"joe": {"secret": "%s", "salt": "salt123", "iterations": 1000,
                   "keylen": 32, "role": "user"}}},
                 "scram": {"type": "static", "principals": {"joe": %s}},
                 "cryptosign": {"type": "static", "principals": {"joe": {"authorized_keys": ["%s"], "role": "user"}}}}"""
                        .formatted(
                                CERTIFICATE,
                                derived,
                                scram(),
                                CLIENT.publicKey().hex());
        String nobody = "{\"anonymous\": {\"type\": \"static\", \"role\": \"user\"}}";
        node = new TransportsNode(
                directory,
                "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"}]}",
                ", \"ca_certificates\": [\"clients.crt\"], \"client_certificate\": \"optional\"",
                Map.of(Kind.TCP, nobody, Kind.TLS, auth, Kind.UNIX, nobody));
        resources = ClientResources.create();
    }

    private static String scram() {
        ScramKdf kdf = new ScramKdf.Pbkdf2(4096);
        byte[] salt = {1, 2, 3, 4, 5, 6, 7, 8};
        ScramKeys keys = ScramKeys.of(ScramDialect.WAMP_SCRAM.saltedPassword("secret", salt, kdf));
        HexFormat hex = HexFormat.of();
        return "{\"kdf\": \"pbkdf2\", \"iterations\": 4096, \"salt\": \"%s\", \"stored-key\": \"%s\", \"server-key\": \"%s\", \"role\": \"user\"}"
                .formatted(hex.formatHex(salt), hex.formatHex(keys.stored()), hex.formatHex(keys.server()));
    }

    @AfterAll
    static void stop() {
        resources.close();
        node.close();
    }

    static Stream<Arguments> logins() {
        return Stream.of("wss", "rss").flatMap(scheme -> Stream.of(
                        Arguments.of("ticket", Authentication.ticket("joe", "secret")),
                        Arguments.of("wampcra", Authentication.wampcra("joe", "secret")),
                        Arguments.of("wamp-scram", Authentication.scram("joe", "secret")),
                        Arguments.of(
                                "scram", Authentication.scram("joe", "secret").dialect(ScramDialect.SCRAM)),
                        Arguments.of("cryptosign", Authentication.cryptosign(CLIENT)),
                        Arguments.of(
                                "cryptosign",
                                Authentication.cryptosign(CLIENT)
                                        .authid("joe")
                                        .routerKey(NODE.publicKey().hex())))
                .map(login -> Arguments.of(scheme, login.get()[0], login.get()[1])));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("logins")
    void each_method_logs_in(String scheme, String method, Authentication authentication) {
        assertThat(join(scheme, authentication).authmethod()).isEqualTo(method);
    }

    @Test
    void a_login_is_bound_to_the_connection() {
        Assumptions.assumeTrue(Runtime.version().feature() >= 25, "the exporter of TLS needs Java 25");
        for (String scheme : new String[] {"wss", "rss"}) {
            assertThat(join(scheme, Authentication.scram("joe", "secret").channelBinding())
                            .authmethod())
                    .isEqualTo("wamp-scram");
            assertThat(join(
                                    scheme,
                                    Authentication.cryptosign(CLIENT)
                                            .routerKey(NODE.publicKey().hex())
                                            .channelBinding())
                            .authmethod())
                    .isEqualTo("cryptosign");
        }
    }

    @Test
    void a_certificate_logs_in() {
        TlsOptions tls = trusting().withIdentity(directory.resolve("joe.pem"), directory.resolve("joe.pem"));
        try (WampClient client = WampClient.builder(url("wss"), "realm1")
                .authentication(Authentication.tls())
                .tls(tls)
                .resources(resources)
                .build()) {
            assertThat(client.connect().details().authid()).isEqualTo("joe");
        }
    }

    @Test
    void a_router_with_another_key_and_a_wrong_secret_are_refused_in_one_sentence() {
        String other = CLIENT.publicKey().hex();
        assertThatThrownBy(() -> join("wss", Authentication.cryptosign(CLIENT).routerKey(other)))
                .isInstanceOf(WampException.class)
                .hasMessageContaining("the router has another public key than the expected " + other);
        assertThatThrownBy(() -> join("wss", Authentication.wampcra("joe", "wrong")))
                .isInstanceOf(WampException.class)
                .hasMessageContaining("authid or credentials are wrong");
    }

    private static SessionDetails join(String scheme, Authentication authentication) {
        try (WampClient client = WampClient.builder(url(scheme), "realm1")
                .authentication(authentication)
                .tls(trusting())
                .resources(resources)
                .build()) {
            SessionDetails details = client.connect().details();
            assertThat(details.authid()).isEqualTo("joe");
            return details;
        }
    }

    private static TlsOptions trusting() {
        return TlsOptions.DEFAULTS.withTrusted(directory.resolve("node.crt"));
    }

    private static String url(String scheme) {
        return scheme + "://localhost:" + node.port(Kind.TLS) + (scheme.equals("wss") ? "/ws" : "");
    }
}
