package io.signalbox.router.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that verify the tokens of one issuer, by algorithm. The algorithm of a key follows from the kind of the key and never
 * from a token: a public key verifies no HMAC. Immutable and thread-safe.
 */
public final class JwtKeys {
    private static final int MAX_FILE_BYTES = 1024 * 1024;

    /** A token that names no key is verified with each key of its algorithm. */
    private static final int MAX_KEYS = 100;

    /** RFC 7518 section 3.3. */
    private static final int MIN_RSA_BITS = 2048;

    private final Map<JwtAlgorithm, List<Entry>> byAlgorithm = new EnumMap<>(JwtAlgorithm.class);

    /** @param id null for a key without an id, such as a key in PEM */
    private record Entry(String id, JWSVerifier verifier) {}

    /** Thrown for a file without usable keys. The message contains no content of the file. */
    public static final class Defect extends IOException {
        private static final long serialVersionUID = 1L;

        Defect(String message) {
            super(message);
        }
    }

    private JwtKeys() {}

    /**
     * Reads the keys of the accepted algorithms. Blocks.
     *
     * @param file a JWK Set (RFC 7517) or public keys and certificates in PEM; empty if all algorithms are symmetric
     * @param secret the secret of the symmetric algorithms, at least {@link JwtAlgorithm#minSecretBytes()} bytes
     * @throws Defect if the file has no usable key, or has a private one
     */
    public static JwtKeys read(List<JwtAlgorithm> algorithms, Optional<Path> file, Optional<String> secret)
            throws IOException {
        List<JWK> keys = file.isPresent() ? keys(file.get()) : List.of();
        JwtKeys found = new JwtKeys();
        int usable = 0;
        try {
            for (JwtAlgorithm algorithm : algorithms) {
                List<Entry> entries = new ArrayList<>();
                if (algorithm.isSymmetric()) {
                    entries.add(
                            new Entry(null, new MACVerifier(secret.orElseThrow().getBytes(StandardCharsets.UTF_8))));
                } else {
                    for (JWK key : keys) {
                        if (isFor(JWSAlgorithm.parse(algorithm.name()), key)) {
                            entries.add(new Entry(key.getKeyID(), verifier(key)));
                        }
                    }
                    usable += entries.size();
                }
                found.byAlgorithm.put(algorithm, entries);
            }
        } catch (JOSEException e) {
            throw new IOException("a key that has been checked cannot be used", e);
        }
        if (file.isPresent() && usable == 0) {
            throw new Defect("has no key for any of the algorithms " + algorithms);
        }
        return found;
    }

    /** Returns whether a key is meant for an algorithm (RFC 7517 section 4). */
    private static boolean isFor(JWSAlgorithm algorithm, JWK key) {
        boolean hasCurve = !(key instanceof ECKey ec)
                || Curve.forJWSAlgorithm(algorithm) != null
                        && Curve.forJWSAlgorithm(algorithm).contains(ec.getCurve());
        return key.getKeyType().equals(KeyType.forAlgorithm(algorithm))
                && hasCurve
                && (key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE))
                && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY))
                && (key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm));
    }

    private static JWSVerifier verifier(JWK key) throws JOSEException, Defect {
        if (key instanceof RSAKey rsa) {
            if (rsa.size() < MIN_RSA_BITS) {
                throw new Defect("has an RSA key of " + rsa.size() + " bits; the minimum is " + MIN_RSA_BITS);
            }
            return new RSASSAVerifier(rsa.toRSAPublicKey());
        }
        return new ECDSAVerifier(key.toECKey());
    }

    private static List<JWK> keys(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        }
        if (bytes.length > MAX_FILE_BYTES) {
            throw new Defect("has more than " + MAX_FILE_BYTES + " bytes");
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<JWK> keys = text.stripLeading().startsWith("{") ? keySet(text) : JwtPem.keys(text);
        if (keys.size() > MAX_KEYS) {
            throw new Defect("has more than " + MAX_KEYS + " keys");
        }
        if (keys.stream().anyMatch(JWK::isPrivate)) {
            throw new Defect("has a private or symmetric key, with which whoever reads the file can make tokens");
        }
        return keys;
    }

    private static List<JWK> keySet(String text) throws Defect {
        try {
            return JWKSet.parse(text).getKeys();
        } catch (ParseException | IllegalArgumentException e) {
            // The message of the exception can have a part of a private key.
            throw new Defect("is not a JWK Set: an object with a list 'keys' of keys in JSON");
        }
    }

    /**
     * Returns the verifiers that a token may mean.
     *
     * @param id the key id in the header of the token; null for none. Keys without an id match each id
     */
    List<JWSVerifier> find(JwtAlgorithm algorithm, String id) {
        return byAlgorithm.getOrDefault(algorithm, List.of()).stream()
                .filter(entry -> id == null || entry.id() == null || entry.id().equals(id))
                .map(Entry::verifier)
                .toList();
    }
}
