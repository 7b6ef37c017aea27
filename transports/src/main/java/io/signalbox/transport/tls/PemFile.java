package io.signalbox.transport.tls;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** The keys and certificates of a file in PEM, the encrypted forms and the older forms of OpenSSL included. */
final class PemFile {
    private static final int MAX_BYTES = 1024 * 1024;

    private final Path file;
    private final String key;
    private final List<Object> objects;

    private PemFile(Path file, String key, List<Object> objects) {
        this.file = file;
        this.key = key;
        this.objects = objects;
    }

    /**
     * Reads a file.
     *
     * @param key the key of the configuration that names the file
     */
    static PemFile read(Path file, String key) throws TlsDefect {
        List<Object> objects = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(text(file, key)))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                objects.add(next);
            }
        } catch (IOException | RuntimeException e) {
            throw new TlsDefect(
                    key, "'" + file + "' is damaged: " + e.getMessage(), "write the PEM file anew, as a whole", e);
        }
        if (objects.isEmpty()) {
            throw new TlsDefect(
                    key,
                    "'" + file + "' has nothing in PEM ('-----BEGIN ...')",
                    "convert the file, for example with 'openssl x509 -inform der' or 'openssl pkey -inform der'");
        }
        return new PemFile(file, key, objects);
    }

    private static String text(Path file, String key) throws TlsDefect {
        return new String(bytes(file, key), StandardCharsets.ISO_8859_1);
    }

    /** Reads a file of at most 1 MiB. */
    static byte[] bytes(Path file, String key) throws TlsDefect {
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new TlsDefect(key, "'" + file + "' is no regular file", "name the file itself");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new TlsDefect(
                        key, "'" + file + "' is longer than " + MAX_BYTES + " bytes", "name the file of this key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsDefect(
                    key,
                    "there is no file '" + file + "'",
                    "create it, or correct the path, which starts from the folder of the configuration file",
                    e);
        } catch (AccessDeniedException e) {
            throw new TlsDefect(
                    key,
                    "'" + file + "' may not be read",
                    "let the user of this process read it (chgrp, chmod g+r)",
                    e);
        } catch (IOException e) {
            throw new TlsDefect(key, "'" + file + "' cannot be read: " + e, "check the disk", e);
        }
    }

    /** Returns the certificates of the file in their order, at least one. */
    List<X509Certificate> certificates() throws TlsDefect {
        JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
        List<X509Certificate> certificates = new ArrayList<>();
        for (Object object : objects) {
            X509CertificateHolder holder = holder(object);
            if (holder != null) {
                try {
                    certificates.add(converter.getCertificate(holder));
                } catch (CertificateException e) {
                    throw new TlsDefect(
                            key,
                            "'" + file + "' has a certificate that is damaged: " + e.getMessage(),
                            "write the file anew",
                            e);
                }
            }
        }
        if (certificates.isEmpty()) {
            throw new TlsDefect(
                    key, "'" + file + "' has no certificate", "name the file that has '-----BEGIN CERTIFICATE-----'");
        }
        return certificates;
    }

    private static X509CertificateHolder holder(Object object) {
        return switch (object) {
            case X509CertificateHolder certificate -> certificate;
            case X509TrustedCertificateBlock trusted -> trusted.getCertificateHolder();
            default -> null;
        };
    }

    /**
     * Returns the private key of the file.
     *
     * @param password the password of an encrypted key, or null
     */
    PrivateKey privateKey(String password) throws TlsDefect {
        JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
        for (Object object : objects) {
            try {
                PrivateKeyInfo info =
                        switch (object) {
                            case PrivateKeyInfo plain -> plain;
                            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                            case PKCS8EncryptedPrivateKeyInfo encrypted -> decrypt(encrypted, password);
                            case PEMEncryptedKeyPair encrypted -> decrypt(encrypted, password);
                            default -> null;
                        };
                if (info != null) {
                    return converter.getPrivateKey(info);
                }
            } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
                throw undecipherable(password, e);
            }
        }
        throw new TlsDefect(
                key, "'" + file + "' has no private key", "name the file that has '-----BEGIN PRIVATE KEY-----'");
    }

    private PrivateKeyInfo decrypt(PKCS8EncryptedPrivateKeyInfo encrypted, String password)
            throws TlsDefect, OperatorCreationException, PKCSException {
        return encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                .setProvider(new BouncyCastleProvider())
                .build(needed(password)));
    }

    private PrivateKeyInfo decrypt(PEMEncryptedKeyPair encrypted, String password) throws TlsDefect, IOException {
        return encrypted
                .decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                        .setProvider(new BouncyCastleProvider())
                        .build(needed(password)))
                .getPrivateKeyInfo();
    }

    private char[] needed(String password) throws TlsDefect {
        if (password == null) {
            throw new TlsDefect(key, "the key in '" + file + "' is encrypted", "set 'key_password'");
        }
        return password.toCharArray();
    }

    private TlsDefect undecipherable(String password, Exception e) {
        if (password != null && !(e instanceof PEMException && e.getCause() == null)) {
            return new TlsDefect(
                    "key_password", "the key in '" + file + "' cannot be decrypted", "check the password", e);
        }
        return new TlsDefect(
                key,
                "the key in '" + file + "' cannot be read: " + e.getMessage(),
                "use an RSA, EC or Ed25519 key, for example of 'openssl genpkey -algorithm ec -pkeyopt"
                        + " ec_paramgen_curve:P-256'",
                e);
    }
}
