package io.signalbox.router.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKeys;
import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.shell.ShellNode.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The credentials of the shell, against a node. */
@DisabledOnOs(OS.WINDOWS)
class ShellLoginTest {
    @TempDir
    private static Path directory;

    private static ShellNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new ShellNode(
                directory,
                CryptosignKey.of(ShellNode.KEY).orElseThrow().publicKey().hex(),
                scramPrincipal());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    /** Returns the record of a user with the password 'secret3'. */
    static String scramPrincipal() {
        byte[] salt = new byte[16];
        ScramKdf kdf = new ScramKdf.Pbkdf2(4096);
        ScramKeys keys = ScramKeys.of(ScramDialect.WAMP_SCRAM.saltedPassword("secret3", salt, kdf));
        HexFormat hex = HexFormat.of();
        return """
                {"kdf": "pbkdf2", "iterations": 4096, "salt": "%s", "stored-key": "%s", "server-key": "%s",
                 "role": "anonymous"}"""
                .formatted(hex.formatHex(salt), hex.formatHex(keys.stored()), hex.formatHex(keys.server()));
    }

    static Stream<Arguments> credentials() {
        return Stream.of(
                Arguments.of("ticket", "--ticket-file", "ROUTER_TICKET", "ticket", "secret1"),
                Arguments.of("wampcra", "--secret-file", "ROUTER_SECRET", "secret", "secret2"),
                Arguments.of("scram", "--password-file", "ROUTER_PASSWORD", "password", "secret3"),
                Arguments.of("cryptosign", "--key-file", "ROUTER_KEY", "key", ShellNode.KEY));
    }

    private static Outcome login(Map<String, String> environment, String... arguments) {
        String[] all = Stream.concat(Stream.of("--url", node.url("login"), "wamp.session.count"), Stream.of(arguments))
                .toArray(String[]::new);
        return node.run(CallCommand::new, environment, all);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("credentials")
    void each_method_takes_its_secret_from_a_file_a_variable_or_the_profile(
            String method, String option, String variable, String key, String secret) throws IOException {
        Outcome joined = new Outcome(0, "1\n", "");
        Path file = Files.writeString(directory.resolve(key), secret + "\n");
        assertThat(login(Map.of(), "--authid", "joe", option, file.toString())).isEqualTo(joined);
        assertThat(login(Map.of("ROUTER_AUTHID", "joe", variable, secret))).isEqualTo(joined);
        Path profile = profile("{\"auth\": {\"%s\": {\"authid\": \"joe\", \"%s_file\": \"%s\"}}}"
                .formatted(method, key, file.getFileName()));
        assertThat(login(Map.of("ROUTER_PROFILE", profile.toString()))).isEqualTo(joined);

        Outcome refused = login(Map.of("ROUTER_AUTHID", "joe", variable, ShellNode.KEY.replace('4', '5')));
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).doesNotContain(ShellNode.KEY.replace('4', '5'));
    }

