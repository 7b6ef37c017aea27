package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.auth.CryptosignKey;
import io.signalbox.protocol.auth.ScramClient;
import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.WampCra;
import io.signalbox.protocol.auth.WampCra.Salting;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.Patience;
import io.signalbox.router.auth.ScramSettings.ScramEntry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExternalPrincipalsTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final CryptosignKey KEY = CryptosignKey.generate(RANDOM);
    private static final AuthStep REFUSED =
            new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, "refused by the provider");

    private final KeyWork work = new KeyWork(1, 10);
    private final Map<String, Object> answers = new HashMap<>();
    private final ExternalPrincipals principals = new ExternalPrincipals(
            "test",
            ExternalAuthenticator.of(new TestAuthenticators().create("any", answers), 10),
            Optional.of("guest"),
            work);

    @Test
    void a_ticket_is_judged_by_the_authenticator() {
        answers.put("joe", "user");
        TicketAuth method = new TicketAuth(principals.tickets());
        Attempt joe = new Attempt(method, "joe", Map.of());
        joe.challenge();
        assertThat(Attempt.accepted(joe.answer("right")))
                .isEqualTo(new Identity("joe", "user", "ticket", "test", Optional.empty(), Map.of()));
        assertThat(joe.answer("wrong")).isEqualTo(REFUSED);
        Attempt nobody = new Attempt(method, "nobody", Map.of());
        nobody.challenge();
        assertThat(nobody.answer("right")).isEqualTo(REFUSED);
    }

    @Test
    void the_answer_may_name_realm_authid_role_and_extra() {
        answers.put(
                "joe",
                Map.of("role", "admin", "realm", "realm2", "authid", "joseph", "extra", Map.of("colour", "red")));
        Attempt joe = new Attempt(new TicketAuth(principals.tickets()), "joe", Map.of());
        joe.challenge();
        assertThat(Attempt.accepted(joe.answer("right")))
                .isEqualTo(new Identity(
                        "joseph", "admin", "ticket", "test", Optional.of("realm2"), Map.of("colour", "red")));
    }

    @Test
    void the_node_checks_signatures_of_wampcra_with_the_secret_of_the_answer() {
        WampcraAuth method = new WampcraAuth(principals.wampcra(), RANDOM, Clock.systemUTC());
        answers.put("joe", Map.of("secret", "secret2"));
        answers.put("ann", Map.of("secret", "secret2", "salt", "salt123", "iterations", 1000L, "keylen", 32L));
        for (String authid : List.of("joe", "ann")) {
            Attempt attempt = new Attempt(method, authid, Map.of());
            Map<String, Object> extra = attempt.challenge();
            byte[] key = authid.equals("joe")
                    ? WampCra.key("secret2")
                    : WampCra.key("secret2", new Salting("salt123", 1000, 32));
            assertThat(attempt.answer("AAAA")).isEqualTo(Refusals.WRONG_CREDENTIALS);
            assertThat(Attempt.accepted(attempt.answer(WampCra.signature(key, (String) extra.get("challenge")))))
                    .isEqualTo(new Identity(authid, "guest", "wampcra", "test", Optional.empty(), Map.of()));
        }
        assertThat(new Attempt(method, "nobody", Map.of()).hello()).isEqualTo(REFUSED);
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void the_node_checks_proofs_of_scram_with_the_keys_of_the_answer(ScramDialect dialect) {
        answers.put("joe", scram(dialect, Map.of("extra", Map.of("colour", "red"))));
        ScramAuth method = new ScramAuth(dialect, principals.scram(dialect), RANDOM);
        ScramClient client = new ScramClient(dialect, "jo\u00ADe", "pencil", Optional.empty(), RANDOM);
        Attempt attempt = new Attempt(method, client.authid(), client.authextra());
        ScramClient.Answer answer = client.answer(attempt.challenge());
        assertThat(attempt.answer("AAAA", answer.extra())).isEqualTo(Refusals.WRONG_CREDENTIALS);
        Identity identity = Attempt.accepted(attempt.answer(answer.signature(), answer.extra()));
        assertThat(identity)
                .extracting(Identity::authid, Identity::authrole, Identity::authmethod, Identity::authprovider)
                .containsExactly("joe", "guest", dialect.method(), "test");
        assertThat(identity.extra()).containsEntry("colour", "red");
        assertThat(answer.isFromRouter(identity.extra())).isTrue();
        assertThat(new Attempt(method, "nobody", client.authextra()).hello()).isEqualTo(REFUSED);
    }

    @Test
    void keys_of_a_wrong_form_and_costs_beyond_the_limits_are_a_failure_that_does_not_show_the_answer() {
        Map<Map<String, Object>, String> failures = new HashMap<>();
        failures.put(Map.of("iterations", 4711_000L), "iterations must be between 1 and 4096");
        failures.put(
                Map.of("iterations", 471_147_110L),
                "iterations in the answer is not a whole number from 1 to 10000000");
        failures.put(Map.of("memory", 4_711_000L), "memory must be between 8 and 1048576");
        failures.put(Map.of("memory", 4L), "memory must be between 8 and 1048576");
        failures.put(Map.of("memory", -1L), "memory in the answer is not a whole number from 1 to 10000000");
        failures.put(
                Map.of("kdf", "argon2id-13"),
                "kdf in the answer is neither 'pbkdf2' nor 'argon2id13', which the"
                        + " client has to derive for the method 'wamp-scram'");
        failures.put(Map.of("kdf", 4711L), "kdf in the answer is not a string that is not empty");
        failures.put(Map.of("salt", "4711"), "salt in the answer is not 8 to 64 bytes in hexadecimal digits");
        failures.put(Map.of("stored-key", "4711"), "stored-key in the answer is not 32 bytes in hexadecimal digits");
        failures.put(
                Map.of("server-key", "x".repeat(64)), "server-key in the answer is not 32 bytes in hexadecimal digits");
        failures.forEach((changed, text) -> {
            answers.put("joe", scram(ScramDialect.WAMP_SCRAM, changed));
            assertThatScramFails(text);
        });
        for (String key : List.of("kdf", "iterations", "salt", "stored-key", "server-key")) {
            Map<String, Object> answer = scram(ScramDialect.WAMP_SCRAM, Map.of());
            answer.remove(key);
            answers.put("joe", answer);
            assertThatScramFails("the answer has no " + key);
        }
        Map<String, Object> answer = scram(ScramDialect.WAMP_SCRAM, Map.of());
        answer.remove("memory");
        answers.put("joe", answer);
        assertThatScramFails("Argon2 needs 'memory'");
    }

    private void assertThatScramFails(String text) {
        ScramAuth method = new ScramAuth(ScramDialect.WAMP_SCRAM, principals.scram(ScramDialect.WAMP_SCRAM), RANDOM);
        assertThatFails(new Attempt(method, "joe", Map.of("nonce", "AAAA")).begin(), text);
    }

    private static Map<String, Object> scram(ScramDialect dialect, Map<String, Object> changed) {
        ScramEntry entry = ScramAuthTest.entry(dialect, new Argon2id(4, 4096));
        Map<String, Object> answer = new HashMap<>();
        answer.put("kdf", entry.kdf());
        answer.put("iterations", 4L);
        answer.put("memory", 4096.0);
        answer.put("salt", entry.salt());
        answer.put("stored-key", entry.storedKey());
        answer.put("server-key", entry.serverKey());
        answer.putAll(changed);
        return answer;
    }

    @Test
    void the_node_checks_signatures_of_cryptosign_with_the_key_of_the_answer() {
        CryptosignAuth method = new CryptosignAuth(principals.cryptosign(), Optional.empty(), RANDOM, work);
        String pubkey = KEY.publicKey().hex();
        answers.put("joe", Map.of("pubkey", pubkey, "role", "user"));
        String other = CryptosignKey.generate(RANDOM).publicKey().hex();
        answers.put("", Map.of("pubkey", List.of(other, pubkey), "role", "user"));
        for (String authid : new String[] {"joe", null}) {
            Attempt attempt = new Attempt(method, authid, Map.of("pubkey", pubkey));
            byte[] challenge =
                    HexFormat.of().parseHex((String) attempt.challenge().get("challenge"));
            Identity identity = Attempt.accepted(attempt.answer(KEY.sign(challenge)));
            assertThat(identity.authid()).isEqualTo(authid == null ? pubkey : "joe");
        }
    }

    @Test
    void calls_beyond_the_limit_fail_until_one_returns() {
        CompletableFuture<Void> end = new CompletableFuture<>();
        ExternalAuthenticator slow = ExternalAuthenticator.of(
                (realm, authid, details) -> {
                    end.join();
                    return "user";
                },
                1);
        CompletionStage<?> first = slow.authenticate(Optional.empty(), Optional.empty(), Map.of());
        assertThat(slow.authenticate(Optional.empty(), Optional.empty(), Map.of())
                        .toCompletableFuture())
                .isCompletedExceptionally();

        end.complete(null);

        assertThat(first.toCompletableFuture().join()).isEqualTo("user");
        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(slow.authenticate(Optional.empty(), Optional.empty(), Map.of())
                                .toCompletableFuture()
                                .join())
                        .isEqualTo("user"));
    }

    @Test
    void an_anonymous_client_gets_a_random_authid_unless_the_answer_names_one() {
        Authenticator method = principals.anonymous(RANDOM);
        answers.put("", "visitor");
        Identity first = Attempt.accepted(new Attempt(method, null, Map.of()).hello());
        Identity second = Attempt.accepted(new Attempt(method, null, Map.of()).hello());
        assertThat(first.authrole()).isEqualTo("visitor");
        assertThat(first.authid()).hasSize(24).isNotEqualTo(second.authid());
        answers.put("", Map.of("role", "visitor", "authid", "someone"));
        assertThat(Attempt.accepted(new Attempt(method, null, Map.of()).hello()).authid())
                .isEqualTo("someone");
    }

    @Test
    void an_answer_of_a_wrong_form_is_a_failure_that_does_not_show_the_answer() {
        WampcraAuth method = new WampcraAuth(principals.wampcra(), RANDOM, Clock.systemUTC());
        Map<Object, String> failures = new HashMap<>();
        failures.put(4711L, "the answer is neither a role nor a dictionary, but a Long");
        failures.put(Map.of(), "the answer has no secret");
        failures.put(Map.of("secret", 4711L), "secret in the answer is not a string that is not empty");
        failures.put(
                Map.of("secret", "4711", "salt", "4711"),
                "the answer has some of salt, iterations and keylen, but not all");
        failures.put(
                Map.of("secret", "4711", "salt", "s", "iterations", -4711L, "keylen", 32L),
                "iterations in the answer is not a whole number from 1 to 10000000");
        failures.put(Map.of("secret", "4711", "extra", "4711"), "extra in the answer is not a dictionary");
        failures.forEach((answer, text) -> {
            answers.put("joe", answer);
            assertThatFails(new Attempt(method, "joe", Map.of()).begin(), text);
        });
    }

    private static void assertThatFails(AuthStep step, String text) {
        assertThat(((AuthStep.Pending) step).later().toCompletableFuture())
                .failsWithin(Patience.SECONDS, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .havingCause()
                .withMessage(text);
    }
}
