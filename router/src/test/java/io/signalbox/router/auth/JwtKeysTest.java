package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtKeysTest {
    private static final KeyPair RSA = TokenIssuer.rsa();
    private static final KeyPair EC = TokenIssuer.ec("P-256");
    private static final List<JwtAlgorithm> ALL = List.of(JwtAlgorithm.RS256, JwtAlgorithm.PS256, JwtAlgorithm.ES256);

    @TempDir
    private Path directory;

    private JwtKeys read(String content) throws IOException {
        return JwtKeys.read(ALL, Optional.of(Files.writeString(directory.resolve("keys"), content)), Optional.empty());
    }

    private static Map<String, Object> with(Map<String, Object> key, String member, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(key);
        changed.put(member, value);
        return changed;
    }

    @Test
    void keys_of_a_jwk_set_serve_the_algorithms_of_their_kind_under_their_id() throws IOException {
        JwtKeys keys = read(TokenIssuer.keySet(
                List.of(TokenIssuer.jwk("r", RSA.getPublic()), TokenIssuer.jwk("e", EC.getPublic()))));
        assertThat(keys.find(JwtAlgorithm.RS256, "r")).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.PS256, "r")).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.ES256, "e")).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.ES256, null)).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.RS256, "e")).isEmpty();
        assertThat(keys.find(JwtAlgorithm.ES256, "r")).isEmpty();
        assertThat(keys.find(JwtAlgorithm.RS256, "unknown")).isEmpty();
        assertThat(keys.find(JwtAlgorithm.HS256, null)).isEmpty();
    }

    @Test
    void a_key_for_another_use_operation_or_algorithm_serves_nothing() throws IOException {
        Map<String, Object> rsa = TokenIssuer.jwk("r", RSA.getPublic());
        JwtKeys keys = read(TokenIssuer.keySet(List.of(
                with(rsa, "use", "enc"),
                with(rsa, "key_ops", List.of("encrypt")),
                with(rsa, "alg", "RS512"),
                Map.of("kty", "OKP", "crv", "Ed25519", "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
                Map.of("kty", "NEW", "kid", "r"),
                TokenIssuer.jwk("p384", TokenIssuer.ec("P-384").getPublic()),
                with(with(rsa, "use", "sig"), "alg", "PS256"))));
        assertThat(keys.find(JwtAlgorithm.PS256, null)).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.RS256, null)).isEmpty();
        assertThat(keys.find(JwtAlgorithm.ES256, null)).isEmpty();
    }

    @Test
    void keys_and_certificates_in_pem_serve_tokens_with_any_key_id() throws IOException {
        JwtKeys keys = read("the keys of the issuer:\n"
                + TokenIssuer.pem("PUBLIC KEY", RSA.getPublic().getEncoded())
                + TokenIssuer.pem("PUBLIC KEY", EC.getPublic().getEncoded()));
        assertThat(keys.find(JwtAlgorithm.RS256, "any")).hasSize(1);
        assertThat(keys.find(JwtAlgorithm.ES256, null)).hasSize(1);
        try (InputStream certificate = JwtKeysTest.class.getResourceAsStream("/tls/node.crt")) {
            JwtKeys ofCertificate = read(new String(certificate.readAllBytes(), StandardCharsets.US_ASCII));
            assertThat(IntStream.range(0, ALL.size())
                            .map(i -> ofCertificate.find(ALL.get(i), "any").size())
                            .sum())
                    .isPositive();
        }
    }

    @Test
    void a_file_without_usable_keys_is_refused_with_the_reason_and_without_its_text() throws IOException {
        Map<String, Object> rsa = TokenIssuer.jwk("r", RSA.getPublic());
        String exponent = TokenIssuer.unsigned(((RSAPrivateKey) RSA.getPrivate()).getPrivateExponent(), 0);
        Map<String, String> defects = new LinkedHashMap<>();
        defects.put("", "is neither a JWK Set nor PEM");
        defects.put("https://issuer.example.com/jwks", "is neither a JWK Set nor PEM");
        defects.put("{\"keys\": [", "is not a JWK Set: an object with a list 'keys' of keys in JSON");
        defects.put("[".repeat(100_000), "is neither a JWK Set nor PEM");
        defects.put(
                "{\"keys\":" + "[".repeat(100_000), "is not a JWK Set: an object with a list 'keys' of keys in JSON");
        defects.put("{}", "is not a JWK Set: an object with a list 'keys' of keys in JSON");
        defects.put("{\"keys\": []}", "has no key for any of the algorithms [RS256, PS256, ES256]");
        defects.put(
                TokenIssuer.keySet(List.of(with(rsa, "use", "enc"))),
                "has no key for any of the algorithms [RS256, PS256, ES256]");
        defects.put(
                TokenIssuer.keySet(List.of(with(rsa, "d", exponent))),
                "has a private or symmetric key, with which whoever reads the file can make tokens");
        defects.put(
                TokenIssuer.keySet(List.of(rsa, Map.of("kty", "oct", "k", "c2VjcmV0LTQ3MTE"))),
                "has a private or symmetric key, with which whoever reads the file can make tokens");
        defects.put(
                TokenIssuer.keySet(
                        List.of(TokenIssuer.jwk("r", TokenIssuer.rsa(1024).getPublic()))),
                "has an RSA key of 1024 bits; the minimum is 2048");
        defects.put(TokenIssuer.keySet(Collections.nCopies(101, rsa)), "has more than 100 keys");
        defects.put(" ".repeat(1024 * 1024 + 1), "has more than 1048576 bytes");
        defects.put(
                TokenIssuer.pem("PRIVATE KEY", RSA.getPrivate().getEncoded()),
                "has a block 'PRIVATE KEY'; only PUBLIC KEY and CERTIFICATE are read");
        defects.put(TokenIssuer.pem("CERTIFICATE", new byte[] {1, 2}), "has a block 'CERTIFICATE' that is damaged");
        defects.put(
                TokenIssuer.pem("PUBLIC KEY", new byte[] {1, 2}),
                "has a public key that is neither of RSA nor of an elliptic curve");
        for (Map.Entry<String, String> defect : defects.entrySet()) {
            assertThatThrownBy(() -> read(defect.getKey()))
                    .isInstanceOf(JwtKeys.Defect.class)
                    .hasMessage(defect.getValue())
                    .hasNoCause();
        }
    }

    @Test
    void a_file_that_is_missing_is_told_apart() {
        assertThatThrownBy(() -> JwtKeys.read(ALL, Optional.of(directory.resolve("none")), Optional.empty()))
                .isInstanceOf(NoSuchFileException.class);
    }
}