    @Test
    void a_token_comes_from_a_file_a_variable_or_the_profile() throws IOException {
        long now = System.currentTimeMillis() / 1_000;
        String token = TokenIssuer.token(
                "HS256",
                TokenIssuer.SECRET.getBytes(StandardCharsets.US_ASCII),
                TokenIssuer.claims(now, Map.of("exp", now + 300)));
        Path file = Files.writeString(directory.resolve("token"), token + "\n");
        Path profile = profile("{\"auth\": {\"jwt\": {\"token_file\": \"token\"}}}");
        String[] call = {"--url", node.url("token"), "wamp.session.count"};
        Outcome joined = new Outcome(0, "1\n", "");
        assertThat(node.run(CallCommand::new, Map.of(), call[0], call[1], call[2], "--token-file", file.toString()))
                .isEqualTo(joined);
        assertThat(node.run(CallCommand::new, Map.of("ROUTER_TOKEN", token), call))
                .isEqualTo(joined);
        assertThat(node.run(CallCommand::new, Map.of("ROUTER_PROFILE", profile.toString()), call))
                .isEqualTo(joined);
        Outcome refused = node.run(CallCommand::new, Map.of("ROUTER_TOKEN", token + "x"), call);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused.err()).doesNotContain(token);
    }

    @Test
    void a_certificate_logs_in_and_the_router_has_to_be_of_a_known_authority() {
        String url = node.certificateUrl();
        String pem = directory.resolve("joe.pem").toString();
        String authority = directory.resolve("node.crt").toString();
        assertThat(node.run(
                        CallCommand::new,
                        "--url",
                        url,
                        "--ca",
                        authority,
                        "--cert",
                        pem,
                        "--cert-key",
                        pem,
                        "wamp.session.count"))
                .isEqualTo(new Outcome(0, "1\n", ""));
        assertThat(node.run(CallCommand::new, "--url", url, "--ca", authority, "wamp.session.count")
                        .exitCode())
                .as("without a certificate")
                .isEqualTo(3);
        Outcome unknown =
                node.run(CallCommand::new, "--url", url, "--cert", pem, "--cert-key", pem, "wamp.session.count");
        assertThat(unknown.exitCode()).isEqualTo(3);
        assertThat(unknown.err()).contains("certificate");
    }

    @Test
    void an_option_replaces_a_variable_and_a_variable_the_profile() throws IOException {
        Path profile = profile("{\"url\": \"ws://127.0.0.1:1/\", \"realm\": \"realm1\", \"serializer\": \"cbor\","
                + " \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket\": \"wrong\"}}}");
        Path ticket = Files.writeString(directory.resolve("right"), "secret1");
        assertThat(login(
                                Map.of("ROUTER_TICKET", "wrong", "ROUTER_AUTHID", "joe"),
                                "--profile",
                                profile.toString(),
                                "--ticket-file",
                                ticket.toString())
                        .exitCode())
                .isZero();
        assertThat(login(Map.of("ROUTER_TICKET", "secret1", "ROUTER_AUTHID", "joe"), "--profile", profile.toString())
                        .exitCode())
                .isZero();
        assertThat(login(Map.of(), "--profile", profile.toString()).exitCode()).isEqualTo(3);
    }

    @Test
    void a_profile_that_others_may_read_is_refused() throws IOException {
        Path profile = profile("{}");
        Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(login(Map.of(), "--profile", profile.toString()))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "the profile " + profile + " may be used by other users of this machine; run 'chmod 600 "
                                + profile + "'\n"));
    }

    @Test
    void a_mistake_in_the_profile_is_explained_without_a_secret() throws IOException {
        assertThatRefused(
                "{\"auth\": {\"ticket\": {\"authid\": \"joe\", \"tiket\": \"hunter2\"}}}",
                "has mistakes: auth.ticket.tiket is not a key of this method; its keys are authid, ticket, ticket_file;"
                        + " auth.ticket needs 'ticket' or 'ticket_file'");
        assertThatRefused(
                "{\"urll\": \"x\"}", "has the unknown key 'urll'; the keys are url, realm, serializer, auth, tls");
        assertThatRefused(
                "{\"tls\": {\"ca\": []}}",
                "has the unknown key 'tls.ca'; the keys are hostname,"
                        + " ca_certificates, certificate, key, key_password");
        assertThatRefused("{\"url\": 5}", "has a value of 'url' that is not a string, or empty");
        assertThatRefused("[]", "is not a JSON object");
        assertThatRefused("{\"auth\": hunter2}", "is not JSON: see line 1, column 10");
        assertThat(login(Map.of(), "--profile", directory.resolve("none").toString())
                        .err())
                .isEqualTo("the profile " + directory.resolve("none") + " does not exist\n");
    }

    private static void assertThatRefused(String text, String message) throws IOException {
        Path profile = profile(text);
        assertThat(login(Map.of(), "--profile", profile.toString()))
                .isEqualTo(new Outcome(2, "", "the profile " + profile + " " + message + "\n"));
    }

    private static Path profile(String text) throws IOException {
        Path profile = Files.writeString(directory.resolve("profile.json"), text);
        return Files.setPosixFilePermissions(profile, PosixFilePermissions.fromString("rw-------"));
    }
}
