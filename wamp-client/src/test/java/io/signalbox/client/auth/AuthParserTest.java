package io.signalbox.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbox.protocol.message.Challenge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthParserTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SEED = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";

    @TempDir
    private Path directory;

    private Authentications parse(String auth) throws IOException, InvalidAuth {
        return AuthParser.parse(JSON.readTree(auth.replace('\'', '"')), directory);
    }

    private Login login(String auth) throws Exception {
        return parse(auth).begin(Optional.empty());
    }

    @Test
    void an_absent_map_is_anonymous() throws Exception {
        for (JsonNode absent : new JsonNode[] {null, MissingNode.getInstance(), JSON.readTree("null")}) {
            assertThat(AuthParser.parse(absent, directory)).hasToString("[anonymous]");
        }
    }

    @Test
    void the_order_of_the_map_is_the_order_of_preference() throws Exception {
        assertThat(login(
                                """
                        {'cookie': {}, 'tls': {}, 'cryptosign': {'authid': 'joe', 'key': '%s'},
                         'scram': {'authid': 'joe', 'password': 'p'}, 'wampcra': {'authid': 'joe', 'secret': 's'},
                         'ticket': {'authid': 'joe', 'ticket': 't'}, 'jwt': {'token': 'a.b.c'}, 'anonymous': {}}
                        """
                                        .formatted(SEED))
                        .methods())
                .containsExactly(
                        "cookie", "tls", "cryptosign", "wamp-scram", "scram", "wampcra", "ticket", "jwt", "anonymous");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ticket | {'ticket': {'authid': 'joe', 'ticket_file': 'secret'}}",
                "jwt | {'jwt': {'authid': 'joe', 'token_file': 'secret'}}"
            })
    void a_secret_may_be_in_a_file_beside_the_configuration(String method, String auth) throws Exception {
        Files.writeString(directory.resolve("secret"), "from the file\n");
        assertThat(login(auth).answer(new Challenge(method, Map.of())).signature())
                .isEqualTo("from the file");
    }

    @Test
    void options_of_the_methods_are_read() throws Exception {
        Files.writeString(directory.resolve("key"), SEED);
        assertThat(login("{'scram': {'authid': 'joe', 'password': 'p', 'dialect': 'scram'}}")
                        .methods())
                .containsExactly("scram");
        String publicKey = (String)
                login("{'cryptosign': {'key_file': 'key'}}").authextra().get("pubkey");
        assertThat(login("{'cryptosign': {'authid': 'joe', 'key': '" + SEED + "', 'pubkey': '" + publicKey
                                + "', 'router_pubkey': '" + publicKey + "'}}")
                        .authextra())
                .containsOnlyKeys("pubkey", "challenge");
        assertThatThrownBy(
                        () -> login("{'scram': {'authid': 'joe', 'password': 'p', 'channel_binding': 'tls-exporter'}}"))
                .hasMessage("channel binding needs TLS, and the connection has none");
        assertThat(login("{'tls': {'authid': 'joe'}}").authid()).contains("joe");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|auth must be a map with one entry for each method",
                "{}|auth names no method; use \"anonymous\": {}, or leave out the key",
                "{'oauth': {}}|auth.oauth is not an authentication method; the methods are anonymous, ticket, wampcra,"
                        + " scram, cryptosign, jwt, tls, cookie",
                "{'ticket': 'secret'}|auth.ticket must be a map",
                "{'anonymous': {'authid': 'joe'}}|auth.anonymous.authid is not a key of this method; it has no keys",
                "{'ticket': {'authid': 'joe', 'tiket': 'x', 'ticket': 'y'}}|auth.ticket.tiket is not a key of this"
                        + " method; its keys are authid, ticket, ticket_file",
                "{'ticket': {'ticket': 'x'}}|auth.ticket needs 'authid'",
                "{'ticket': {'authid': 'joe'}}|auth.ticket needs 'ticket' or 'ticket_file'",
                "{'ticket': {'authid': 'joe', 'ticket': 'x', 'ticket_file': 'y'}}|auth.ticket.ticket_file stands beside"
                        + " 'ticket'; use one of the two",
                "{'ticket': {'authid': 7, 'ticket': 'x'}}|auth.ticket.authid must be a string that is not empty",
                "{'ticket': {'authid': 'joe', 'ticket': ''}}|auth.ticket.ticket must be a string that is not empty",
                "{'ticket': {'authid': 'joe', 'ticket': 12345}}|auth.ticket.ticket must be a string that is not empty",
                "{'cryptosign': {'key': 'ab'}}|auth.cryptosign.key must be an Ed25519 private key in 64 hexadecimal"
                        + " digits",
                "{'cryptosign': {'key': '" + SEED
                        + "', 'router_pubkey': 'ab'}}|auth.cryptosign.router_pubkey must be an"
                        + " Ed25519 public key in 64 hexadecimal digits",
                "{'cryptosign': {'key': '" + SEED + "', 'channel_binding': 'tls-unique'}}"
                        + "|auth.cryptosign.channel_binding must be \"tls-exporter\"; TLS 1.3 has no other channel binding",
                "{'scram': {'authid': 'joe', 'password': 'p', 'dialect': 'sha1'}}|auth.scram.dialect must be"
                        + " \"wamp-scram\" or \"scram\"",
                "{'scram': {'authid': '\u00AD', 'password': 'p'}}|auth.scram cannot be used: the authid is empty, or has"
                        + " a character that SASLprep (RFC 4013) does not allow",
                "{'ticket': {'authid': 'joe', 'ticket': 'x'}, 'wampcra': {'authid': 'ann', 'secret': 'y'}}|auth cannot be"
                        + " used: HELLO has one authid, but ticket[authid=joe] and wampcra[authid=ann] are for different"
                        + " ones; use one authid for all methods, or a session for each"
            })
    void a_mistake_has_one_message(String auth, String message) {
        assertThatThrownBy(() -> parse(auth)).isInstanceOf(InvalidAuth.class).hasMessage(message);
    }

    @Test
    void all_mistakes_are_found_at_once() {
        assertThatThrownBy(() -> parse("{'ticket': {'authid': 7}, 'oauth': {}}"))
                .isInstanceOfSatisfying(InvalidAuth.class, e -> assertThat(e.mistakes())
                        .extracting(InvalidAuth.Mistake::path)
                        .containsExactly("ticket.authid", "ticket", "oauth"));
    }

    @Test
    void a_file_that_cannot_be_used_is_a_mistake() throws IOException {
        assertThatThrownBy(() -> parse("{'jwt': {'token_file': 'absent'}}"))
                .hasMessage("auth.jwt.token_file cannot be used: the file " + directory.resolve("absent")
                        + " with the secret does not exist");
        assertThatThrownBy(() -> parse("{'cryptosign': {'key_file': 'absent'}}"))
                .hasMessage("auth.cryptosign.key_file cannot be used: the key file " + directory.resolve("absent")
                        + " does not exist");
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        assertThatThrownBy(() -> parse("{'jwt': {'token_file': 'empty'}}"))
                .hasMessage("auth.jwt.token_file cannot be used: the file " + empty + " with the secret is empty");
        Path latin = Files.write(directory.resolve("latin"), new byte[] {(byte) 0xE4});
        assertThatThrownBy(() -> parse("{'jwt': {'token_file': 'latin'}}"))
                .hasMessage("auth.jwt.token_file cannot be used: the file " + latin + " with the secret is not UTF-8");
        Path large = Files.write(directory.resolve("large"), new byte[70_000]);
        assertThatThrownBy(() -> parse("{'jwt': {'token_file': 'large'}}"))
                .hasMessage("auth.jwt.token_file cannot be used: the file " + large
                        + " with the secret is longer than 65536 bytes");
    }

    @Test
    void the_public_key_has_to_be_that_of_the_private_key() {
        assertThatThrownBy(() -> parse("{'cryptosign': {'key': '" + SEED + "', 'pubkey': 'ab'}}"))
                .hasMessageStartingWith("auth.cryptosign.pubkey is not the public key of the private key, which is ")
                .hasMessageNotContaining(SEED);
    }
}
