package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.Patience;
import io.signalbox.router.ShownCertificate;
import io.signalbox.router.TrustedCertificate;
import io.signalbox.router.wire.StreamPeer.Framing;
import io.signalbox.router.wire.TransportsNode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins with client certificates, by fingerprints in the configuration and by an authenticator. */
class CertificateLoginTest {
    private static final String SHA1 = "59:C6:97:4B:89:6F:80:4D:F4:BE:1A:1B:13:67:6F:AE:27:3D:D5:89";
    private static final String HELLO = "[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['tls', 'ticket']%s}]";
    private static final String NOBODY = "{\"anonymous\": {\"type\": \"static\", \"role\": \"guest\"}}";

    @TempDir
    private static Path directory;

    private static TransportsNode node;

    @BeforeAll
    static void start() throws Exception {
        node = node(
                directory,
                """
                {"tls": {"type": "static", "principals": {"joe": {"certificate-sha1": "%s", "role": "user"}}},
                 "ticket": {"type": "static", "principals": {"joe": {"ticket": "right", "role": "user"}}}}"""
                        .formatted(SHA1));
    }

    private static TransportsNode node(Path directory, String auth) throws IOException {
        return new TransportsNode(
                directory,
                """
                {"name": "realm1", "roles": [{"name": "user"}, {"name": "guest", "permissions": [
                  {"uri": "com.example.authenticate", "allow": {"register": true}}]}]}""",
                ", \"ca_certificates\": [\"clients.crt\"], \"client_certificate\": \"optional\"",
                Map.of(Kind.TCP, NOBODY, Kind.TLS, auth, Kind.UNIX, NOBODY));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static SSLContext with(String certificate) throws IOException, GeneralSecurityException {
        return with(ShownCertificate.of(TransportsNode.resource(certificate)));
    }

    private static SSLContext with(ShownCertificate certificate) throws IOException, GeneralSecurityException {
        return TrustedCertificate.contextOf(TransportsNode.resource("node.crt"), certificate);
    }

    private static void assertIdentity(JsonNode welcome, String authid, String provider) {
        assertThat(welcome.at("/2/authid").asText()).isEqualTo(authid);
        assertThat(welcome.at("/2/authrole").asText()).isEqualTo("user");
        assertThat(welcome.at("/2/authmethod").asText()).isEqualTo("tls");
        assertThat(welcome.at("/2/authprovider").asText()).isEqualTo(provider);
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void a_known_certificate_joins_with_and_without_its_authid(Framing framing) throws Exception {
        for (String authid : new String[] {"", ", 'authid': 'joe'"}) {
            try (StreamPeer peer = node.connect(framing, with("joe.pem"))) {
                assertIdentity(peer.asks(HELLO.formatted(authid), "[2, '*', '*']"), "joe", "static");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void another_authid_and_an_unknown_certificate_of_the_authority_are_refused_alike(Framing framing)
            throws Exception {
        try (StreamPeer peer = node.connect(framing, with("joe.pem"))) {
            peer.send(HELLO.formatted(", 'authid': 'ann'"));
            assertThat(peer.isAborted("wamp.error.authentication_denied")).isEqualTo("authid or credentials are wrong");
        }
        for (String authid : new String[] {"", ", 'authid': 'joe'"}) {
            try (StreamPeer peer = node.connect(framing, with("stranger.pem"))) {
                peer.send(HELLO.formatted(authid));
                assertThat(peer.isAborted("wamp.error.authentication_denied"))
                        .isEqualTo("authid or credentials are wrong");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void a_client_without_certificate_goes_on_with_its_next_method(Framing framing) throws Exception {
        try (StreamPeer peer = node.connect(Kind.TLS, framing)) {
            peer.asks(HELLO.formatted(", 'authid': 'joe'"), "[4, 'ticket', {}]");
            JsonNode welcome = peer.asks("[5, 'right', {}]", "[2, '*', '*']");
            assertThat(welcome.at("/2/authmethod").asText()).isEqualTo("ticket");
        }
        try (StreamPeer peer = node.connect(Kind.TLS, framing)) {
            peer.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['tls']}]");
            peer.isAborted("wamp.error.no_matching_auth_method");
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of("expired.pem", "foreign.pem")
                .flatMap(name -> Stream.of(Framing.values()).map(framing -> Arguments.of(name, framing)));
    }

    /** The client learns of the refusal when it reads, and of its own broken connection when it writes. */
    @ParameterizedTest
    @MethodSource("refused")
    void tls_refuses_an_expired_certificate_and_one_of_another_authority(String name, Framing framing) {
        assertThatThrownBy(() -> node.connect(framing, with(name)).close()).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void a_resumed_session_has_the_certificate(String version) throws Exception {
        ShownCertificate joe = ShownCertificate.of(TransportsNode.resource("joe.pem"));
        SSLContext context = with(joe);
        joinAsJoe(context, version);
        int uses = joe.uses();
        assertThat(uses).isPositive();
        joinAsJoe(context, version);
        assertThat(joe.uses()).as("the second connection resumes").isEqualTo(uses);
    }

    private static void joinAsJoe(SSLContext context, String version) throws Exception {
        try (StreamPeer peer = StreamPeer.overTls(node.port(Kind.TLS), Framing.RAWSOCKET, context, version)) {
            assertIdentity(peer.asks(HELLO.formatted(""), "[2, '*', '*']"), "joe", "static");
        }
    }

    @ParameterizedTest
    @EnumSource(Framing.class)
    void openssl_joins_with_a_known_certificate_and_with_no_other(Framing framing) throws Exception {
        try (StreamPeer peer = openssl(framing, "joe.pem")) {
            assertIdentity(peer.asks(HELLO.formatted(""), "[2, '*', '*']"), "joe", "static");
        }
        try (StreamPeer peer = openssl(framing, "stranger.pem")) {
            peer.send(HELLO.formatted(""));
            assertThat(peer.isAborted("wamp.error.authentication_denied")).isEqualTo("authid or credentials are wrong");
        }
        try (StreamPeer peer = openssl(framing, "")) {
            peer.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['tls']}]");
            peer.isAborted("wamp.error.no_matching_auth_method");
        }
        for (String refused : List.of("expired.pem", "foreign.pem")) {
            assertThatThrownBy(() -> openssl(framing, refused).close()).isInstanceOf(IOException.class);
        }
    }

    /** @param certificate the file; empty for none */
    private static StreamPeer openssl(Framing framing, String certificate) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + node.port(Kind.TLS)));
        if (!certificate.isEmpty()) {
            String file = Path.of(CertificateLoginTest.class
                            .getResource("/tls/" + certificate)
                            .toURI())
                    .toString();
            command.addAll(List.of("-cert", file, "-key", file));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        // A pipe has no deadline.
        CompletableFuture.delayedExecutor(Patience.SECONDS, TimeUnit.SECONDS).execute(process::destroy);
        try {
            return StreamPeer.over(process, framing);
        } catch (IOException refused) {
            process.destroy();
            throw refused;
        }
    }

    @Test
    void an_authenticator_is_told_the_certificate_and_names_the_client(@TempDir Path own) throws Exception {
        String dynamic = "{\"tls\": {\"type\": \"dynamic\", \"authenticator\": \"com.example.authenticate\"}}";
        try (TransportsNode asking = node(own, dynamic);
                StreamPeer provider = asking.connect(Kind.TCP, Framing.RAWSOCKET)) {
            provider.asks("[1, 'realm1', {'roles': {'callee': {}}}]", "[2, '*', '*']");
            provider.asks("[64, 1, {}, 'com.example.authenticate']", "[65, 1, '*']");
            int call = 0;
            for (Framing framing : Framing.values()) {
                try (StreamPeer client = asking.connect(framing, with("joe.pem"))) {
                    client.send(HELLO.formatted(""));
                    JsonNode arguments = provider.receives("[68, %d, '*', {}, ['realm1', null, '*']]".formatted(++call))
                            .get(4);
                    assertThat(arguments.at("/2/authmethod").asText()).isEqualTo("tls");
                    JsonNode certificate = arguments.at("/2/transport/peer_cert");
                    assertThat(certificate.path("sha1").asText()).isEqualTo(SHA1);
                    assertThat(certificate.path("subject").asText()).isEqualTo("CN=joe");
                    provider.send("[70, %d, {}, [{'role': 'user', 'authid': 'joseph'}]]".formatted(call));
                    assertIdentity(client.receives("[2, '*', '*']"), "joseph", "dynamic");
                }
                try (StreamPeer client = asking.connect(framing, with("stranger.pem"))) {
                    client.send(HELLO.formatted(""));
                    provider.receives("[68, %d, '*', {}, ['realm1', null, '*']]".formatted(++call));
                    provider.send("[8, 68, %d, {}, 'com.example.unknown', ['never heard of']]".formatted(call));
                    assertThat(client.isAborted("com.example.unknown")).isEqualTo("never heard of");
                }
            }
        }
    }

    @Test
    void a_file_of_principals_has_certificates(@TempDir Path own) throws Exception {
        Files.writeString(
                own.resolve("clients.yaml"), "joe: {certificate-sha1: ['" + SHA1.toLowerCase(Locale.ROOT) + "']}");
        String auth = "{\"tls\": {\"type\": \"static\", \"default-role\": \"user\","
                + " \"principals\": {\"file\": \"clients.yaml\"}}}";
        try (TransportsNode other = node(own, auth);
                StreamPeer client = other.connect(Framing.WEBSOCKET, with("joe.pem"))) {
            assertIdentity(client.asks(HELLO.formatted(""), "[2, '*', '*']"), "joe", "static");
        }
    }
}
