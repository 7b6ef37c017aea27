package io.signalbox.router.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import io.signalbox.router.auth.JwtKeys.Defect;
import java.io.ByteArrayInputStream;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys in PEM: blocks {@code PUBLIC KEY} and {@code CERTIFICATE}. Stateless and thread-safe. */
final class JwtPem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");

    private JwtPem() {}

    /** @throws Defect if the text has no block, or a block that is not a public key of RSA or of an elliptic curve */
    static List<JWK> keys(String text) throws Defect {
        List<JWK> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            keys.add(key(block.group(1), block.group(2)));
        }
        if (keys.isEmpty()) {
            throw new Defect("is neither a JWK Set nor PEM");
        }
        return keys;
    }

    private static JWK key(String type, String base64) throws Defect {
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(base64);
            return switch (type) {
                case "PUBLIC KEY" -> key(publicKey(encoded));
                case "CERTIFICATE" ->
                    // The certificate transports the key. The file is trusted, so that nothing else counts.
                    key(CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(encoded))
                            .getPublicKey());
                default -> throw new Defect("has a block '" + type + "'; only PUBLIC KEY and CERTIFICATE are read");
            };
        } catch (CertificateException | IllegalArgumentException e) {
            throw new Defect("has a block '" + type + "' that is damaged");
        }
    }

    private static PublicKey publicKey(byte[] encoded) throws Defect {
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException e) {
                // The key is one of another algorithm.
                continue;
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JDK has no " + algorithm, e);
            }
        }
        throw new Defect("has a public key that is neither of RSA nor of an elliptic curve");
    }

    private static JWK key(PublicKey key) throws Defect {
        if (key instanceof RSAPublicKey rsa) {
            return new RSAKey.Builder(rsa).build();
        }
        Curve curve = key instanceof ECPublicKey ec ? Curve.forECParameterSpec(ec.getParams()) : null;
        if (curve == null) {
            throw new Defect("has a public key that is neither of RSA nor of the curves P-256, P-384 and P-521");
        }
        return new ECKey.Builder(curve, (ECPublicKey) key).build();
    }
}
