package io.signalbox.router;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Key and certificate that a client shows to each server, whatever authorities the server names. Thread-safe. */
public final class ShownCertificate extends X509ExtendedKeyManager {
    private static final String ALIAS = "own";

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final AtomicInteger uses = new AtomicInteger();

    private ShownCertificate(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** Reads a key in PKCS#8 and a certificate from one text in PEM, which is closed. */
    public static ShownCertificate of(InputStream pem) throws IOException, GeneralSecurityException {
        try (pem) {
            String text = new String(pem.readAllBytes(), StandardCharsets.US_ASCII);
            int end = text.indexOf("-----END PRIVATE KEY-----");
            String key = text.substring(text.indexOf("KEY-----") + "KEY-----".length(), end);
            String certificate = text.substring(text.indexOf("-----BEGIN CERTIFICATE-----"));
            return new ShownCertificate(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(
                                    new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII))),
                    KeyFactory.getInstance("EC")
                            .generatePrivate(new PKCS8EncodedKeySpec(
                                    Base64.getMimeDecoder().decode(key))));
        }
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** Returns how often a handshake has used the key. A resumed session does not use the key. */
    public int uses() {
        return uses.get();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {ALIAS};
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return ALIAS;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return ALIAS;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {certificate};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        uses.incrementAndGet();
        return key;
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return null;
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return null;
    }
}
