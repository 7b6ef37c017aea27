package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramClientTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final String ROUTER_NONCE = "EBESExQVFhcYGRobHB0eHw==";

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void client_and_router_recognize_each_other(ScramDialect dialect) {
        for (ScramKdf kdf : new ScramKdf[] {new Pbkdf2(4096), new Argon2id(4, 4096)}) {
            ScramClient client = client(dialect);
            Map<String, Object> challenge = challenge(client, dialect, kdf);
            ScramClient.Answer answer = client.answer(challenge);
            ScramKeys keys = ScramKeys.of(dialect.saltedPassword("pencil", SALT, kdf));
            ScramExchange exchange = new ScramExchange(
                    dialect,
                    "user",
                    nonce(client),
                    (String) challenge.get("nonce"),
                    (String) challenge.get("salt"),
                    kdf.iterations(),
                    Optional.empty());
            assertThat(exchange.isProof(answer.signature(), keys)).isTrue();
            Map<String, Object> welcome = Map.of(dialect.signatureKey(), exchange.signature(keys));
            assertThat(answer.isFromRouter(welcome)).isTrue();
        }
    }

    @Test
    void a_router_without_the_keys_is_recognized() {
        ScramClient client = client(ScramDialect.WAMP_SCRAM);
        ScramClient.Answer answer = client.answer(challenge(client, ScramDialect.WAMP_SCRAM, new Pbkdf2(4096)));
        String right = answer.routerSignature();
        assertThat(answer.isFromRouter(Map.of("verifier", right))).isTrue();
        assertThat(answer.isFromRouter(Map.of("verifier", "v=" + right))).isTrue();
        assertThat(answer.isFromRouter(Map.of())).isFalse();
        assertThat(answer.isFromRouter(Map.of("verifier", ""))).isFalse();
        assertThat(answer.isFromRouter(Map.of("verifier", right.substring(4)))).isFalse();
        assertThat(answer.isFromRouter(Map.of("verifier", answer.signature()))).isFalse();
        assertThat(answer.isFromRouter(Map.of("verifier", 1L))).isFalse();
        assertThat(answer.isFromRouter(Map.of("scram_server_signature", right))).isFalse();
        assertThat(answer.toString()).doesNotContain(right).doesNotContain(answer.signature());
    }

    @Test
    void the_values_of_hello_and_authenticate_are_those_of_the_dialect() {
        ScramClient client = client(ScramDialect.WAMP_SCRAM);
        assertThat(client.authextra())
                .containsOnlyKeys("nonce", "channel_binding")
                .containsEntry("channel_binding", null);
        Map<String, Object> challenge = challenge(client, ScramDialect.WAMP_SCRAM, new Pbkdf2(4096));
        assertThat(client.answer(challenge).extra())
                .containsOnlyKeys("nonce", "channel_binding", "cbind_data")
                .containsEntry("nonce", challenge.get("nonce"))
                .containsEntry("cbind_data", null);
        ScramClient autobahn = client(ScramDialect.SCRAM);
        assertThat(autobahn.authextra()).containsOnlyKeys("nonce");
        assertThat(autobahn.answer(challenge(autobahn, ScramDialect.SCRAM, new Pbkdf2(4096)))
                        .extra())
                .isEmpty();
    }

    @Test
    void a_channel_binding_is_named_and_shown() {
        ScramBinding binding = new ScramBinding("tls-exporter", new byte[32]);
        ScramClient client = new ScramClient(ScramDialect.WAMP_SCRAM, "user", "pencil", Optional.of(binding), RANDOM);
        assertThat(client.authextra()).containsEntry("channel_binding", "tls-exporter");
        assertThat(client.answer(challenge(client, ScramDialect.WAMP_SCRAM, new Pbkdf2(4096)))
                        .extra())
                .containsEntry("channel_binding", "tls-exporter")
                .containsEntry("cbind_data", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
        assertThatThrownBy(() -> new ScramClient(ScramDialect.SCRAM, "user", "pencil", Optional.of(binding), RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the method 'scram' has no channel binding; use 'wamp-scram'");
    }

    @Test
    void the_nonce_of_each_login_is_new() {
        assertThat(nonce(client(ScramDialect.SCRAM))).isNotEqualTo(nonce(client(ScramDialect.SCRAM)));
    }

    @Test
    void the_authid_is_prepared() {
        assertThat(new ScramClient(ScramDialect.SCRAM, "u\u00ADser", "x", Optional.empty(), RANDOM).authid())
                .isEqualTo("user");
        assertThatThrownBy(() -> new ScramClient(ScramDialect.SCRAM, "\u0007", "x", Optional.empty(), RANDOM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the authid is empty, or has a character that SASLprep");
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void a_challenge_of_a_false_router_is_not_answered(ScramDialect dialect) {
        assertThatRefused(
                dialect, "nonce", ROUTER_NONCE, "the nonce in CHALLENGE does not begin with the nonce in HELLO");
        assertThatRefused(dialect, "nonce", "!", "the nonce in CHALLENGE does not begin with the nonce in HELLO");
        assertThatRefused(dialect, "nonce", null, "nonce in CHALLENGE is not a string");
        assertThatRefused(dialect, "salt", "", "salt in CHALLENGE is not Base64");
        assertThatRefused(dialect, "salt", "a b", "salt in CHALLENGE is not Base64");
        assertThatRefused(dialect, "salt", 7, "salt in CHALLENGE is not a string");
        assertThatRefused(dialect, "kdf", "md5", "kdf in CHALLENGE is neither 'pbkdf2' nor '" + dialect.argon2() + "'");
        assertThatRefused(dialect, "iterations", 1L, "CHALLENGE asks for costs of the key derivation that are too low");
        assertThatRefused(dialect, "iterations", 5000L, "iterations must be between 1 and 4096");
        assertThatRefused(dialect, "iterations", 1L << 32, "iterations in CHALLENGE is not a whole number");
        assertThatRefused(dialect, "iterations", 4.5, "iterations in CHALLENGE is not a whole number");
        assertThatRefused(dialect, "iterations", "4", "iterations in CHALLENGE is not a whole number");
        assertThatRefused(dialect, "memory", 1L << 30, "memory must be between 8 and 1048576");
        assertThatRefused(dialect, "memory", null, "memory in CHALLENGE is not a whole number");
    }

    @Test
    void the_own_nonce_alone_is_no_nonce_of_a_router() {
        for (ScramDialect dialect : ScramDialect.values()) {
            ScramClient client = client(dialect);
            Map<String, Object> challenge = challenge(client, dialect, new Argon2id(4, 4096));
            challenge.put("nonce", nonce(client));
            assertThatThrownBy(() -> client.answer(challenge)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static void assertThatRefused(ScramDialect dialect, String key, Object value, String message) {
        ScramClient client = client(dialect);
        Map<String, Object> challenge = challenge(client, dialect, new Argon2id(4, 4096));
        challenge.put(key, value);
        assertThatThrownBy(() -> client.answer(challenge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static ScramClient client(ScramDialect dialect) {
        return new ScramClient(dialect, "user", "pencil", Optional.empty(), RANDOM);
    }

    private static String nonce(ScramClient client) {
        return (String) client.authextra().get("nonce");
    }

    private static Map<String, Object> challenge(ScramClient client, ScramDialect dialect, ScramKdf kdf) {
        Map<String, Object> challenge = new LinkedHashMap<>();
        challenge.put("nonce", dialect.nonce(nonce(client), Base64.getDecoder().decode(ROUTER_NONCE)));
        challenge.put("salt", Base64.getEncoder().encodeToString(SALT));
        challenge.put("kdf", dialect.nameOf(kdf));
        challenge.put("iterations", (long) kdf.iterations());
        challenge.put("memory", kdf instanceof Argon2id argon2id ? (Object) (long) argon2id.memoryKib() : null);
        return challenge;
    }
}
