package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problems of the method jwt beyond the schema. */
class JwtProblemsTest {
    private static final String REALM = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"}]}";
    private static final String JWT = "$.workers[0].transports[0].auth.jwt";
    private static final String RS256 = "\"algorithms\": [\"RS256\"], \"keys\": \"jwks.json\"";
    private static final String USER = "\"default-role\": \"user\"";

    private static final String KEYS = TokenIssuer.keySet("a");

    @TempDir
    private Path directory;

    private ConfigFile file;

    @BeforeEach
    void write_the_keys_of_the_issuer() throws IOException {
        file = new ConfigFile(directory, Map.of("SECRET", TokenIssuer.SECRET, "SHORT", "x".repeat(31)));
        Files.writeString(directory.resolve("jwks.json"), KEYS);
    }

    private List<String> problems(String... members) throws IOException {
        return file.problems(REALM, ConfigFile.webSocketWith("\"auth\": {" + jwt(members) + "}"));
    }

    private static String jwt(String... members) {
        return "\"jwt\": {\"type\": \"static\", \"issuer\": \"https://issuer.example.com\", \"audience\": [\"wamp\"],\n"
                + String.join(",\n", members) + "}";
    }

    @Test
    void keys_and_secrets_belong_to_their_algorithms() throws IOException {
        assertThat(problems(RS256, USER)).isEmpty();
        assertThat(problems("\"algorithms\": [\"HS256\"], \"secret\": \"${SECRET}\"", USER))
                .isEmpty();
        assertThat(problems(RS256.replace("[", "[\"HS256\", "), "\"secret\": \"${SECRET}\"", USER))
                .isEmpty();
        assertThat(problems("\"algorithms\": [\"RS256\"]", USER))
                .containsExactly(
                        "node.json:5:16: error: " + JWT + ".algorithms[0]: 'RS256' needs 'keys' - add 'keys', a"
                                + " file with the public keys of the issuer");
        assertThat(problems(RS256.replace("[", "[\"HS256\", "), USER))
                .containsExactly("node.json:5:16: error: " + JWT + ".algorithms[0]: 'HS256' needs 'secret' - add"
                        + " 'secret', which issuer and router share, or remove the algorithm");
        assertThat(problems(RS256, "\"secret\": \"${SECRET}\"", USER))
                .containsExactly("node.json:6:1: error: " + JWT + ".secret: has no effect: 'algorithms' has none of"
                        + " HS256, HS384 and HS512 - remove the secret");
        assertThat(problems("\"algorithms\": [\"HS256\"],\n\"secret\": \"${SECRET}\",\n\"keys\": \"jwks.json\"", USER))
                .containsExactly("node.json:7:1: error: " + JWT + ".keys: has no effect: all of 'algorithms' use the"
                        + " secret - remove 'keys'");
    }

    @Test
    void a_secret_is_as_long_as_the_hash_and_no_message_shows_it() throws IOException {
        assertThat(problems("\"algorithms\": [\"HS256\"],\n\"secret\": \"${SHORT}\"", USER))
                .containsExactly("node.json:6:11: error: " + JWT + ".secret: is shorter than the hash of the algorithm,"
                        + " 32 bytes - make a secret with 'openssl rand -hex 32' for issuer and router");
    }

    @Test
    void the_algorithm_none_does_not_exist() throws IOException {
        assertThat(problems("\"algorithms\": [\"none\"], \"keys\": \"jwks.json\"", USER))
                .singleElement()
                .asString()
                .startsWith("node.json:5:16: error: " + JWT + ".algorithms[0]: ")
                .contains("RS256");
    }

    @Test
    void the_file_of_keys_is_checked() throws IOException {
        String place = "node.json:5:34: error: " + JWT + ".keys: ";
        String remedy =
                " - write a JWK Set with the public keys of the issuer, or its public keys or certificates in" + " PEM";
        Files.writeString(directory.resolve("jwks.json"), "nothing");
        assertThat(problems(RS256, USER))
                .containsExactly(place + "the file 'jwks.json' is neither a JWK Set nor PEM" + remedy);
        Files.delete(directory.resolve("jwks.json"));
        assertThat(problems(RS256, USER))
                .containsExactly(place + "the file 'jwks.json' does not exist - correct the path, or create the file");
        assertThat(problems(RS256.replace("jwks.json", "https://issuer.example.com/jwks"), USER))
                .containsExactly(
                        place + "is a URL, but the router reads keys from a file only - save the keys with 'curl"
                                + " -o' in a file, and do so again when the issuer changes them: the router notices the change");
    }

