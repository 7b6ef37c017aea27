package io.signalbox.protocol.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.WampCra.Salting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WampCraTest {
    private static final String CHALLENGE = "{\"authid\":\"peter\",\"authrole\":\"user\",\"authmethod\":\"wampcra\","
            + "\"authprovider\":\"static\",\"nonce\":\"abc\",\"timestamp\":\"2024-01-01T00:00:00.000Z\","
            + "\"session\":1234567890}";
    private static final String DERIVED = "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=";

    @Test
    void a_challenge_is_a_json_object_with_the_session_that_welcome_has() {
        assertThat(challenge("peter").text()).isEqualTo(CHALLENGE).hasSize(157);
    }

    @Test
    void an_authid_with_quotes_stays_inside_its_string() {
        assertThat(challenge("a\",\"authrole\":\"admin\n").text())
                .startsWith("{\"authid\":\"a\\\",\\\"authrole\\\":\\\"admin\\n\",\"authrole\":\"user\",");
    }

    @Test
    void the_key_of_a_secret_without_salt_is_its_text() {
        assertThat(WampCra.signature(WampCra.key("secret"), CHALLENGE))
                .isEqualTo("VKdN3ZSwTqL4cLrM/XuZZuKdDxzlknpsnMx8T7ts6xg=");
    }

    @Test
    void the_key_of_a_salted_secret_is_base64_text() {
        byte[] key = WampCra.key("secret", new Salting("salt123", 1000, 32));
        assertThat(new String(key, StandardCharsets.US_ASCII)).isEqualTo(DERIVED);
        assertThat(WampCra.signature(key, CHALLENGE)).isEqualTo("6TnR3G9Bg8DjrR0STrVgqcKPMl70m7F3bGtEJhjVQNo=");
    }

    @Test
    void only_the_whole_signature_is_valid() {
        byte[] key = WampCra.key("secret");
        String signature = WampCra.signature(key, CHALLENGE);
        assertThat(WampCra.isValid(signature, key, CHALLENGE)).isTrue();
        assertThat(WampCra.isValid(signature.substring(1), key, CHALLENGE)).isFalse();
        assertThat(WampCra.isValid("", key, CHALLENGE)).isFalse();
        assertThat(WampCra.isValid(signature + "=", key, CHALLENGE)).isFalse();
        assertThat(WampCra.isValid(signature, WampCra.key("Secret"), CHALLENGE)).isFalse();
        assertThat(WampCra.isValid(signature, key, CHALLENGE + " ")).isFalse();
    }

    @Test
    void an_empty_secret_has_a_signature() {
        assertThat(WampCra.signature(WampCra.key(""), "")).isEqualTo("thNnmggU2ex3L5XXeMNfxf8Wl8STcVZTxscSFEKSxa0=");
    }

    @Test
    void a_derived_key_is_base64_of_exactly_its_length() {
        assertThat(WampCra.isDerivedKey(DERIVED, 32)).isTrue();
        assertThat(WampCra.isDerivedKey(DERIVED, 31)).isFalse();
        assertThat(WampCra.isDerivedKey(DERIVED, 33)).isFalse();
        assertThat(WampCra.isDerivedKey("secret", 32)).isFalse();
        assertThat(WampCra.isDerivedKey(DERIVED.replace('=', '!'), 32)).isFalse();
        assertThat(WampCra.isDerivedKey("c2VjcmV0c2VjcmV0", 12)).isTrue();
    }

    @Test
    void salting_has_bounds() {
        assertThatThrownBy(() -> new Salting("", 1000, 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Salting("s", 0, 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Salting("s", 1000, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Salting("s", 1000, 1025)).isInstanceOf(IllegalArgumentException.class);
    }

    private static WampCraChallenge challenge(String authid) {
        return new WampCraChallenge(
                authid, "user", "static", "abc", Instant.parse("2024-01-01T00:00:00Z"), 1_234_567_890);
    }
}
