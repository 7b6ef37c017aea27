package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import io.signalbox.protocol.auth.ScramKeys;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.ScramSettings.ScramEntry;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramAuthTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DecoySecret DECOYS = DecoySecret.random(RANDOM);
    private static final HexFormat HEX = HexFormat.of();
    private static final String SALT = "5b6d99689d12358eec8ec04b1141236f";
    private static final ScramKdf PBKDF2 = new Pbkdf2(4096);
    private static final ScramKdf ARGON2 = new Argon2id(4, 4096);
    private static final String NONCE = "AAECAwQFBgcICQoLDA0ODw==";
    private static final AuthStep DIFFERS = new AuthStep.Rejected(
            ErrorUri.AUTHENTICATION_DENIED,
            "nonce, channel_binding or cbind_data in AUTHENTICATE differs from HELLO and CHALLENGE");

    private final StaticScramPrincipals principals = principals(Map.of(
            "joe", entry(ScramDialect.WAMP_SCRAM, PBKDF2),
            "ann", entry(ScramDialect.WAMP_SCRAM, ARGON2),
            "bob", entry(ScramDialect.SCRAM, ARGON2)));

    @Test
    void client_and_router_prove_themselves() {
        assertLogsIn(ScramDialect.WAMP_SCRAM, "joe");
        assertLogsIn(ScramDialect.WAMP_SCRAM, "ann");
        assertLogsIn(ScramDialect.SCRAM, "joe");
        assertLogsIn(ScramDialect.SCRAM, "bob");
    }

    private void assertLogsIn(ScramDialect dialect, String authid) {
        Login login = new Login(method(dialect), dialect, authid, "pencil");
        Identity identity = Attempt.accepted(login.answer());
        assertThat(identity.authid()).isEqualTo(authid);
        assertThat(identity.authrole()).isEqualTo("user");
        assertThat(identity.authmethod()).isEqualTo(dialect.method());
        assertThat(identity.authprovider()).isEqualTo("static");
        assertThat(identity.extra()).containsOnlyKeys(dialect.signatureKey());
        assertThat(login.answer.isFromRouter(identity.extra())).isTrue();
    }

    @Test
    void the_challenge_has_the_keys_that_clients_of_the_dialect_know() {
        Map<String, Object> specified = attempt(ScramDialect.WAMP_SCRAM, "joe").challenge();
        assertThat(specified)
                .containsOnlyKeys("nonce", "salt", "kdf", "iterations", "memory")
                .containsEntry("salt", Base64.getEncoder().encodeToString(HEX.parseHex(SALT)))
                .containsEntry("kdf", "pbkdf2")
                .containsEntry("iterations", 4096)
                .containsEntry("memory", null);
        assertThat((String) specified.get("nonce")).startsWith(NONCE).hasSize(2 * NONCE.length());
        assertThat(attempt(ScramDialect.WAMP_SCRAM, "ann").challenge())
                .containsEntry("kdf", "argon2id13")
                .containsEntry("iterations", 4)
                .containsEntry("memory", 4096);
        Map<String, Object> autobahn = attempt(ScramDialect.SCRAM, "joe").challenge();
        assertThat(autobahn).containsOnlyKeys("nonce", "salt", "kdf", "iterations");
        assertThat(Base64.getDecoder().decode((String) autobahn.get("nonce")))
                .hasSize(32)
                .startsWith(Base64.getDecoder().decode(NONCE));
        assertThat(attempt(ScramDialect.SCRAM, "bob").challenge())
                .containsOnlyKeys("nonce", "salt", "kdf", "iterations", "memory")
                .containsEntry("kdf", "argon2id-13");
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void a_wrong_password_and_a_part_of_a_proof_are_refused(ScramDialect dialect) {
        assertThat(new Login(method(dialect), dialect, "joe", "Pencil").answer())
                .isEqualTo(Refusals.WRONG_CREDENTIALS);
        Login login = new Login(method(dialect), dialect, "joe", "pencil");
        String proof = login.answer.signature();
        for (String wrong : new String[] {"", proof.substring(0, 40), proof.substring(4), "!" + proof, proof + proof}) {
            assertThat(login.attempt.answer(wrong, login.answer.extra()))
                    .as(wrong)
                    .isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void an_answer_of_an_earlier_exchange_is_refused(ScramDialect dialect) {
        Attempt first = attempt(dialect, "joe");
        Attempt second = attempt(dialect, "joe");
        String nonce = (String) first.challenge().get("nonce");
        assertThat(second.challenge().get("nonce"))
                .as("the router's nonce is new, although the client repeats its own")
                .isNotEqualTo(nonce);
        Login earlier = new Login(method(dialect), dialect, "joe", "pencil");
        assertThat(second.answer(earlier.answer.signature(), Map.of("nonce", nonce)))
                .isEqualTo(DIFFERS);
        Map<String, Object> extra = new HashMap<>(earlier.answer.extra());
        extra.replace("nonce", second.challenge().get("nonce"));
        assertThat(second.answer(earlier.answer.signature(), extra)).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void a_client_of_the_specification_repeats_the_exchange() {
        Login login = new Login(method(ScramDialect.WAMP_SCRAM), ScramDialect.WAMP_SCRAM, "joe", "pencil");
        String proof = login.answer.signature();
        assertThat(login.attempt.answer(proof, Map.of())).isEqualTo(DIFFERS);
        for (Map<String, Object> more : List.<Map<String, Object>>of(
                Map.of("nonce", NONCE),
                Map.of("channel_binding", "tls-exporter"),
                Map.of("cbind_data", "AAAA"),
                Map.of("nonce", 7L))) {
            Map<String, Object> extra = new HashMap<>(login.answer.extra());
            extra.putAll(more);
            assertThat(login.attempt.answer(proof, extra)).as(more.toString()).isEqualTo(DIFFERS);
        }
        assertThat(login.answer()).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void keys_of_argon2_serve_one_dialect_only() {
        assertUnknown(ScramDialect.SCRAM, "ann");
        assertUnknown(ScramDialect.WAMP_SCRAM, "bob");
    }

    private void assertUnknown(ScramDialect dialect, String authid) {
        Map<String, Object> challenge = attempt(dialect, authid).challenge();
        assertThat(challenge.get("salt"))
                .isEqualTo(attempt(dialect, authid).challenge().get("salt"))
                .isNotEqualTo(Base64.getEncoder().encodeToString(HEX.parseHex(SALT)));
        assertThat(new Login(method(dialect), dialect, authid, "pencil").answer())
                .isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void a_proof_of_the_other_dialect_is_refused() {
        Attempt scram = attempt(ScramDialect.SCRAM, "joe");
        Map<String, Object> challenge = scram.challenge();
        ScramClient specified = client(ScramDialect.WAMP_SCRAM, "joe", "pencil");
        String own = (String) specified.authextra().get("nonce");
        Map<String, Object> relabelled = new LinkedHashMap<>(challenge);
        relabelled.put("nonce", own + challenge.get("nonce"));
        assertThat(scram.answer(specified.answer(relabelled).signature())).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void a_hello_without_nonce_or_authid_is_refused_with_the_reason(ScramDialect dialect) {
        AuthStep noNonce = new AuthStep.Rejected(
                ErrorUri.AUTHENTICATION_DENIED, "authextra.nonce in HELLO is not Base64 of at most 256 characters");
        for (Object nonce : new Object[] {"", "AAEC A==", "AAECAx==", 7L, "AAAA".repeat(65)}) {
            assertThat(new Attempt(method(dialect), "joe", Map.of("nonce", nonce)).hello())
                    .as(nonce.toString())
                    .isEqualTo(noNonce);
        }
        assertThat(new Attempt(method(dialect), "joe", Map.of()).hello()).isEqualTo(noNonce);
        assertThat(new Attempt(method(dialect), null, Map.of("nonce", NONCE)).hello())
                .isEqualTo(Refusals.NO_AUTHID);
        // SASLprep makes 18 characters of the last one.
        for (String authid : List.of("joe\u0007", "", "j".repeat(256), "\uFDFA".repeat(256))) {
            assertThat(attempt(dialect, authid).hello())
                    .isEqualTo(new AuthStep.Rejected(
                            ErrorUri.AUTHENTICATION_DENIED,
                            "the authid in HELLO is empty, is longer than 255 characters, or has a character that"
                                    + " SASLprep (RFC 4013) does not allow"));
            assertThat(attempt(dialect, authid).claim()).isEmpty();
        }
    }

    @Test
    void a_channel_binding_that_is_not_possible_is_refused() {
        Map<String, Object> extra = Map.of("nonce", NONCE, "channel_binding", "tls-exporter");
        assertThat(new Attempt(method(ScramDialect.WAMP_SCRAM), "joe", extra).hello())
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_FAILED, "channel binding needs TLS, and this connection has none"));
        assertThat(new Attempt(method(ScramDialect.SCRAM), "joe", extra).hello())
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_FAILED, "the method 'scram' has no channel binding; use 'wamp-scram'"));
    }

    @Test
    void spellings_of_an_authid_that_count_as_equal_are_one_authid() {
        for (ScramDialect dialect : ScramDialect.values()) {
            Attempt attempt = new Attempt(method(dialect), "j\u00ADo\uFF45", Map.of("nonce", NONCE));
            assertThat(attempt.challenge().get("salt"))
                    .isEqualTo(attempt(dialect, "joe").challenge().get("salt"));
            assertThat(attempt.claim()).isEqualTo("joe");
        }
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void an_unknown_authid_and_a_wrong_password_differ_in_nothing_but_nonces_and_salts(ScramDialect dialect) {
        ScramAuth method = new ScramAuth(
                dialect, principals(Map.of("joe", entry(dialect, ARGON2))).of(dialect), RANDOM);
        Map<String, Object> known = new Attempt(method, "joe", Map.of("nonce", NONCE)).challenge();
        for (int i = 0; i < 100; i++) {
            Attempt unknown = new Attempt(method, "jo" + i, Map.of("nonce", NONCE));
            Map<String, Object> extra = unknown.challenge();
            assertThat(extra.keySet()).containsExactlyElementsOf(known.keySet());
            for (String same : new String[] {"kdf", "iterations", "memory"}) {
                assertThat(extra.get(same)).isEqualTo(known.get(same));
            }
            for (String alike : new String[] {"nonce", "salt"}) {
                assertThat((String) extra.get(alike)).hasSameSizeAs((String) known.get(alike));
            }
            assertThat(extra.get("salt")).isEqualTo(unknown.challenge().get("salt"));
            assertThat(unknown.answer(
                            "AAAA", Map.of("nonce", unknown.challenge().get("nonce"))))
                    .isEqualTo(Refusals.WRONG_CREDENTIALS);
        }
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void a_known_and_an_unknown_authid_cost_the_same_codes(ScramDialect dialect) {
        // The key and the salt of a decoy, and one code for each of the two forms of principals.
        int expected = 4;
        for (String authid : new String[] {"joe", dialect == ScramDialect.SCRAM ? "ann" : "bob", "nobody"}) {
            Attempt attempt = attempt(dialect, authid);
            Map<String, Object> extra = new HashMap<>();
            CountedCodes.during(codes -> {
                assertThat(codes.of(() -> extra.putAll(attempt.challenge())))
                        .as(authid)
                        .isEqualTo(expected);
                extra.keySet().retainAll(Set.of("nonce"));
                assertThat(codes.of(() -> attempt.answer("AAAA", extra)))
                        .as(authid)
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void the_salt_of_an_unknown_authid_stays_after_a_restart_and_when_principals_come_and_go() {
        CryptosignKey nodeKey = CryptosignKey.generate(RANDOM);
        Map<String, ScramEntry> one = Map.of("joe", entry(ScramDialect.SCRAM, ARGON2));
        Object before = saltOfNobody(one, DecoySecret.of(nodeKey));
        assertThat(saltOfNobody(one, DecoySecret.of(nodeKey))).isEqualTo(before);
        assertThat(saltOfNobody(one, DecoySecret.random(RANDOM))).isNotEqualTo(before);
        Map<String, ScramEntry> more =
                Map.of("ann", entry(ScramDialect.SCRAM, ARGON2), "bob", entry(ScramDialect.SCRAM, ARGON2));
        assertThat(saltOfNobody(more, DecoySecret.of(nodeKey))).isEqualTo(before);
    }

    private static Object saltOfNobody(Map<String, ScramEntry> byAuthid, DecoySecret secret) {
        StaticScramPrincipals source =
                new StaticScramPrincipals(new ScramPrincipals(Optional.empty(), byAuthid), Optional.of("user"), secret);
        ScramAuth method = new ScramAuth(ScramDialect.SCRAM, source.of(ScramDialect.SCRAM), RANDOM);
        return new Attempt(method, "nobody", Map.of("nonce", NONCE)).challenge().get("salt");
    }

    @Test
    void changed_principals_count_for_the_next_login() {
        principals.replace(
                new ScramPrincipals(Optional.empty(), Map.of("max", entry(ScramDialect.WAMP_SCRAM, PBKDF2))));
        assertLogsIn(ScramDialect.WAMP_SCRAM, "max");
        assertThat(new Login(method(ScramDialect.WAMP_SCRAM), ScramDialect.WAMP_SCRAM, "joe", "pencil").answer())
                .isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void without_principals_every_client_is_unknown() {
        for (ScramDialect dialect : ScramDialect.values()) {
            ScramAuth method = new ScramAuth(dialect, principals(Map.of()).of(dialect), RANDOM);
            assertThat(new Attempt(method, "joe", Map.of("nonce", NONCE)).challenge())
                    .containsEntry("kdf", dialect.argon2());
        }
    }

    @Test
    void no_text_has_a_key() {
        ScramEntry entry = entry(ScramDialect.SCRAM, PBKDF2);
        assertThat(entry.toString() + entry.principal(new Grant("joe", "user", Optional.empty(), Map.of())))
                .doesNotContain(entry.storedKey())
                .doesNotContain(entry.serverKey());
    }

    /** A client with the computations of the module for both sides. */
    private static final class Login {
        private final Attempt attempt;
        private final ScramClient.Answer answer;

        Login(ScramAuth method, ScramDialect dialect, String authid, String password) {
            ScramClient client = client(dialect, authid, password);
            attempt = new Attempt(method, client.authid(), client.authextra());
            answer = client.answer(attempt.challenge());
        }

        AuthStep answer() {
            return attempt.answer(answer.signature(), answer.extra());
        }
    }

    private static ScramClient client(ScramDialect dialect, String authid, String password) {
        return new ScramClient(dialect, authid, password, Optional.empty(), RANDOM);
    }

    private ScramAuth method(ScramDialect dialect) {
        return new ScramAuth(dialect, principals.of(dialect), RANDOM);
    }

    private Attempt attempt(ScramDialect dialect, String authid) {
        return new Attempt(method(dialect), authid, Map.of("nonce", NONCE));
    }

    private static StaticScramPrincipals principals(Map<String, ScramEntry> byAuthid) {
        return new StaticScramPrincipals(new ScramPrincipals(Optional.empty(), byAuthid), Optional.of("user"), DECOYS);
    }

    static ScramEntry entry(ScramDialect dialect, ScramKdf kdf) {
        ScramKeys keys = ScramKeys.of(dialect.saltedPassword("pencil", HEX.parseHex(SALT), kdf));
        return new ScramEntry(
                dialect.nameOf(kdf),
                kdf.iterations(),
                kdf instanceof Argon2id argon2id ? OptionalInt.of(argon2id.memoryKib()) : OptionalInt.empty(),
                SALT,
                HEX.formatHex(keys.stored()),
                HEX.formatHex(keys.server()),
                Optional.empty(),
                Optional.empty());
    }
}
