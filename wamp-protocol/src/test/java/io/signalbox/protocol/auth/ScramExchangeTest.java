package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScramExchangeTest {
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final byte[] SALT_BYTES = Base64.getDecoder().decode(SALT);
    private static final String CLIENT_NONCE = "AAECAwQFBgcICQoLDA0ODw==";
    private static final byte[] ROUTER_NONCE = bytes(16, 32);
    private static final byte[] SALTED = ScramDialect.WAMP_SCRAM.saltedPassword("pencil", SALT_BYTES, new Pbkdf2(4096));
    private static final ScramKeys KEYS = ScramKeys.of(SALTED);
    private static final ScramExchange EXCHANGE = exchange(ScramDialect.WAMP_SCRAM, "user", 4096, Optional.empty());
    private static final String PROOF = "MWGzrXi6I2oLq96q2RWiSSklY0E9PAITDfwXoDGt7VU=";

    @Test
    void client_and_router_prove_with_pbkdf2_that_they_know_the_password() {
        assertThat(EXCHANGE.proof(SALTED)).isEqualTo(PROOF);
        assertThat(EXCHANGE.isProof(PROOF, KEYS)).isTrue();
        assertThat(EXCHANGE.signature(KEYS)).isEqualTo("LS3lXD2jv/dLPrg4SVtp0ZJue4Kp75UwB6/4MuDBZ2Q=");
    }

    /** The exchange of RFC 7677 section 3. */
    @Test
    void proof_and_signature_are_those_of_the_rfc() {
        String client = "rOprNGfwEbeRWgbNEkqO";
        ScramExchange exchange = new ScramExchange(
                ScramDialect.WAMP_SCRAM,
                "user",
                client,
                client + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                SALT,
                4096,
                Optional.empty());
        assertThat(exchange.proof(SALTED)).isEqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(exchange.signature(KEYS)).isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    /** The values are those of a program in Python with libargon2. */
    @Test
    void client_and_router_prove_with_argon2_that_they_know_the_password() {
        byte[] salted = ScramDialect.WAMP_SCRAM.saltedPassword("pencil", SALT_BYTES, new Argon2id(4, 4096));
        ScramExchange exchange = exchange(ScramDialect.WAMP_SCRAM, "user", 4, Optional.empty());
        assertThat(exchange.proof(salted)).isEqualTo("HU3OPPAnyUFXMjNwIQivLsml/KPCYq+SRdynuQBga1w=");
        assertThat(exchange.signature(ScramKeys.of(salted))).isEqualTo("/PydBTRx64AxpV1SJBcmhVYHyPqmjmMLImt6LFRmcgA=");
    }

    @Test
    void the_channel_binding_is_part_of_what_both_sides_sign() {
        Optional<ScramBinding> binding = Optional.of(new ScramBinding("tls-exporter", bytes(0, 32)));
        ScramExchange bound = exchange(ScramDialect.WAMP_SCRAM, "user", 4096, binding);
        assertThat(bound.proof(SALTED)).isEqualTo("N59iwwqEGGhrK85BEx4DpAlmQLoJvRSwuP8M2PjmXjY=");
        assertThat(bound.signature(KEYS)).isEqualTo("NJDHjBVmEVt+FFXFyOL/cLH9tR8UwoZ6fU2oYYa733g=");
        assertThat(bound.isProof(PROOF, KEYS)).isFalse();
    }

    /** The values are those of AuthScram of autobahn-python 22.7. */
    @Test
    void proof_and_signature_of_the_dialect_of_autobahn_are_those_of_autobahn() {
        byte[] salted = ScramDialect.SCRAM.saltedPassword("pencil", SALT_BYTES, new Argon2id(4, 4096));
        ScramExchange exchange = exchange(ScramDialect.SCRAM, "user", 4, Optional.empty());
        assertThat(exchange.nonce()).isEqualTo("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
        assertThat(exchange.proof(salted)).isEqualTo("89MblTFToPNb/LxFHv2VfLV5Qz9eePr6C47A6vBfQEg=");
        assertThat(exchange.signature(ScramKeys.of(salted))).isEqualTo("2vV9+PYNNCTvM8Jv4gvy4me4zLrXDZ1JdcdEFwMytng=");
        assertThat(exchange(ScramDialect.SCRAM, "a=b,c", 4, Optional.empty()).proof(salted))
                .isEqualTo("RIaADz0HXKWbomGVc8A1ETBDiYQcdEFDsOqTI3+hRRw=");
    }

    /** The keys are those of {@code derive_scram_credential} of autobahn-python 22.7. */
    @Test
    void the_keys_of_a_password_of_autobahn_are_those_of_autobahn() {
        HexFormat hex = HexFormat.of();
        ScramKeys keys = ScramKeys.of(ScramDialect.SCRAM.saltedPassword(
                "secret123", hex.parseHex("ae1f0d2f422757809077785e660b62c6"), new Argon2id(4096, 512)));
        assertThat(hex.formatHex(keys.stored()))
                .isEqualTo("5f19358ff6f38e267b6ef1ea1d862514ec4e8745a84682259fd3894be09febb5");
        assertThat(hex.formatHex(keys.server()))
                .isEqualTo("0d8e7e9222a7c0e54c9e979aa342115699ff5696c45dc379b5ee241338a5861d");
    }

    @Test
    void a_proof_of_another_password_and_a_part_of_a_proof_are_refused() {
        byte[] other = ScramDialect.WAMP_SCRAM.saltedPassword("Pencil", SALT_BYTES, new Pbkdf2(4096));
        assertThat(EXCHANGE.isProof(EXCHANGE.proof(other), KEYS)).isFalse();
        for (String proof : new String[] {"", "!", "AAAA", PROOF.substring(4), PROOF.substring(0, 40), PROOF + PROOF}) {
            assertThat(EXCHANGE.isProof(proof, KEYS)).as(proof).isFalse();
        }
    }

    @Test
    void a_proof_of_the_other_dialect_is_refused() {
        byte[] salted = ScramDialect.SCRAM.saltedPassword("pencil", SALT_BYTES, new Pbkdf2(4096));
        ScramExchange scram = exchange(ScramDialect.SCRAM, "user", 4096, Optional.empty());
        assertThat(salted).as("both dialects derive the same keys with PBKDF2").isEqualTo(SALTED);
        assertThat(scram.isProof(scram.proof(salted), KEYS)).isTrue();
        assertThat(EXCHANGE.isProof(scram.proof(salted), KEYS)).isFalse();
        assertThat(scram.isProof(PROOF, KEYS)).isFalse();
    }

    @Test
    void commas_and_equals_signs_of_an_authid_are_escaped() {
        assertThat(exchange(ScramDialect.WAMP_SCRAM, "a=b,c", 4096, Optional.empty())
                        .authMessage())
                .startsWith("n=a=3Db=2Cc,r=AAEC");
    }

    @Test
    void only_the_specification_prepares_passwords() {
        Pbkdf2 kdf = new Pbkdf2(4096);
        assertThat(ScramDialect.WAMP_SCRAM.saltedPassword("pen\u00ADcil", SALT_BYTES, kdf))
                .isEqualTo(SALTED);
        assertThat(ScramDialect.SCRAM.saltedPassword("pen\u00ADcil", SALT_BYTES, kdf))
                .isNotEqualTo(SALTED);
        assertThatThrownBy(() -> ScramDialect.WAMP_SCRAM.saltedPassword("pen\u0007cil", SALT_BYTES, kdf))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the password is empty, or has a character that SASLprep (RFC 4013) does not allow");
    }

    @Test
    void only_canonical_base64_counts_as_base64() {
        assertThat(ScramDialect.isBase64("AAECAw==")).isTrue();
        for (String text :
                new String[] {"", "AAECAw", "AAECAx==", "AAEC Aw==", "AAECAw==\n", "AAEC_w==", "\u00e4AAA"}) {
            assertThat(ScramDialect.isBase64(text)).as(text).isFalse();
        }
    }

    @Test
    void no_text_has_a_key() {
        assertThat(KEYS.toString()).isEqualTo("ScramKeys[***]");
    }

    private static ScramExchange exchange(
            ScramDialect dialect, String authid, int iterations, Optional<ScramBinding> binding) {
        String nonce = dialect.nonce(CLIENT_NONCE, ROUTER_NONCE);
        return new ScramExchange(dialect, authid, CLIENT_NONCE, nonce, SALT, iterations, binding);
    }

    private static byte[] bytes(int from, int to) {
        byte[] bytes = new byte[to - from];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (from + i));
        return bytes;
    }
}
