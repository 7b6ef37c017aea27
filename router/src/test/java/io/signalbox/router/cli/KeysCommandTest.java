package io.signalbox.router.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;
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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "wamp-scram, argon2id, argon2id13, 4, clients that use the method 'wamp-scram'; not autobahn-python",
        "scram, argon2id, argon2id-13, 4, 'autobahn-python, and other clients that use the method ''scram'';'",
        "wamp-scram, pbkdf2, pbkdf2, 5000, clients that use the method 'wamp-scram' or 'scram' with pbkdf2; not autobahn",
        "scram, pbkdf2, pbkdf2, 5000, clients that use the method 'wamp-scram' or 'scram' with pbkdf2; not autobahn"
    })
    void a_record_of_scram_has_the_keys_that_its_clients_derive(
            String dialect, String function, String kdf, int iterations, String served) throws Exception {
        String[] command = {
            "keys",
            "scram",
            "--scram-dialect",
            dialect,
            "--kdf",
            function,
            "--iterations",
            "" + iterations,
            "--memory",
            "4096",
            "--authid",
            "ann",
            "--role",
            "backend"
        };
        Outcome outcome = runWithInput("pencil\n", command);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        String[] lines = outcome.out().split("\\R");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("serves: " + served);
        assertThat(lines[1]).startsWith("for 'principals': ").doesNotContain("pencil");
        JsonNode record = new ObjectMapper()
                .readTree("{" + lines[1].substring("for 'principals': ".length()) + "}")
                .path("ann");
        assertThat(record.path("kdf").asText()).isEqualTo(kdf);
        assertThat(record.path("iterations").asInt()).isEqualTo(iterations);
        assertThat(record.has("memory")).isEqualTo(function.equals("argon2id"));
        assertThat(record.path("role").asText()).isEqualTo("backend");
        HexFormat hex = HexFormat.of();
        ScramDialect named = dialect.equals("scram") ? ScramDialect.SCRAM : ScramDialect.WAMP_SCRAM;
        ScramKeys keys = ScramKeys.of(named.saltedPassword(
                "pencil",
                hex.parseHex(record.path("salt").asText()),
                function.equals("pbkdf2") ? new ScramKdf.Pbkdf2(iterations) : new ScramKdf.Argon2id(4, 4096)));
        assertThat(record.path("stored-key").asText()).isEqualTo(hex.formatHex(keys.stored()));
        assertThat(record.path("server-key").asText()).isEqualTo(hex.formatHex(keys.server()));
        assertThat(runWithInput("pencil\n", command).out()).as("another salt").isNotEqualTo(outcome.out());
    }

    @Test
    void a_password_that_only_one_dialect_takes_as_it_is_serves_this_dialect() {
        String[] pbkdf2 = {"keys", "scram", "--kdf", "pbkdf2", "--iterations", "5000", "--scram-dialect"};
        assertThat(runWithInput("pen\u00ADcil\n", with(pbkdf2, "scram")).out())
                .startsWith("serves: clients that use the method 'scram' with pbkdf2; not autobahn-python");
        assertThat(runWithInput("pen\u00ADcil\n", with(pbkdf2, "wamp-scram")).out())
                .startsWith("serves: clients that use the method 'wamp-scram'; not autobahn-python");
        assertThat(runWithInput("pencil\u0007\n", with(pbkdf2, "wamp-scram"))).satisfies(outcome -> {
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).startsWith("the password is empty, or has a character that SASLprep");
        });
    }

    private static String[] with(String[] command, String last) {
        String[] whole = Arrays.copyOf(command, command.length + 1);
        whole[command.length] = last;
        return whole;
    }

    @ParameterizedTest
    @CsvSource({
        "--scram-dialect, x, --scram-dialect must be wamp-scram or scram",
        "--kdf, md5, --kdf must be argon2id or pbkdf2",
        "--memory, 7, --memory must be between 8 and 1048576",
        "--iterations, 0, --iterations must be between 1 and 256",
        "--memory, 64, the costs are too low: a thief of the keys could try passwords fast; raise --iterations or --memory"
    })
    void options_of_scram_out_of_range_are_refused(String option, String value, String text) {
        Outcome outcome = runWithInput("pencil\n", "keys", "scram", option, value);
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).startsWith(text);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void an_empty_password_is_refused() {
        assertThat(runWithInput("\n", "keys", "scram").err()).startsWith("the password is empty");
    }

    @Test
    void keys_alone_names_the_kinds() {
        Outcome outcome = run("keys");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err())
                .startsWith("add a subcommand: 'keys node', 'keys cryptosign', 'keys wampcra' or 'keys scram'");
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
