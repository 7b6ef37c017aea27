package io.signalbox.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * A private key with its certificate and the certificates of the issuers, the own one first.
 *
 * @param names the host names of the certificate in lower case, with {@code *} for one label
 */
record Identity(PrivateKey key, List<X509Certificate> chain, Set<String> names) {
    private static final int DNS_NAME = 2;
    private static final int MAX_CHAIN = 16;

    Identity {
        chain = List.copyOf(chain);
        names = Collections.unmodifiableSet(names);
    }

    /**
     * Reads key and certificates.
     *
     * @param prefix what the keys of the configuration begin with in messages, such as {@code certificates[1].}
     */
    static Identity read(IdentityFiles files, String prefix) throws TlsDefect {
        return switch (files) {
            case IdentityFiles.Pem pem -> readPem(pem, prefix);
            case IdentityFiles.Store store -> readStore(store, prefix);
        };
    }

    private static Identity readPem(IdentityFiles.Pem files, String prefix) throws TlsDefect {
        PrivateKey key = PemFile.read(files.key(), prefix + "key").privateKey(files.password());
        List<X509Certificate> certificates = new ArrayList<>(
                PemFile.read(files.certificate(), prefix + "certificate").certificates());
        X509Certificate own = null;
        for (X509Certificate certificate : certificates) {
            if (own == null && belongTogether(key, certificate.getPublicKey())) {
                own = certificate;
            }
        }
        if (own == null) {
            throw new TlsDefect(
                    prefix + "key",
                    "the key in '" + files.key() + "' belongs to no certificate in '" + files.certificate() + "'",
                    "name the key with which the certificate was requested");
        }
        for (int i = 0; i < files.chainCertificates().size(); i++) {
            String place = prefix + "chain_certificates[" + i + "]";
            certificates.addAll(
                    PemFile.read(files.chainCertificates().get(i), place).certificates());
        }
        return of(key, own, certificates);
    }

    private static Identity readStore(IdentityFiles.Store files, String prefix) throws TlsDefect {
        char[] password = files.password() == null ? null : files.password().toCharArray();
        char[] keyPassword =
                files.keyPassword() == null ? password : files.keyPassword().toCharArray();
        byte[] bytes = PemFile.bytes(files.file(), prefix + "keystore");
        try {
            // The provider of PKCS12 reads JKS as well.
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    return of(store, alias, keyPassword);
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new TlsDefect(
                    prefix + "key_password",
                    "the key in '" + files.file() + "' cannot be decrypted",
                    "check 'keystore_password', or set 'key_password' where the key has its own",
                    e);
        } catch (IOException | GeneralSecurityException e) {
            boolean wrongPassword = e.getCause() instanceof UnrecoverableKeyException;
            throw wrongPassword
                    ? new TlsDefect(
                            prefix + "keystore_password",
                            "'" + files.file() + "' cannot be decrypted",
                            "check the password",
                            e)
                    : new TlsDefect(
                            prefix + "keystore",
                            "'" + files.file() + "' is no key store of the forms PKCS12 and JKS: " + e.getMessage(),
                            "name a key store, or use 'key' and 'certificate' for files in PEM",
                            e);
        }
        throw new TlsDefect(
                prefix + "keystore",
                "'" + files.file() + "' has no private key",
                "import the key with its certificate");
    }

    private static Identity of(KeyStore store, String alias, char[] password) throws GeneralSecurityException {
        Key key = store.getKey(alias, password);
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            certificates.add((X509Certificate) certificate);
        }
        return of((PrivateKey) key, certificates.get(0), certificates);
    }

    /** Returns the certificates of the chain, in the order of the chain. */
    private static Identity of(PrivateKey key, X509Certificate own, List<X509Certificate> known) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        X509Certificate last = own;
        while (last != null && chain.size() < MAX_CHAIN) {
            last = issuer(last, known);
            if (last != null) {
                chain.add(last);
            }
        }
        return new Identity(key, chain, names(own));
    }

    private static X509Certificate issuer(X509Certificate certificate, List<X509Certificate> known) {
        if (certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
            return null;
        }
        for (X509Certificate candidate : known) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                    && hasSigned(candidate, certificate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean hasSigned(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            // Another authority with the same name, for example with an older key.
            return false;
        }
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (privateKey.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> privateKey.getAlgorithm();
                };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Returns whether the certificate is for a host. Ignores case. */
    boolean isFor(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return names.contains(name) || dot > 0 && names.contains("*" + name.substring(dot));
    }

    /** Returns the subject alternative names, or the common name if the certificate has no alternative names. */
    private static Set<String> names(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            if (certificate.getSubjectAlternativeNames() != null) {
                for (List<?> name : certificate.getSubjectAlternativeNames()) {
                    if (name.get(0) instanceof Integer kind && kind == DNS_NAME) {
                        names.add(name.get(1).toString().toLowerCase(Locale.ROOT));
                    }
                }
                return names;
            }
            String subject = certificate.getSubjectX500Principal().getName();
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (GeneralSecurityException | InvalidNameException e) {
            // The certificate matches no name, but can be the default certificate.
            names.clear();
        }
        return names;
    }
}
