package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.CryptosignSettings.CryptosignEntry;
import io.signalbox.router.auth.CryptosignSettings.CryptosignPrincipals;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CryptosignAuthTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CryptosignKey FIRST = CryptosignKey.generate(RANDOM);
    private static final CryptosignKey SECOND = CryptosignKey.generate(RANDOM);
    private static final CryptosignKey SHARED = CryptosignKey.generate(RANDOM);
    private static final CryptosignKey FOREIGN = CryptosignKey.generate(RANDOM);
    private static final CryptosignKey NODE = CryptosignKey.generate(RANDOM);

    private final StaticCryptosignKeys keys = new StaticCryptosignKeys(
            principals(Map.of(
                    "joe", entry(FIRST, SECOND, SHARED),
                    "ann", entry(SHARED))),
            Optional.of("user"));
    private final CryptosignAuth method = new CryptosignAuth(keys, Optional.of(NODE), RANDOM, new KeyWork(1, 10));

    @Test
    void each_of_the_authorized_keys_serves() {
        for (CryptosignKey key : List.of(FIRST, SECOND, SHARED)) {
            Attempt attempt = attempt("joe", key);
            Map<String, Object> extra = attempt.challenge();
            assertThat(extra).containsOnlyKeys("challenge", "channel_binding").containsEntry("channel_binding", null);
            assertThat(Attempt.accepted(attempt.answer(key.sign(bytes(extra, "challenge")))))
                    .isEqualTo(new Identity("joe", "user", "cryptosign", "static", Optional.of("realm2"), Map.of()));
        }
    }

    @Test
    void a_client_without_authid_gets_the_authid_that_alone_has_its_key() {
        Attempt unique = new Attempt(
                method, null, Map.of("pubkey", FIRST.publicKey().hex().toUpperCase(Locale.ROOT)));
        assertThat(Attempt.accepted(unique.answer(FIRST.sign(bytes(unique.challenge(), "challenge"))))
                        .authid())
                .isEqualTo("joe");
        Attempt shared = attempt(null, SHARED);
        assertThat(shared.answer(SHARED.sign(bytes(shared.challenge(), "challenge"))))
                .isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void an_unknown_authid_an_unknown_key_and_a_wrong_signature_get_the_same_messages() {
        Map<Attempt, CryptosignKey> attempts = Map.of(
                attempt("nobody", FIRST), FIRST, attempt("joe", FOREIGN), FOREIGN, attempt(null, FOREIGN), FOREIGN);
        attempts.forEach((attempt, key) -> {
            Map<String, Object> extra = attempt.challenge();
            assertThat(extra.keySet()).containsExactly("challenge", "channel_binding");
            assertThat((String) extra.get("challenge")).hasSize(64);
            assertThat(attempt.answer(key.sign(bytes(extra, "challenge")))).isEqualTo(Refusals.WRONG_CREDENTIALS);
        });
        Attempt wrong = attempt("joe", FIRST);
        wrong.challenge();
        assertThat(wrong.answer(FIRST.sign(new byte[32]))).isEqualTo(Refusals.WRONG_CREDENTIALS);
        assertThat(wrong.answer("")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void a_signature_of_an_earlier_challenge_is_refused() {
        Attempt first = attempt("joe", FIRST);
        String signature = FIRST.sign(bytes(first.challenge(), "challenge"));
        assertThat(first.answer(signature)).isInstanceOf(AuthStep.Accepted.class);
        Attempt second = attempt("joe", FIRST);
        second.challenge();
        assertThat(second.answer(signature)).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void a_client_without_a_key_is_refused_whoever_it_claims_to_be() {
        for (Object pubkey :
                new Object[] {null, 5L, "", "00".repeat(32), FIRST.publicKey().hex() + "00"}) {
            Map<String, Object> extra = pubkey == null ? Map.of() : Map.of("pubkey", pubkey);
            assertThat(new Attempt(method, "joe", extra).hello())
                    .isEqualTo(new Attempt(method, "nobody", extra).hello())
                    .isEqualTo(new AuthStep.Rejected(
                            ErrorUri.AUTHENTICATION_DENIED,
                            "authextra.pubkey in HELLO is not an Ed25519 public key in 64 hexadecimal digits"));
        }
    }

    @Test
    void the_router_signs_the_challenge_of_the_client() {
        byte[] challenge = new byte[32];
        RANDOM.nextBytes(challenge);
        Map<String, Object> hello = Map.of("pubkey", FIRST.publicKey().hex(), "challenge", HEX.formatHex(challenge));
        Map<String, Object> extra = new Attempt(method, "joe", hello).challenge();
        assertThat(extra).containsEntry("pubkey", NODE.publicKey().hex());
        assertThat(NODE.publicKey().isSigned((String) extra.get("signature"), challenge))
                .isTrue();
    }

    @Test
    void a_challenge_for_the_router_that_is_none_or_that_it_cannot_sign_is_refused() {
        for (Object challenge : new Object[] {5L, "", "00".repeat(31), "x".repeat(64)}) {
            Map<String, Object> hello = Map.of("pubkey", FIRST.publicKey().hex(), "challenge", challenge);
            assertThat(new Attempt(method, "joe", hello).hello())
                    .isEqualTo(new AuthStep.Rejected(
                            ErrorUri.AUTHENTICATION_FAILED,
                            "authextra.challenge in HELLO is not 32 bytes in hexadecimal digits"));
        }
        CryptosignAuth without = new CryptosignAuth(keys, Optional.empty(), RANDOM, new KeyWork(1, 10));
        Map<String, Object> hello = Map.of("pubkey", FIRST.publicKey().hex(), "challenge", "00".repeat(32));
        assertThat(new Attempt(without, "joe", hello).hello())
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_FAILED,
                        "this router has no key with which it could sign authextra.challenge"));
    }

    @Test
    void channel_binding_without_tls_is_refused() {
        for (Object binding : new Object[] {"tls-unique", "tls-exporter", 5L}) {
            Map<String, Object> hello = Map.of("pubkey", FIRST.publicKey().hex(), "channel_binding", binding);
            assertThat(new Attempt(method, "joe", hello).hello())
                    .isEqualTo(new AuthStep.Rejected(
                            ErrorUri.AUTHENTICATION_FAILED, "channel binding needs TLS, and this connection has none"));
        }
    }

    @Test
    void replaced_keys_count_for_the_next_client() {
        keys.replace(principals(Map.of("joe", entry(FOREIGN))));
        Attempt former = attempt("joe", FIRST);
        assertThat(former.answer(FIRST.sign(bytes(former.challenge(), "challenge"))))
                .isEqualTo(Refusals.WRONG_CREDENTIALS);
        Attempt now = attempt("joe", FOREIGN);
        assertThat(now.answer(FOREIGN.sign(bytes(now.challenge(), "challenge"))))
                .isInstanceOf(AuthStep.Accepted.class);
    }

    private Attempt attempt(String authid, CryptosignKey key) {
        return new Attempt(method, authid, Map.of("pubkey", key.publicKey().hex()));
    }

    private static byte[] bytes(Map<String, Object> extra, String name) {
        return HEX.parseHex((String) extra.get(name));
    }

    private static CryptosignEntry entry(CryptosignKey... authorized) {
        List<String> hex =
                Arrays.stream(authorized).map(key -> key.publicKey().hex()).toList();
        return new CryptosignEntry(hex, Optional.empty(), Optional.of("realm2"));
    }

    private static CryptosignPrincipals principals(Map<String, CryptosignEntry> byAuthid) {
        return new CryptosignPrincipals(Optional.empty(), byAuthid);
    }
}
