package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.router.auth.NodeKeyFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void a_node_gets_a_pair_of_keys_once() throws Exception {
        Outcome first = run("keys", "node", directory.toString());
        assertThat(first.exitCode()).isZero();
        CryptosignKey key = NodeKeyFile.read(directory.resolve("key.priv")).orElseThrow();
        assertThat(first.out()).isEqualTo(key.publicKey().hex() + System.lineSeparator());
        assertThat(Files.readString(directory.resolve("key.pub")))
                .contains(key.publicKey().hex());
        Outcome second = run("keys", "node", directory.toString());
        assertThat(second).isEqualTo(first);
    }

    @Test
    void a_broken_key_of_a_node_is_not_replaced() throws Exception {
        Path file = Files.writeString(directory.resolve("key.priv"), "broken");
        Outcome outcome = run("keys", "node", directory.toString());
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith(file + " has no line 'private-key-ed25519' with 64 hexadecimal digits - remove the file");
        assertThat(Files.readString(file)).isEqualTo("broken");
    }

    @Test
    void the_keys_of_a_client_belong_together() throws Exception {
        Outcome outcome = run("keys", "cryptosign", "--authid", "a\"b", "--role", "backend");
        assertThat(outcome.exitCode()).isZero();
        String[] lines = outcome.out().split("\\R");
        String seed = lines[0].substring("private key, for the client only: ".length());
        String publicKey = CryptosignKey.of(seed).orElseThrow().publicKey().hex();
        assertThat(lines[1]).isEqualTo("public key: " + publicKey);
        assertThat(lines[2])
                .isEqualTo("for 'principals': \"a\\\"b\": {\"authorized_keys\":[\"" + publicKey
                        + "\"],\"role\":\"backend\"}");
        assertThat(run("keys", "cryptosign").out()).isNotEqualTo(outcome.out());
    }

    @Test
    void a_record_of_wampcra_has_the_derived_key_in_place_of_the_secret() throws Exception {
        Outcome outcome = runWithInput("grün\n", "keys", "wampcra", "--iterations", "1000");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).doesNotContain("grün");
        JsonNode user = new ObjectMapper().readTree("{" + outcome.out() + "}").path("joe");
        Salting salting = new Salting(
                user.path("salt").asText(),
                user.path("iterations").asInt(),
                user.path("keylen").asInt());
        assertThat(salting.iterations()).isEqualTo(1000);
        assertThat(user.path("secret").asText())
                .isEqualTo(new String(WampCra.key("grün", salting), StandardCharsets.US_ASCII));
        assertThat(user.path("secret-is-derived").asBoolean()).isTrue();
        assertThat(user.path("role").asText()).isEqualTo("user");
        assertThat(runWithInput("grün\n", "keys", "wampcra", "--iterations", "1000")
                        .out())
                .isNotEqualTo(outcome.out());
    }

    @Test
    void an_empty_secret_and_few_iterations_are_refused() {
        assertThat(runWithInput("\n", "keys", "wampcra")).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).startsWith("the secret is empty");
        });
        assertThat(runWithInput("secret\n", "keys", "wampcra", "--iterations", "999")
                        .err())
                .startsWith("--iterations must be between 1000 and 10000000");
    }

    @Test
    void keys_alone_names_the_kinds() {
        Outcome outcome = run("keys");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("add a subcommand: 'keys node', 'keys cryptosign' or 'keys wampcra'");
    }

    private static Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(Map.of(), arguments);
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Outcome(line.execute(arguments), out.toString(), err.toString());
    }

    private static Outcome runWithInput(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            return run(arguments);
        } finally {
            System.setIn(before);
        }
    }
}
