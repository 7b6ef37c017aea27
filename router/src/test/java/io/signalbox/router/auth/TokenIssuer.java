package io.signalbox.router.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Issuer of JSON Web Tokens, right and wrong. Uses the JDK only, not the library that verifies tokens. */
public final class TokenIssuer {
    /** Issuer and audience of {@link #claims}. */
    public static final String ISSUER = "https://issuer.example.com/realms/shop";

    public static final String AUDIENCE = "wamp";
    public static final String SECRET = "a-secret-of-issuer-and-router-4711-which-has-64-bytes-and-a-few-more";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private TokenIssuer() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static KeyPair rsa() {
        return rsa(2048);
    }

    /** @param curve such as {@code P-256} */
    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve.replace("P-", "secp") + "r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns claims of a token for {@code joe} that is valid for five minutes, with further claims. */
    public static Map<String, Object> claims(long nowSeconds, Map<String, Object> more) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", ISSUER);
        claims.put("aud", AUDIENCE);
        claims.put("sub", "joe");
        claims.put("exp", nowSeconds + 300);
        claims.putAll(more);
        return claims;
    }

    static String token(String algorithm, String kid, PrivateKey key, Map<String, Object> claims) {
        Map<String, Object> header = new LinkedHashMap<>(Map.of("typ", "JWT", "alg", algorithm));
        if (kid != null) {
            header.put("kid", kid);
        }
        return token(header, key, claims);
    }

    /** Returns a token of the algorithm RS256. */
    public static String token(String kid, PrivateKey key, Map<String, Object> claims) {
        return token("RS256", kid, key, claims);
    }

    /** @param header its member {@code alg} decides how the token is signed */
    static String token(Map<String, Object> header, PrivateKey key, Map<String, Object> claims) {
        String signed = part(header) + "." + part(claims);
        return signed + "." + BASE64.encodeToString(signature((String) header.get("alg"), key, signed));
    }

    /** Returns a token of the algorithm RS256 with a payload that is no claims. */
    static String signed(String kid, PrivateKey key, String payload) {
        String signed = part(Map.of("alg", "RS256", "kid", kid)) + "." + payload;
        return signed + "." + BASE64.encodeToString(signature("RS256", key, signed));
    }

    /** Returns a token with an HMAC. */
    public static String token(String algorithm, byte[] secret, Map<String, Object> claims) {
        String signed = part(Map.of("alg", algorithm)) + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
            mac.init(new SecretKeySpec(secret, "HMAC"));
            return signed + "." + BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns header or claims in the form of a token. */
    static String part(Map<String, Object> content) {
        try {
            return BASE64.encodeToString(JSON.writeValueAsBytes(content));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] signature(String algorithm, PrivateKey key, String signed) {
        String hash = "SHA" + algorithm.substring(2);
        try {
            Signature signature = Signature.getInstance(
                    switch (algorithm.substring(0, 2)) {
                        case "RS" -> hash + "withRSA";
                        case "PS" -> "RSASSA-PSS";
                        default -> hash + "withECDSAinP1363Format";
                    });
            if (algorithm.startsWith("PS")) {
                String name = "SHA-" + algorithm.substring(2);
                int saltBytes = Integer.parseInt(algorithm.substring(2)) / 8;
                signature.setParameter(new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), saltBytes, 1));
            }
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a JWK Set of public keys. */
    public static String keySet(List<Map<String, Object>> keys) {
        try {
            return JSON.writeValueAsString(Map.of("keys", keys));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a JWK Set of one RSA key, which nobody has. */
    public static String keySet(String kid) {
        return keySet(List.of(jwk(kid, rsa().getPublic())));
    }

    /** Returns a public key as a JWK. */
    public static Map<String, Object> jwk(String kid, PublicKey key) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (kid != null) {
            members.put("kid", kid);
        }
        if (key instanceof RSAPublicKey rsa) {
            members.put("kty", "RSA");
            members.put("n", unsigned(rsa.getModulus(), 0));
            members.put("e", unsigned(rsa.getPublicExponent(), 0));
        } else {
            ECPublicKey ec = (ECPublicKey) key;
            int bits = ec.getParams().getCurve().getField().getFieldSize();
            members.put("kty", "EC");
            members.put("crv", "P-" + bits);
            members.put("x", unsigned(ec.getW().getAffineX(), (bits + 7) / 8));
            members.put("y", unsigned(ec.getW().getAffineY(), (bits + 7) / 8));
        }
        return members;
    }

    static String unsigned(BigInteger number, int bytes) {
        byte[] all = number.toByteArray();
        int length = Math.max(bytes, (number.bitLength() + 7) / 8);
        byte[] padded = new byte[length];
        int used = Math.min(all.length, length);
        System.arraycopy(all, all.length - used, padded, length - used, used);
        return BASE64.encodeToString(padded);
    }

    static String pem(String type, byte[] encoded) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded) + "\n-----END " + type
                + "-----\n";
    }

    /** Returns tokens that an attacker could derive from a right token without a key. */
    static List<String> tampered(String token) {
        String[] parts = token.split("\\.");
        byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
        byte[] flipped = signature.clone();
        flipped[signature.length / 2] ^= 1;
        List<String> tampered = new ArrayList<>();
        for (byte[] wrong : List.of(
                flipped,
                new byte[0],
                new byte[signature.length],
                Arrays.copyOf(signature, signature.length - 1),
                Arrays.copyOf(signature, signature.length + 1))) {
            tampered.add(parts[0] + "." + parts[1] + "." + BASE64.encodeToString(wrong));
        }
        return tampered;
    }
}
