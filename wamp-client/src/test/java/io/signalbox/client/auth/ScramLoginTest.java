package io.signalbox.client.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.protocol.auth.ScramExchange;
import io.signalbox.protocol.auth.ScramKdf;
import io.signalbox.protocol.auth.ScramKdf.Argon2id;
import io.signalbox.protocol.auth.ScramKdf.Pbkdf2;
import io.signalbox.protocol.auth.ScramKeys;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.Welcome;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScramLoginTest {
    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final byte[] ROUTER_NONCE = Base64.getDecoder().decode("EBESExQVFhcYGRobHB0eHw==");

    /** A router that has the keys of a user for one dialect and one key derivation function. */
    private record Router(ScramDialect dialect, ScramKdf kdf, ScramExchange exchange) {
        static Router of(ScramDialect dialect, ScramKdf kdf, Login login) {
            String nonce = (String) login.authextra().get("nonce");
            return new Router(
                    dialect,
                    kdf,
                    new ScramExchange(
                            dialect,
                            "user",
                            nonce,
                            dialect.nonce(nonce, ROUTER_NONCE),
                            Base64.getEncoder().encodeToString(SALT),
                            kdf.iterations(),
                            Optional.empty()));
        }

        Challenge challenge() {
            Map<String, Object> extra = new HashMap<>();
            extra.put("nonce", exchange.nonce());
            extra.put("salt", exchange.salt());
            extra.put("kdf", dialect.nameOf(kdf));
            extra.put("iterations", (long) kdf.iterations());
            if (kdf instanceof Argon2id argon2id) {
                extra.put("memory", (long) argon2id.memoryKib());
            }
            return new Challenge(dialect.method(), extra);
        }

        ScramKeys keys(String password) {
            return ScramKeys.of(dialect.saltedPassword(password, SALT, kdf));
        }

        Welcome welcome(String password) {
            return new Welcome(
                    1, Map.of("authextra", Map.of(dialect.signatureKey(), exchange.signature(keys(password)))));
        }
    }

    private static Login login() throws AuthenticationFailure {
        return Authentications.of(Authentication.scram("user", "pencil")).begin(Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void the_router_chooses_the_dialect_and_both_sides_prove_themselves(ScramDialect dialect) throws Exception {
        for (ScramKdf kdf : new ScramKdf[] {new Pbkdf2(4096), new Argon2id(4, 4096)}) {
            Login login = login();
            assertThat(login.methods()).containsExactly("wamp-scram", "scram");
            assertThat(login.authextra()).containsOnlyKeys("nonce");
            Router router = Router.of(dialect, kdf, login);
            Authenticate answer = login.answer(router.challenge());
            assertThat(router.exchange().isProof(answer.signature(), router.keys("pencil")))
                    .isTrue();
            login.check(router.welcome("pencil"));
        }
    }

    @ParameterizedTest
    @EnumSource(ScramDialect.class)
    void a_router_without_the_keys_of_the_user_is_refused(ScramDialect dialect) throws Exception {
        Login login = login();
        Router router = Router.of(dialect, new Pbkdf2(4096), login);
        login.answer(router.challenge());
        String message = "the router did not prove that it knows 'user': authextra." + dialect.signatureKey()
                + " in WELCOME is not the signature of a router with the keys of the user";
        for (Welcome welcome : new Welcome[] {router.welcome("guess"), new Welcome(1, Map.of())}) {
            assertThatThrownBy(() -> login.check(welcome))
                    .isInstanceOf(AuthenticationFailure.class)
                    .hasMessage(message);
        }
    }

    @Test
    void welcome_without_a_challenge_is_refused() throws AuthenticationFailure {
        Login login = login();
        assertThatThrownBy(() -> login.check(new Welcome(1, Map.of())))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage(
                        "the router sent WELCOME without CHALLENGE, and so did not authenticate itself as wamp-scram"
                                + " or scram requires");
    }

    @Test
    void a_challenge_of_a_false_router_is_not_answered() throws AuthenticationFailure {
        Login login = login();
        Router router = Router.of(ScramDialect.WAMP_SCRAM, new Pbkdf2(1), login);
        assertThatThrownBy(() -> login.answer(router.challenge()))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("the login by 'wamp-scram' failed: CHALLENGE asks for costs of the key derivation that are"
                        + " too low");
    }

    @Test
    void one_dialect_may_be_offered_alone() throws AuthenticationFailure {
        ScramAuthentication scram = Authentication.scram("user", "pencil").dialect(ScramDialect.SCRAM);
        assertThat(Authentications.of(scram).begin(Optional.empty()).methods()).containsExactly("scram");
        assertThatThrownBy(scram::channelBinding)
                .hasMessage("the method 'scram' has no channel binding; use 'wamp-scram'");
        assertThatThrownBy(() ->
                        Authentication.scram("user", "pencil").channelBinding().dialect(ScramDialect.SCRAM))
                .hasMessage("the method 'scram' has no channel binding; use 'wamp-scram'");
    }

    @Test
    void channel_binding_needs_tls() {
        Authentications bound =
                Authentications.of(Authentication.scram("user", "pencil").channelBinding());
        assertThatThrownBy(() -> bound.begin(Optional.empty()))
                .isInstanceOf(AuthenticationFailure.class)
                .hasMessage("channel binding needs TLS, and the connection has none");
    }

    @Test
    void the_authid_is_prepared() throws AuthenticationFailure {
        assertThat(Authentications.of(Authentication.scram("u\u00ADser", "pencil"))
                        .begin(Optional.empty())
                        .authid())
                .contains("user");
        assertThatThrownBy(() -> Authentication.scram("\u0007", "pencil"))
                .hasMessageContaining("a character that SASLprep (RFC 4013) does not allow");
    }
}