    @Test
    void clients_get_a_role_that_exists() throws IOException {
        assertThat(problems(RS256))
                .containsExactly("node.json:4:105: error: " + JWT + ": clients get no role - add 'default-role', or"
                        + " 'claims.role' with 'roles'");
        assertThat(problems(RS256, "\"claims\": {\n\"role\": \"groups\"}", USER))
                .containsExactly(
                        "node.json:7:9: error: " + JWT + ".claims.role: 'roles' is missing: the router does not"
                                + " know the role for a value of the claim - add 'roles'");
        assertThat(problems(RS256, "\"roles\": {\"users\": \"user\"}"))
                .containsExactly("node.json:6:1: error: " + JWT + ".roles: has no effect without 'claims.role' - name"
                        + " the claim in 'claims.role'");
        assertThat(problems(RS256, "\"claims\": {\"role\": \"groups\"}", "\"roles\": {\n\"users\": \"usr\"}"))
                .containsExactly("node.json:8:10: error: " + JWT + ".roles.users: no realm of the worker has the role"
                        + " 'usr' that clients get here - did you mean 'user'?");
        assertThat(problems(RS256, "\"default-role\": \"trusted\""))
                .containsExactly("node.json:6:17: error: " + JWT
                        + ".default-role: the role 'trusted' is never given to a" + " client - choose another role");
    }

    @Test
    void a_claim_has_a_name_at_each_depth() throws IOException {
        for (String path : List.of("", ".", "a.", ".a", "a..b", "a\\\\")) {
            assertThat(problems(RS256, "\"claims\": {\n\"authid\": \"" + path + "\"}", USER))
                    .as(path)
                    .singleElement()
                    .asString()
                    .startsWith("node.json:7:11: error: " + JWT + ".claims.authid: ")
                    .endsWith("write the name of a claim, with dots between the names of nested claims");
        }
        for (String path : List.of("a.b", "https://example.com/a..b", "a\\\\.b.c")) {
            assertThat(problems(RS256, "\"claims\": {\"authid\": \"" + path + "\"}", USER))
                    .isEmpty();
        }
    }

    @Test
    void a_listener_has_tickets_or_tokens() throws IOException {
        String ticket = "\"ticket\": {\"type\": \"static\", \"principals\": {\"joe\": {\"ticket\": \"${SECRET}\","
                + " \"role\": \"user\"}}},\n";
        assertThat(file.problems(REALM, ConfigFile.webSocketWith("\"auth\": {" + ticket + jwt(RS256, USER) + "}")))
                .containsExactly("node.json:5:1: error: " + JWT + ": stands beside 'ticket', but clients send tokens as"
                        + " tickets: the router could not tell them apart - remove one of the two, or move it to"
                        + " another path or transport");
    }

    @Test
    void tokens_on_an_open_port_without_tls_are_worth_a_warning() throws IOException {
        String open = "{\"type\": \"websocket\", \"endpoint\": {\"type\": \"tcp\", \"port\": 9000},\n\"auth\": {%s}}";
        assertThat(file.problems(REALM, open.formatted(jwt(RS256, USER))))
                .containsExactly("node.json:5:1: warning: $.workers[0].transports[0].auth: the endpoint is open to the"
                        + " network and has no TLS: tokens go over the network in clear - add 'tls' to the endpoint, or"
                        + " bind 'interface' to 127.0.0.1 behind a proxy with TLS");
    }

    @Test
    void the_roles_stay_in_the_order_of_the_file() throws IOException {
        String realm = "{\"name\": \"realm1\", \"roles\": [{\"name\": \"user\"}]}";
        NodeConfig config = file.config(ConfigFile.node(
                realm,
                ConfigFile.webSocketWith("\"auth\": {"
                        + jwt(
                                RS256,
                                "\"claims\": {\"role\": \"groups\"}",
                                "\"roles\": {\"z\": \"user\", \"a\": \"user\", \"m\": \"user\"}")
                        + "}")));
        assertThat(config.toString()).contains("roles={z=user, a=user, m=user}", "authid=sub");
    }
}
