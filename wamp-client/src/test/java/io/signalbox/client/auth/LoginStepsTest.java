package io.signalbox.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Welcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoginStepsTest {
    private static final String CRA_CHALLENGE =
            "{\"authid\":\"peter\",\"authrole\":\"user\",\"authmethod\":\"wampcra\","
                    + "\"authprovider\":\"static\",\"nonce\":\"abc\",\"timestamp\":\"2024-01-01T00:00:00.000Z\","
                    + "\"session\":1234567890}";

    @TempDir
    private Path directory;

    private static Login login(Authentication... preferred) throws AuthenticationFailure {
        return Authentications.of(preferred).begin(Optional.empty());
    }

    private static Welcome welcome(Map<String, Object> authextra) {
        return new Welcome(1, Map.of("authextra", authextra));
    }

    @Test
    void methods_without_a_challenge_join_with_hello() throws AuthenticationFailure {
        Login anonymous = login(Authentication.anonymous());
        assertThat(anonymous.helloDetails()).isEqualTo(Map.of("authmethods", List.of("anonymous")));
        anonymous.check(new Welcome(1, Map.of()));
        assertThat(login(Authentication.cookie()).helloDetails()).isEqualTo(Map.of("authmethods", List.of("cookie")));
        assertThat(login(Authentication.tls()).helloDetails()).isEqualTo(Map.of("authmethods", List.of("tls")));
        assertThat(login(Authentication.tls("joe")).helloDetails())
                .isEqualTo(Map.of("authmethods", List.of("tls"), "authid", "joe"));
        assertThatThrownBy(() -> anonymous.answer(new Challenge("anonymous", Map.of())))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the router sent CHALLENGE for the method 'anonymous', which has no challenge");
    }

    @Test
    void a_ticket_is_the_answer() throws AuthenticationFailure {
        Login login = login(Authentication.ticket("joe", "secret1"));
        assertThat(login.helloDetails()).isEqualTo(Map.of("authmethods", List.of("ticket"), "authid", "joe"));
        assertThat(login.answer(new Challenge("ticket", Map.of()))).isEqualTo(new Authenticate("secret1", Map.of()));
        login.check(new Welcome(1, Map.of()));
    }

    @Test
    void a_token_is_offered_under_both_names() throws AuthenticationFailure {
        Login login = login(Authentication.jwt("a.b.c"));
        assertThat(login.helloDetails()).isEqualTo(Map.of("authmethods", List.of("jwt", "ticket")));
        assertThat(login.answer(new Challenge("ticket", Map.of())).signature()).isEqualTo("a.b.c");
    }

    @Test
    void a_ticket_beside_a_token_keeps_its_name() throws AuthenticationFailure {
        Login login = login(Authentication.jwt("a.b.c"), Authentication.ticket("joe", "secret1"));
        assertThat(login.methods()).containsExactly("jwt", "ticket");
        assertThat(login.answer(new Challenge("ticket", Map.of())).signature()).isEqualTo("secret1");
    }

    @Test
    void a_file_is_read_at_each_login() throws Exception {
        Path file = directory.resolve("token");
        Files.writeString(file, "first\n");
        Authentications token = Authentications.of(Authentication.jwt(Secret.ofFile(file)));
        assertThat(token.begin(Optional.empty())
                        .answer(new Challenge("jwt", Map.of()))
                        .signature())
                .isEqualTo("first");
        Files.writeString(file, "second\r\n");
        assertThat(token.begin(Optional.empty())
                        .answer(new Challenge("jwt", Map.of()))
                        .signature())
                .isEqualTo("second");
        Files.delete(file);
        Login third = token.begin(Optional.empty());
        assertThatThrownBy(() -> third.answer(new Challenge("jwt", Map.of())))
                .hasMessage("the file " + file + " with the secret does not exist");
    }

    @Test
    void a_supplier_is_asked_at_each_login() throws AuthenticationFailure {
        Login login = login(Authentication.ticket("joe", Secret.ofSupplier(() -> "asked")));
        assertThat(login.answer(new Challenge("ticket", Map.of())).signature()).isEqualTo("asked");
        Login none = login(Authentication.ticket("joe", Secret.ofSupplier(() -> null)));
        assertThatThrownBy(() -> none.answer(new Challenge("ticket", Map.of())))
                .hasMessage("the supplier of the secret returned no secret");
        Login failed = login(Authentication.ticket("joe", Secret.ofSupplier(() -> {
            throw new IllegalStateException("the vault says hunter2");
        })));
        assertThatThrownBy(() -> failed.answer(new Challenge("ticket", Map.of())))
                .hasMessage("the supplier of the secret failed with java.lang.IllegalStateException");
    }

    @Test
    void a_wampcra_challenge_is_signed_with_and_without_salt() throws AuthenticationFailure {
        Login plain = login(Authentication.wampcra("peter", "secret"));
        assertThat(plain.helloDetails()).isEqualTo(Map.of("authmethods", List.of("wampcra"), "authid", "peter"));
        assertThat(plain.answer(new Challenge("wampcra", Map.of("challenge", CRA_CHALLENGE))))
                .isEqualTo(new Authenticate("VKdN3ZSwTqL4cLrM/XuZZuKdDxzlknpsnMx8T7ts6xg=", Map.of()));
        for (Object iterations : new Object[] {1000L, 1000.0}) {
            Map<String, Object> salted =
                    Map.of("challenge", CRA_CHALLENGE, "salt", "salt123", "iterations", iterations, "keylen", 32L);
            assertThat(login(Authentication.wampcra("peter", "secret"))
                            .answer(new Challenge("wampcra", salted))
                            .signature())
                    .isEqualTo("6TnR3G9Bg8DjrR0STrVgqcKPMl70m7F3bGtEJhjVQNo=");
        }
        Map<String, Object> defaults = Map.of("challenge", CRA_CHALLENGE, "salt", "salt123");
        assertThat(login(Authentication.wampcra("peter", "secret"))
                        .answer(new Challenge("wampcra", defaults))
                        .signature())
                .isEqualTo("6TnR3G9Bg8DjrR0STrVgqcKPMl70m7F3bGtEJhjVQNo=");
    }

    @Test
    void a_wampcra_challenge_of_a_false_router_is_not_answered() throws AuthenticationFailure {
        assertThatRefused(Map.of(), "challenge in CHALLENGE of the method 'wampcra' is not a string");
        assertThatRefused(Map.of("challenge", 1L), "challenge in CHALLENGE of the method 'wampcra' is not a string");
        assertThatRefused(
                Map.of("challenge", "c", "salt", 1L), "salt in CHALLENGE of the method 'wampcra' is not a string");
        for (Object iterations : new Object[] {0L, 1L << 40, 2.5, "1000"}) {
            assertThatRefused(
                    Map.of("challenge", "c", "salt", "s", "iterations", iterations),
                    "iterations in CHALLENGE of the method 'wampcra' is not an integer from 1 to 10000000");
        }
        assertThatRefused(
                Map.of("challenge", "c", "salt", "s", "keylen", 1025L),
                "keylen in CHALLENGE of the method 'wampcra' is not an integer from 1 to 1024");
    }

    private static void assertThatRefused(Map<String, Object> extra, String message) throws AuthenticationFailure {
        Login login = login(Authentication.wampcra("peter", "secret"));
        assertThatThrownBy(() -> login.answer(new Challenge("wampcra", extra)))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage(message);
    }

    @Test
    void a_challenge_for_a_method_that_was_not_offered_is_not_answered() throws AuthenticationFailure {
        Login login = login(Authentication.wampcra("joe", "secret"));
        assertThatThrownBy(() -> login.answer(new Challenge("ticket", Map.of())))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the router sent CHALLENGE for a method that the client did not offer; the client offered"
                        + " wampcra");
    }

    @Test
    void a_second_challenge_is_not_answered() throws AuthenticationFailure {
        Login login = login(Authentication.ticket("joe", "secret1"));
        login.answer(new Challenge("ticket", Map.of()));
        assertThatThrownBy(() -> login.answer(new Challenge("ticket", Map.of())))
                .hasMessage("the router sent a second CHALLENGE");
    }

    @Test
    void several_methods_share_one_hello() throws AuthenticationFailure {
        Login login = login(
                Authentication.cryptosign("4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510"),
                Authentication.scram("joe", "pencil"),
                Authentication.wampcra("joe", "secret"),
                Authentication.anonymous());
        assertThat(login.methods()).containsExactly("cryptosign", "wamp-scram", "scram", "wampcra", "anonymous");
        assertThat(login.authid()).contains("joe");
        assertThat(login.authextra()).containsOnlyKeys("pubkey", "nonce");
        login.check(welcome(Map.of()));
    }

    @Test
    void credentials_that_hello_cannot_express_are_refused() {
        assertThatThrownBy(() -> Authentications.of(
                        Authentication.ticket("joe", "secret1"), Authentication.wampcra("ann", "secret2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HELLO has one authid, but ticket[authid=joe] and wampcra[authid=ann] are for different"
                        + " ones; use one authid for all methods, or a session for each");
        assertThatThrownBy(
                        () -> Authentications.of(Authentication.ticket("joe", "1"), Authentication.ticket("joe", "2")))
                .hasMessage("the method 'ticket' occurs twice");
        assertThatThrownBy(Authentications::of).hasMessage("no authentication method; use Authentication.anonymous()");
        assertThatThrownBy(() -> Authentications.of(
                        Authentication.scram("joe", "x").channelBinding(),
                        Authentication.cryptosign("4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510")))
                .hasMessage("HELLO has one channel binding; use channel binding for both scram and cryptosign, or for"
                        + " neither");
        assertThatThrownBy(() -> Authentication.ticket("", "x")).hasMessage("the authid is empty");
        assertThatThrownBy(() -> Authentication.ticket("joe", "")).hasMessage("the secret is empty");
    }

    @Test
    void no_text_shows_a_secret() throws AuthenticationFailure {
        String secret = "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510";
        Authentications all = Authentications.of(
                Authentication.ticket("joe", secret),
                Authentication.wampcra("joe", secret),
                Authentication.scram("joe", secret),
                Authentication.cryptosign(secret),
                Authentication.jwt(secret));
        Map<String, Object> texts = new HashMap<>();
        texts.put("all", all);
        texts.put("secret", Secret.of(secret));
        texts.put("login", all.begin(Optional.empty()));
        assertThat(texts.toString()).doesNotContain(secret).contains("ticket[authid=joe]", "Secret[***]");
    }
}
