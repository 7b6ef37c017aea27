package io.signalbox.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CryptosignLoginTest {
    private static final String SEED = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";
    private static final CryptosignKey CLIENT = CryptosignKey.of(SEED).orElseThrow();
    private static final CryptosignKey ROUTER = CryptosignKey.generate(new SecureRandom());
    private static final String CHALLENGE = "ff".repeat(32);

    @TempDir
    private Path directory;

    private static Login login(CryptosignAuthentication cryptosign) throws AuthenticationFailure {
        return Authentications.of(cryptosign).begin(Optional.empty());
    }

    private static Authenticate answer(Login login, Map<String, Object> extra) throws AuthenticationFailure {
        return login.answer(new Challenge("cryptosign", extra));
    }

    /** Test vectors of the specification (spec: Cryptosign-based Authentication, Test Vectors). */
    @ParameterizedTest
    @CsvSource({
        SEED + ",ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff,"
                + "b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0c"
                + "ae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03"
                + "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd,"
                + "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d,"
                + "d4209ad10d5aff6bfbc009d7e924795de138a63515efc7afc6b01b7fe5201372"
                + "190374886a70207b042294af5bd64ce725cd8dceb344e6d11c09d1aaaf4d660f"
                + "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d"
    })
    void the_answer_is_that_of_the_specification(String seed, String challenge, String signature) throws Exception {
        Login login = login(Authentication.cryptosign(seed).authid("joe"));
        assertThat(login.methods()).containsExactly("cryptosign");
        assertThat(login.authid()).contains("joe");
        assertThat(login.authextra())
                .isEqualTo(Map.of(
                        "pubkey",
                        CryptosignKey.of(seed).orElseThrow().publicKey().hex()));
        assertThat(answer(login, Map.of("challenge", challenge))).isEqualTo(new Authenticate(signature, Map.of()));
        login.check(new Welcome(1, Map.of()));
    }

    @Test
    void a_challenge_of_another_form_is_not_answered() throws AuthenticationFailure {
        for (Object challenge : new Object[] {"", "ff", 1L, CHALLENGE + "ff"}) {
            Login login = login(Authentication.cryptosign(SEED));
            assertThatThrownBy(() -> answer(login, Map.of("challenge", challenge)))
                    .isInstanceOf(AuthenticationFailure.class)
                    .hasMessage(
                            "challenge in CHALLENGE of the method 'cryptosign' is not 32 bytes in hexadecimal digits");
        }
    }

    @Test
    void a_router_with_the_expected_key_is_answered() throws AuthenticationFailure {
        Login login = login(expectingRouter());
        byte[] ofClient = HexFormat.of().parseHex((String) login.authextra().get("challenge"));
        assertThat(ofClient).hasSize(32);
        Map<String, Object> extra = routerExtra(ROUTER.sign(ofClient));
        assertThat(answer(login, extra).signature())
                .isEqualTo(CLIENT.sign(HexFormat.of().parseHex(CHALLENGE)));
        login.check(new Welcome(1, Map.of()));
    }

    @Test
    void a_router_that_does_not_prove_its_key_is_refused() throws AuthenticationFailure {
        String other = CryptosignKey.generate(new SecureRandom()).publicKey().hex();
        assertThatRefused(
                Map.of("challenge", CHALLENGE),
                "the router did not authenticate itself: CHALLENGE has no public key of the router");
        assertThatRefused(
                Map.of("challenge", CHALLENGE, "pubkey", other),
                "the router has another public key than the expected "
                        + ROUTER.publicKey().hex());
        String message = "the router did not authenticate itself: the signature in CHALLENGE is not one of the key "
                + ROUTER.publicKey().hex();
        assertThatRefused(
                Map.of("challenge", CHALLENGE, "pubkey", ROUTER.publicKey().hex()), message);
        assertThatRefused(routerExtra("00".repeat(96)), message);
        assertThatRefused(routerExtra(ROUTER.sign(new byte[32])), message);
        Login login = login(expectingRouter());
        assertThatThrownBy(() -> login.check(new Welcome(1, Map.of())))
                .hasMessage(
                        "the router sent WELCOME without CHALLENGE, and so did not authenticate itself as cryptosign"
                                + " requires");
    }

    private static CryptosignAuthentication expectingRouter() {
        return Authentication.cryptosign(SEED).routerKey(ROUTER.publicKey().hex());
    }

    private static Map<String, Object> routerExtra(String signature) {
        Map<String, Object> extra = new HashMap<>();
        extra.put("challenge", CHALLENGE);
        extra.put("channel_binding", null);
        extra.put("pubkey", ROUTER.publicKey().hex());
        extra.put("signature", signature);
        return extra;
    }

    private static void assertThatRefused(Map<String, Object> extra, String message) throws AuthenticationFailure {
        Login login = login(expectingRouter());
        assertThatThrownBy(() -> answer(login, extra))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage(message);
    }

    @Test
    void a_key_file_has_the_digits_or_the_format_of_the_node() throws Exception {
        Path file = directory.resolve("key");
        String publicKey = CLIENT.publicKey().hex();
        for (String text : new String[] {
            SEED,
            SEED + "\n",
            "Signalbox node private key - KEEP THIS SAFE!\n\npublic-key-ed25519: " + publicKey
                    + "\nprivate-key-ed25519: " + SEED + "\n"
        }) {
            Files.writeString(file, text);
            assertThat(login(Authentication.cryptosign(file)).authextra()).containsEntry("pubkey", publicKey);
        }
    }

    @Test
    void a_file_without_a_key_is_refused_without_a_part_of_the_file() throws IOException {
        Path file = directory.resolve("key");
        assertThatThrownBy(() -> Authentication.cryptosign(file))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the key file " + file + " does not exist");
        Files.writeString(file, SEED.substring(1));
        assertThatThrownBy(() -> Authentication.cryptosign(file))
                .hasMessage("the key file " + file + " has no line 'private-key-ed25519' with 64 hexadecimal digits");
        Files.writeString(file, "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n");
        assertThatThrownBy(() -> Authentication.cryptosign(file))
                .hasMessageContaining("is in the format of OpenSSH or PEM; use a file with the 64 hexadecimal digits");
        assertThatThrownBy(() -> Authentication.cryptosign(SEED.substring(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the private key is not 64 hexadecimal digits");
        assertThatThrownBy(() -> Authentication.cryptosign(SEED).routerKey("ff"))
                .hasMessage("the public key of the router is not an Ed25519 key in 64 hexadecimal digits");
    }
}
