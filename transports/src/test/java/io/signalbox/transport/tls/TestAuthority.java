package io.signalbox.transport.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests. */
public final class TestAuthority {
    private static final Duration VALID = Duration.ofDays(100);

    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private long serial = 1;

    private TestAuthority(String name, KeyPair keys, TestAuthority issuer) throws Exception {
        this.name = new X500Name("CN=" + name);
        this.keys = keys;
        certificate = (issuer == null ? this : issuer)
                .sign(this.name, keys.getPublic(), Instant.now().plus(VALID), true, List.of());
    }

    public static TestAuthority root(String name) throws Exception {
        return new TestAuthority(name, newKeys("EC"), null);
    }

    public TestAuthority intermediate(String child) throws Exception {
        return new TestAuthority(child, newKeys("EC"), this);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public static KeyPair newKeys(String algorithm) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "RSA" -> generator.initialize(2048);
            case "EC" -> generator.initialize(256);
            default -> {}
        }
        return generator.generateKeyPair();
    }

    /** A certificate for host names, the first of which is the common name too. */
    public X509Certificate issue(PublicKey key, Instant end, String... hosts) throws Exception {
        return sign(new X500Name("CN=" + hosts[0]), key, end, false, Arrays.asList(hosts));
    }

    public X509Certificate issue(PublicKey key, String... hosts) throws Exception {
        return issue(key, Instant.now().plus(VALID), hosts);
    }

    private X509Certificate sign(X500Name subject, PublicKey key, Instant end, boolean isAuthority, List<String> hosts)
            throws IOException, OperatorCreationException, GeneralSecurityException {
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(serial++),
                Date.from(end.minus(Duration.ofDays(400))),
                Date.from(end),
                subject,
                key);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
        if (!hosts.isEmpty()) {
            GeneralName[] names = hosts.stream()
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new);
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    /** Writes keys and certificates in PEM, under a name of its own first, so that nobody sees half of the file. */
    public static Path write(Path file, Object... objects) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            for (Object object : objects) {
                // The writer's own form of an EC key lacks the curve.
                writer.writeObject(object instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : object);
            }
        }
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text.toString());
        return Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
