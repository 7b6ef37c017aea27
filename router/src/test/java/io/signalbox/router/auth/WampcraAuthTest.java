package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.router.auth.WampcraSettings.WampcraUser;
import io.signalbox.router.auth.WampcraSettings.WampcraUsers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class WampcraAuthTest {
    private static final Salting SALTING = new Salting("salt123", 1000, 32);
    private static final String DERIVED = "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=";
    private static final DecoySecret DECOYS = DecoySecret.random(new SecureRandom());
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC);

    private final StaticWampcraUsers users = new StaticWampcraUsers(
            users(Map.of(
                    "joe", plain("secret2"),
                    "ann", salted(DERIVED, Optional.empty()),
                    "bob", salted("secret", Optional.empty()),
                    "eve", salted(DERIVED, Optional.of(false)),
                    "max", salted(DERIVED, Optional.of(true)))),
            Optional.of("user"),
            DECOYS);
    private final WampcraAuth method = new WampcraAuth(users, new SecureRandom(), CLOCK);

    @Test
    void the_challenge_has_the_session_the_time_and_a_new_nonce() throws Exception {
        JsonNode first = challenge("joe");
        assertThat(first.path("authid").asText()).isEqualTo("joe");
        assertThat(first.path("authrole").asText()).isEqualTo("user");
        assertThat(first.path("authmethod").asText()).isEqualTo("wampcra");
        assertThat(first.path("authprovider").asText()).isEqualTo("static");
        assertThat(first.path("timestamp").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(first.path("session").asLong()).isEqualTo(Attempt.SESSION);
        assertThat(first.path("nonce").asText())
                .hasSize(64)
                .isNotEqualTo(challenge("joe").path("nonce").asText());
    }

    @Test
    void a_secret_without_salt_is_the_key() {
        Attempt joe = new Attempt(method, "joe", Map.of());
        Map<String, Object> extra = joe.challenge();
        assertThat(extra).containsOnlyKeys("challenge");
        String signature = WampCra.signature(WampCra.key("secret2"), (String) extra.get("challenge"));
        assertThat(Attempt.accepted(joe.answer(signature)))
                .isEqualTo(new Identity("joe", "user", "wampcra", "static", Optional.empty(), Map.of()));
    }

    @Test
    void a_client_derives_the_key_of_a_salted_secret() {
        for (String authid : new String[] {"ann", "bob", "max"}) {
            Attempt attempt = new Attempt(method, authid, Map.of());
            Map<String, Object> extra = attempt.challenge();
            assertThat(extra)
                    .containsEntry("salt", "salt123")
                    .containsEntry("iterations", 1000)
                    .containsEntry("keylen", 32);
            byte[] key = WampCra.key("secret", SALTING);
            assertThat(attempt.answer(WampCra.signature(key, (String) extra.get("challenge"))))
                    .as(authid)
                    .isInstanceOf(AuthStep.Accepted.class);
        }
    }

    @Test
    void a_secret_that_is_said_to_be_no_derived_key_is_derived() {
        Attempt eve = new Attempt(method, "eve", Map.of());
        String challenge = (String) eve.challenge().get("challenge");
        assertThat(eve.answer(WampCra.signature(WampCra.key("secret", SALTING), challenge)))
                .isInstanceOf(AuthStep.Rejected.class);
        assertThat(eve.answer(WampCra.signature(WampCra.key(DERIVED, SALTING), challenge)))
                .isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void a_signature_of_an_earlier_challenge_is_refused() {
        Attempt first = new Attempt(method, "joe", Map.of());
        String signature = WampCra.signature(
                WampCra.key("secret2"), (String) first.challenge().get("challenge"));
        Attempt second = new Attempt(method, "joe", Map.of());
        second.challenge();
        assertThat(second.answer(signature)).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void an_unknown_authid_and_a_wrong_secret_differ_in_nothing_but_nonces() throws Exception {
        assertAlike("joe", plain("x"));
        assertAlike("joe", salted("secret", Optional.empty()));
        assertAlike("joe", salted(DERIVED, Optional.of(true)));
    }

    private void assertAlike(String authid, WampcraUser user) throws Exception {
        StaticWampcraUsers only = new StaticWampcraUsers(users(Map.of(authid, user)), Optional.of("user"), DECOYS);
        WampcraAuth ofOnly = new WampcraAuth(only, new SecureRandom(), CLOCK);
        Map<String, Object> known = new Attempt(ofOnly, authid, Map.of()).challenge();
        for (int i = 0; i < 100; i++) {
            Attempt unknown = new Attempt(ofOnly, "jo" + i, Map.of());
            Map<String, Object> extra = unknown.challenge();
            assertThat(extra.keySet()).containsExactlyElementsOf(known.keySet());
            assertThat(extra.get("iterations")).isEqualTo(known.get("iterations"));
            assertThat(extra.get("keylen")).isEqualTo(known.get("keylen"));
            JsonNode first = new ObjectMapper().readTree((String) known.get("challenge"));
            JsonNode other = new ObjectMapper().readTree((String) extra.get("challenge"));
            assertThat(other.path("authrole")).isEqualTo(first.path("authrole"));
            assertThat(other.path("nonce").asText())
                    .hasSameSizeAs(first.path("nonce").asText());
            if (extra.containsKey("salt")) {
                assertThat((String) extra.get("salt")).hasSameSizeAs((String) known.get("salt"));
            }
            assertThat(unknown.answer("AAAA")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
    }

    @Test
    void the_salt_of_an_unknown_authid_stays_after_a_restart_and_when_users_come_and_go() {
        CryptosignKey nodeKey = CryptosignKey.generate(new SecureRandom());
        Map<String, WampcraUser> salted = Map.of("ann", salted(DERIVED, Optional.of(true)));
        Object before = saltOf("nobody", salted, DecoySecret.of(nodeKey));
        assertThat(saltOf("nobody", salted, DecoySecret.of(nodeKey))).isEqualTo(before);
        assertThat(saltOf("somebody", salted, DecoySecret.of(nodeKey))).isNotEqualTo(before);
        Map<String, WampcraUser> more =
                Map.of("ann", salted("another", Optional.of(false)), "bob", salted("third", Optional.of(false)));
        assertThat(saltOf("nobody", more, DecoySecret.of(nodeKey))).isEqualTo(before);
    }

    /** Else the salt of an unknown authid would show whether a guess of the only secret is right. */
    @Test
    void the_salt_of_an_unknown_authid_does_not_depend_on_the_secrets_of_users() {
        Map<String, WampcraUser> one = Map.of("ann", salted("secret", Optional.of(false)));
        Map<String, WampcraUser> other = Map.of("ann", salted("another", Optional.of(false)));
        assertThat(saltOf("nobody", one, DECOYS)).isEqualTo(saltOf("nobody", other, DECOYS));
        assertThat(saltOf("nobody", one, DecoySecret.random(new SecureRandom())))
                .isNotEqualTo(saltOf("nobody", one, DECOYS));
    }

    private static Object saltOf(String authid, Map<String, WampcraUser> byAuthid, DecoySecret secret) {
        StaticWampcraUsers source = new StaticWampcraUsers(users(byAuthid), Optional.of("user"), secret);
        return new Attempt(new WampcraAuth(source, new SecureRandom(), CLOCK), authid, Map.of())
                .challenge()
                .get("salt");
    }

    @Test
    void a_known_and_an_unknown_authid_cost_the_same_codes() {
        for (WampcraUser user : new WampcraUser[] {plain("x"), salted("secret", Optional.empty())}) {
            StaticWampcraUsers only = new StaticWampcraUsers(users(Map.of("joe", user)), Optional.of("user"), DECOYS);
            Attempt known = new Attempt(new WampcraAuth(only, new SecureRandom(), CLOCK), "joe", Map.of());
            Attempt unknown = new Attempt(new WampcraAuth(only, new SecureRandom(), CLOCK), "jim", Map.of());
            CountedCodes.during(codes -> {
                assertThat(codes.of(known::challenge)).isPositive().isEqualTo(codes.of(unknown::challenge));
                assertThat(codes.of(() -> known.answer("AAAA")))
                        .isEqualTo(1)
                        .isEqualTo(codes.of(() -> unknown.answer("AAAA")));
            });
        }
    }

    @Test
    void without_users_every_client_is_unknown() {
        StaticWampcraUsers nobody = new StaticWampcraUsers(users(Map.of()), Optional.empty(), DECOYS);
        Attempt attempt = new Attempt(new WampcraAuth(nobody, new SecureRandom(), CLOCK), "joe", Map.of());
        assertThat(attempt.challenge()).containsOnlyKeys("challenge");
        assertThat(attempt.answer("AAAA")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void no_text_has_a_secret() {
        assertThat(plain("secret2").toString()).doesNotContain("secret2");
        assertThat(new WampcraPrincipal(
                                new Grant("joe", "user", Optional.empty(), Map.of()),
                                "secret2".getBytes(StandardCharsets.UTF_8),
                                Optional.empty())
                        .toString())
                .isEqualTo("WampcraPrincipal[grant=Grant[authid=joe, authrole=user, realm=Optional.empty, extra={}]]");
    }

    private JsonNode challenge(String authid) throws Exception {
        Map<String, Object> extra = new Attempt(method, authid, Map.of()).challenge();
        return new ObjectMapper().readTree((String) extra.get("challenge"));
    }

    private static WampcraUsers users(Map<String, WampcraUser> byAuthid) {
        return new WampcraUsers(Optional.empty(), byAuthid);
    }

    private static WampcraUser plain(String secret) {
        return new WampcraUser(
                secret,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty());
    }

    private static WampcraUser salted(String secret, Optional<Boolean> isDerived) {
        return new WampcraUser(
                secret,
                Optional.empty(),
                Optional.empty(),
                Optional.of(SALTING.salt()),
                OptionalInt.of(SALTING.iterations()),
                OptionalInt.of(SALTING.keylen()),
                isDerived);
    }
}
