package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.router.wire.StreamPeer.Framing;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each authentication method over WebSocket and RawSocket, over TCP, TLS and Unix domain sockets. */
class LoginOverTransportsTest {
    private static final CryptosignKey KEY = CryptosignKey.generate(new SecureRandom());
    private static final CryptosignKey OTHER = CryptosignKey.generate(new SecureRandom());

    private static final String REALMS =
            """
            {"name": "realm1", "roles": [{"name": "user"}, {"name": "provider", "permissions": [
              {"uri": "com.example.authenticate", "allow": {"register": true}}]}]}""";

    private static final String AUTH =
            """
            {"anonymous": {"type": "dynamic", "authenticator": "com.example.authenticate"},
             "ticket": {"type": "static", "principals": {"joe": {"ticket": "right", "role": "user"},
               "procedures": {"ticket": "right", "role": "provider"}}},
             "wampcra": {"type": "static", "users": {"joe": {"secret": "right", "role": "user"},
               "ann": {"secret": "right", "role": "user", "salt": "salt123", "iterations": 100, "keylen": 32,
                 "secret-is-derived": false}}},
             "cryptosign": {"type": "static", "principals": {"joe": {"authorized_keys": ["%s"], "role": "user"}}}}"""
                    .formatted(KEY.publicKey().hex());

    /** Login of a client: the answer to CHALLENGE, by the credential. */
    private record Login(String method, String authid, String authextra, Function<Credential, String> answer) {
        String hello() {
            return "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['" + method + "'], 'authid': '" + authid
                    + "', 'authextra': " + authextra + "}]";
        }

        @Override
        public String toString() {
            return method + " as " + authid;
        }
    }

    private record Credential(JsonNode challenge, boolean isRight) {
        String secret() {
            return isRight ? "right" : "wrong";
        }

        String text() {
            return challenge.path("challenge").asText();
        }
    }

    @TempDir
    private static Path directory;

    private static TransportsNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new TransportsNode(
                directory,
                REALMS,
                "",
                Arrays.stream(Kind.values()).collect(Collectors.toMap(kind -> kind, kind -> AUTH)));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    static Stream<Arguments> transports() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> Arrays.stream(Framing.values()).map(framing -> Arguments.of(kind, framing)));
    }

    static Stream<Arguments> logins() {
        Login ticket = new Login("ticket", "joe", "{}", Credential::secret);
        Login wampcra = new Login(
                "wampcra",
                "joe",
                "{}",
                credential -> WampCra.signature(WampCra.key(credential.secret()), credential.text()));
        Login salted = new Login(
                "wampcra",
                "ann",
                "{}",
                credential -> WampCra.signature(
                        WampCra.key(
                                credential.secret(),
                                new Salting(
                                        credential.challenge().path("salt").asText(),
                                        credential
                                                .challenge()
                                                .path("iterations")
                                                .asInt(),
                                        credential.challenge().path("keylen").asInt())),
                        credential.text()));
        Login cryptosign = new Login(
                "cryptosign", "joe", "{'pubkey': '" + KEY.publicKey().hex() + "'}", credential -> (credential.isRight()
                                ? KEY
                                : OTHER)
                        .sign(HexFormat.of().parseHex(credential.text())));
        return transports().flatMap(transport -> Stream.of(ticket, wampcra, salted, cryptosign)
                .map(login -> Arguments.of(transport.get()[0], transport.get()[1], login)));
    }

    @ParameterizedTest
    @MethodSource("logins")
    void right_credentials_join_and_wrong_ones_are_refused(Kind kind, Framing framing, Login login) throws Exception {
        try (StreamPeer peer = node.connect(kind, framing)) {
            JsonNode welcome =
                    peer.asks(answer(peer, login, true), "[2, '*', '*']").get(2);
            assertThat(welcome.path("authid").asText()).isEqualTo(login.authid());
            assertThat(welcome.path("authrole").asText()).isEqualTo("user");
            assertThat(welcome.path("authmethod").asText()).isEqualTo(login.method());
        }
        try (StreamPeer peer = node.connect(kind, framing)) {
            peer.send(answer(peer, login, false));
            assertThat(peer.isAborted("wamp.error.authentication_denied")).isEqualTo("authid or credentials are wrong");
        }
    }

    private static String answer(StreamPeer peer, Login login, boolean isRight) throws Exception {
        JsonNode challenge =
                peer.asks(login.hello(), "[4, '" + login.method() + "', '*']").get(2);
        return "[5, '" + login.answer().apply(new Credential(challenge, isRight)) + "', {}]";
    }

    @ParameterizedTest
    @MethodSource("transports")
    void an_authenticator_is_told_the_transport_of_the_client(Kind kind, Framing framing) throws Exception {
        try (StreamPeer provider = node.connect(Kind.TCP, Framing.RAWSOCKET);
                StreamPeer client = node.connect(kind, framing)) {
            provider.asks(
                    "[1, 'realm1', {'roles': {'callee': {}}, 'authmethods': ['ticket'], 'authid': 'procedures'}]",
                    "[4, 'ticket', {}]");
            provider.asks("[5, 'right', {}]", "[2, '*', '*']");
            provider.asks("[64, 1, {}, 'com.example.authenticate']", "[65, 1, '*']");

            client.send("[1, 'realm1', {'roles': {'caller': {}}}]");

            JsonNode transport =
                    provider.receives("[68, 1, '*', {}, ['realm1', '*', '*']]").at("/4/2/transport");
            assertThat(transport.path("channel_type").asText())
                    .isEqualTo(Map.of(Kind.TCP, "tcp", Kind.TLS, "tls", Kind.UNIX, "memory")
                            .get(kind));
            assertThat(transport.path("channel_framing").asText())
                    .isEqualTo(framing.name().toLowerCase(Locale.ROOT));
            assertThat(transport.path("is_secure").asBoolean()).isEqualTo(kind == Kind.TLS);
            assertThat(transport.path("peer").asText()).startsWith(kind == Kind.UNIX ? "unix" : "127.0.0.1:");
            assertThat(transport.path("peer_cert").isNull()).isTrue();
            provider.send("[70, 1, {}, ['user']]");
            assertThat(client.receives("[2, '*', '*']").at("/2/authmethod").asText())
                    .isEqualTo("anonymous");
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void channel_binding_that_the_transport_does_not_have_is_refused_with_the_reason(Kind kind, Framing framing)
            throws Exception {
        try (StreamPeer peer = node.connect(kind, framing)) {
            peer.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['cryptosign'], 'authextra':"
                    + " {'channel_binding': 'tls-unique', 'pubkey': '"
                    + KEY.publicKey().hex() + "'}}]");
            assertThat(peer.isAborted("wamp.error.authentication_failed"))
                    .isEqualTo(
                            kind == Kind.TLS
                                    ? "the channel binding is not supported; use tls-exporter over TLS 1.3"
                                    : "channel binding needs TLS, and this connection has none");
        }
    }
}
