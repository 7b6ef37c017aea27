package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.auth.JwtSettings.JwtClaims;
import io.signalbox.router.auth.JwtSettings.StaticJwtSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JwtAuthTest {
    private static final KeyPair RSA = TokenIssuer.rsa();
    private static final KeyPair OTHER = TokenIssuer.rsa();
    private static final Map<JwtAlgorithm, KeyPair> EC = Map.of(
            JwtAlgorithm.ES256, TokenIssuer.ec("P-256"),
            JwtAlgorithm.ES384, TokenIssuer.ec("P-384"),
            JwtAlgorithm.ES512, TokenIssuer.ec("P-521"));
    private static final long NOW = 1_800_000_000L;
    private static final byte[] SECRET = TokenIssuer.SECRET.getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    private long nowMillis = NOW * 1000;
    private List<JwtAlgorithm> algorithms = List.of(JwtAlgorithm.RS256, JwtAlgorithm.ES256);
    private Optional<String> secret = Optional.empty();
    private JwtClaims claims = new JwtClaims("sub", Optional.of("realm_access.roles"), Optional.empty());
    private final Map<String, String> roles = new LinkedHashMap<>();
    private Optional<String> defaultRole = Optional.of("user");
    private boolean closesOnExpiry = true;
    private Path file;

    @BeforeEach
    void write_the_keys_of_the_issuer() throws IOException {
        file = directory.resolve("keys");
        Files.writeString(
                file,
                TokenIssuer.keySet(List.of(
                        TokenIssuer.jwk("rsa", RSA.getPublic()),
                        TokenIssuer.jwk("p256", EC.get(JwtAlgorithm.ES256).getPublic()),
                        TokenIssuer.jwk("p384", EC.get(JwtAlgorithm.ES384).getPublic()),
                        TokenIssuer.jwk("p521", EC.get(JwtAlgorithm.ES512).getPublic()))));
    }

    private JwtKeys keys() {
        Optional<Path> ofIssuer =
                algorithms.stream().allMatch(JwtAlgorithm::isSymmetric) ? Optional.empty() : Optional.of(file);
        try {
            return JwtKeys.read(algorithms, ofIssuer, secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JwtTokens tokens() {
        StaticJwtSettings settings = new StaticJwtSettings(
                TokenIssuer.ISSUER,
                List.of("another-audience", TokenIssuer.AUDIENCE),
                algorithms,
                Optional.of(file),
                secret,
                claims,
                roles,
                defaultRole,
                60_000,
                16_384,
                closesOnExpiry);
        return new JwtTokens(settings, keys(), () -> nowMillis);
    }

    private AuthStep answer(String authid, String token) {
        return answer(tokens(), TicketAuth.METHOD, authid, token);
    }

    private static AuthStep answer(JwtTokens tokens, String name, String authid, String token) {
        Authenticator method = JwtAuth.withEachName(tokens, 16_384, new KeyWork(1, 10)).stream()
                .filter(one -> one.method().equals(name))
                .findFirst()
                .orElseThrow();
        Attempt attempt = new Attempt(method, authid, Map.of());
        assertThat(attempt.challenge()).isEmpty();
        return attempt.answer(token);
    }

    private static Map<String, Object> claims(Map<String, Object> more) {
        return TokenIssuer.claims(NOW, more);
    }

    private static String token(Map<String, Object> more) {
        return TokenIssuer.token("rsa", RSA.getPrivate(), claims(more));
    }

    private void assertRefused(String token, String message) {
        assertThat(answer("joe", token))
                .as(token)
                .isEqualTo(new AuthStep.Rejected(ErrorUri.AUTHENTICATION_DENIED, message));
    }

    @Test
    void a_token_gives_the_identity_under_both_names_of_the_method() {
        for (String name : List.of("ticket", "jwt")) {
            for (String authid : new String[] {"joe", null}) {
                assertThat(Attempt.accepted(answer(tokens(), name, authid, token(Map.of()))))
                        .isEqualTo(new Identity(
                                "joe",
                                "user",
                                name,
                                "jwt",
                                Optional.empty(),
                                Map.of(),
                                OptionalLong.of((NOW + 300) * 1000)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void each_algorithm_is_accepted_if_it_is_allowed_and_refused_otherwise(JwtAlgorithm algorithm) {
        KeyPair pair = EC.getOrDefault(algorithm, RSA);
        String token = algorithm.isSymmetric()
                ? TokenIssuer.token(algorithm.name(), SECRET, claims(Map.of()))
                : TokenIssuer.token(algorithm.name(), null, pair.getPrivate(), claims(Map.of()));
        algorithms = List.of(algorithm);
        secret = Optional.of(TokenIssuer.SECRET);
        assertThat(answer("joe", token)).isInstanceOf(AuthStep.Accepted.class);
        for (String tampered : TokenIssuer.tampered(token)) {
            assertThat(answer("joe", tampered)).as(tampered).isInstanceOf(AuthStep.Rejected.class);
        }
        algorithms = Arrays.stream(JwtAlgorithm.values())
                .filter(other -> other != algorithm)
                .toList();
        assertRefused(token, "the algorithm of the token is not accepted here");
    }

    @Test
    void a_token_without_signature_is_refused() {
        String none = TokenIssuer.part(Map.of("alg", "none")) + "." + TokenIssuer.part(claims(Map.of())) + ".";
        String signature = token(Map.of()).split("\\.")[2];
        assertRefused(none, "the ticket is not a signed JSON Web Token");
        assertRefused(none + signature, "the ticket is not a signed JSON Web Token");
        for (String name : List.of("None", "NONE", "nOnE", "")) {
            assertRefused(
                    TokenIssuer.part(Map.of("alg", name)) + "." + TokenIssuer.part(claims(Map.of())) + "." + signature,
                    "the algorithm of the token is not accepted here");
        }
    }

    @Test
    void a_public_key_is_never_the_secret_of_an_hmac() throws IOException {
        String pem = TokenIssuer.pem("PUBLIC KEY", RSA.getPublic().getEncoded());
        for (byte[] known : List.of(
                pem.getBytes(StandardCharsets.US_ASCII),
                pem.strip().getBytes(StandardCharsets.US_ASCII),
                RSA.getPublic().getEncoded(),
                Files.readAllBytes(file))) {
            String forged = TokenIssuer.token("HS256", known, claims(Map.of()));
            algorithms = List.of(JwtAlgorithm.RS256);
            secret = Optional.empty();
            assertRefused(forged, "the algorithm of the token is not accepted here");
            algorithms = List.of(JwtAlgorithm.RS256, JwtAlgorithm.HS256);
            secret = Optional.of(TokenIssuer.SECRET);
            assertRefused(forged, "the signature of the token is wrong");
        }
    }

    @Test
    void a_signature_that_is_changed_cut_empty_or_zero_is_refused() {
        for (String token : List.of(
                token(Map.of()),
                TokenIssuer.token("ES256", "p256", EC.get(JwtAlgorithm.ES256).getPrivate(), claims(Map.of())))) {
            assertThat(answer("joe", token)).isInstanceOf(AuthStep.Accepted.class);
            for (String tampered : TokenIssuer.tampered(token)) {
                assertThat(answer("joe", tampered)).as(tampered).isInstanceOf(AuthStep.Rejected.class);
            }
        }
        String[] parts = token(Map.of()).split("\\.");
        String others = TokenIssuer.part(claims(Map.of("sub", "ann")));
        assertRefused(parts[0] + "." + others + "." + parts[2], "the signature of the token is wrong");
    }

    @Test
    void a_key_of_somebody_else_is_refused_whatever_the_header_says() {
        assertRefused(
                TokenIssuer.token("rsa", OTHER.getPrivate(), claims(Map.of())), "the signature of the token is wrong");
        assertRefused(
                TokenIssuer.token("unknown", RSA.getPrivate(), claims(Map.of())),
                "the token is signed with a key that this router does not know");
        Map<String, Object> header =
                new LinkedHashMap<>(Map.of("alg", "RS256", "jwk", TokenIssuer.jwk("rsa", OTHER.getPublic())));
        header.put("jku", "https://attacker.example.com/jwks");
        header.put("x5u", "https://attacker.example.com/certificate");
        assertRefused(
                TokenIssuer.token(header, OTHER.getPrivate(), claims(Map.of())), "the signature of the token is wrong");
    }

    @Test
    void a_header_with_critical_parameters_or_another_type_is_refused() {
        Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "RS256", "crit", List.of("b64"), "b64", true));
        assertRefused(
                TokenIssuer.token(header, RSA.getPrivate(), claims(Map.of())),
                "the token has critical header parameters, which this router does not know");
        for (String type : List.of("logout+jwt", "dpop+jwt", "JOSE")) {
            assertRefused(
                    TokenIssuer.token(Map.of("alg", "RS256", "typ", type), RSA.getPrivate(), claims(Map.of())),
                    "the type of the token is not JWT");
        }
        for (String type : List.of("jwt", "at+jwt", "application/at+JWT")) {
            assertThat(answer(
                            "joe",
                            TokenIssuer.token(Map.of("alg", "RS256", "typ", type), RSA.getPrivate(), claims(Map.of()))))
                    .isInstanceOf(AuthStep.Accepted.class);
        }
    }

    @Test
    void a_token_of_another_issuer_is_refused() {
        for (Object issuer : Arrays.asList(
                null, "", TokenIssuer.ISSUER + "/", "https://other.example.com", List.of(TokenIssuer.ISSUER), 5)) {
            Map<String, Object> foreign = claims(Map.of());
            foreign.put("iss", issuer);
            assertRefused(TokenIssuer.token("rsa", RSA.getPrivate(), foreign), "the token is of another issuer");
        }
    }

    @Test
    void a_token_for_another_audience_is_refused() {
        for (Object audience : Arrays.asList(null, "", "account", "WAMP", List.of(), List.of("account", 5), Map.of())) {
            Map<String, Object> foreign = claims(Map.of());
            foreign.put("aud", audience);
            assertRefused(TokenIssuer.token("rsa", RSA.getPrivate(), foreign), "the token is for another audience");
        }
        for (Object audience : List.of("wamp", "another-audience", List.of("account", "wamp"))) {
            assertThat(answer("joe", token(Map.of("aud", audience)))).isInstanceOf(AuthStep.Accepted.class);
        }
    }

    @Test
    void an_expired_token_is_refused_when_the_clock_skew_is_over() {
        String token = token(Map.of("exp", NOW));
        nowMillis = NOW * 1000 + 59_999;
        assertThat(Attempt.accepted(answer("joe", token)).expiresMillis())
                .as("the session ends when the skew is over")
                .hasValue(NOW * 1000 + 60_000);
        nowMillis++;
        assertRefused(token, "the token has expired");
    }

    @Test
    void a_token_that_is_not_valid_yet_is_refused_before_the_clock_skew() {
        String token = token(Map.of("nbf", NOW + 60));
        assertThat(answer("joe", token)).isInstanceOf(AuthStep.Accepted.class);
        nowMillis--;
        assertRefused(token, "the token is not valid yet");
    }

    @Test
    void a_token_without_an_end_or_with_a_wrong_one_is_refused() {
        Map<String, Object> endless = claims(Map.of());
        endless.remove("exp");
        assertRefused(TokenIssuer.token("rsa", RSA.getPrivate(), endless), "the token has no expiration time (exp)");
        for (Object wrong : List.of("soon", "1800000300", 1e300, List.of(), true)) {
            assertRefused(
                    token(Map.of("exp", wrong)), "the claim exp of the token is not a time in seconds since 1970");
        }
        assertRefused(token(Map.of("nbf", "now")), "the claim nbf of the token is not a time in seconds since 1970");
    }

    @Test
    void a_session_may_outlive_its_token_on_request() {
        closesOnExpiry = false;
        assertThat(Attempt.accepted(answer("joe", token(Map.of()))).expiresMillis())
                .isEmpty();
        nowMillis += 360_000;
        assertRefused(token(Map.of()), "the token has expired");
    }

    @Test
    void the_authid_in_hello_is_the_one_in_the_token() {
        assertThat(answer("ann", token(Map.of())))
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_DENIED, "the authid in HELLO is not the authid in the token"));
        for (Object authid : List.of("", "x".repeat(256), 5, List.of("joe"))) {
            assertRefused(
                    token(Map.of("sub", authid)), "the token has no authid of 1 to 255 characters in the claim sub");
        }
        claims = new JwtClaims("preferred_username", Optional.empty(), Optional.empty());
        assertThat(Attempt.accepted(answer(null, token(Map.of("preferred_username", "jane"))))
                        .authid())
                .isEqualTo("jane");
        assertRefused(
                token(Map.of()), "the token has no authid of 1 to 255 characters in the claim preferred_username");
    }

    @Test
    void the_first_configured_value_that_the_token_has_gives_the_role() {
        roles.put("admin", "backend");
        roles.put("member", "frontend");
        Map<List<Object>, String> expected = Map.of(
                List.of("member", "admin"), "backend",
                List.of("offline_access", "member"), "frontend",
                List.of("offline_access", 5), "user",
                List.of(), "user");
        expected.forEach((values, role) -> assertThat(
                        Attempt.accepted(answer("joe", token(Map.of("realm_access", Map.of("roles", values)))))
                                .authrole())
                .isEqualTo(role));
        claims = new JwtClaims("sub", Optional.of("https://example.com/roles"), Optional.empty());
        assertThat(Attempt.accepted(answer("joe", token(Map.of("https://example.com/roles", "admin"))))
                        .authrole())
                .isEqualTo("backend");
        defaultRole = Optional.empty();
        for (Object value : List.of("trusted", "not admin", "adm", Map.of("admin", true))) {
            assertRefused(
                    token(Map.of("https://example.com/roles", value)),
                    "no value of the role claim of the token has a role here");
        }
    }

    @Test
    void a_configured_realm_claim_decides_on_the_realm_and_is_needed() {
        claims = new JwtClaims("sub", Optional.empty(), Optional.of("tenant.realm"));
        assertThat(Attempt.accepted(answer("joe", token(Map.of("tenant", Map.of("realm", "realm2")))))
                        .realm())
                .hasValue("realm2");
        assertRefused(token(Map.of()), "the token names no realm");
        assertRefused(token(Map.of("tenant", Map.of("realm", ""))), "the token names no realm");
    }

    @Test
    void what_is_no_token_is_refused() {
        String token = token(Map.of());
        String[] parts = token.split("\\.");
        for (String garbage : List.of(
                "",
                ".",
                "..",
                "secret",
                parts[0],
                parts[0] + "." + parts[1],
                token + "." + parts[2] + "." + parts[2],
                "é" + token,
                token + "\n",
                token + "=",
                token.substring(0, token.length() - 1) + "!" + token.substring(token.length() - 1),
                "%%%." + parts[1] + "." + parts[2],
                base64("[]") + "." + parts[1] + "." + parts[2],
                base64("{\"alg\":" + "[".repeat(5_000)) + "." + parts[1] + "." + parts[2],
                base64("{}") + "." + parts[1] + "." + parts[2])) {
            assertRefused(garbage, "the ticket is not a signed JSON Web Token");
        }
        for (String payload : List.of("text", "[]", "5", "")) {
            String signed = TokenIssuer.signed("rsa", RSA.getPrivate(), base64(payload));
            assertThat(answer("joe", signed)).as(payload).isInstanceOf(AuthStep.Rejected.class);
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_token_of_16_kib_is_verified_and_a_longer_one_is_not() {
        String token = token(Map.of("more", "x"));
        int room = (16_384 - token.length()) * 3 / 4;
        String longest = token(Map.of("more", "x".repeat(room)));
        assertThat(longest.length()).isBetween(16_380, 16_384);
        assertThat(answer("joe", longest)).isInstanceOf(AuthStep.Accepted.class);
        assertRefused(token(Map.of("more", "x".repeat(room + 8))), "the token is longer than 16384 bytes");
    }

    @Test
    void replaced_keys_count_for_the_next_token() throws IOException {
        JwtTokens tokens = tokens();
        String later = TokenIssuer.token("next", OTHER.getPrivate(), claims(Map.of()));
        assertThat(answer(tokens, "ticket", "joe", later)).isInstanceOf(AuthStep.Rejected.class);
        Files.writeString(file, TokenIssuer.keySet(List.of(TokenIssuer.jwk("next", OTHER.getPublic()))));
        tokens.replace(keys());
        assertThat(answer(tokens, "ticket", "joe", later)).isInstanceOf(AuthStep.Accepted.class);
        assertThat(answer(tokens, "ticket", "joe", token(Map.of())))
                .isEqualTo(new AuthStep.Rejected(
                        ErrorUri.AUTHENTICATION_DENIED,
                        "the token is signed with a key that this router does not know"));
    }

    @Test
    void settings_do_not_show_the_secret() {
        assertThat(new StaticJwtSettings(
                                "i",
                                List.of("a"),
                                List.of(JwtAlgorithm.HS256),
                                Optional.empty(),
                                Optional.of(TokenIssuer.SECRET),
                                claims,
                                Map.of(),
                                Optional.empty(),
                                0,
                                256,
                                true)
                        .toString())
                .doesNotContain("4711");
    }
}
