package io.signalbox.router;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** TLS of clients that trust one certificate. */
public final class TrustedCertificate {
    private TrustedCertificate() {}

    /** @param pem the certificate, which is closed */
    public static SSLContext contextOf(InputStream pem) throws IOException, GeneralSecurityException {
        return contextOf(pem, null);
    }

    /**
     * @param pem the certificate, which is closed
     * @param own the certificate of the client; null for none
     */
    public static SSLContext contextOf(InputStream pem, ShownCertificate own)
            throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (pem) {
            trusted.setCertificateEntry(
                    "node", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own == null ? null : new KeyManager[] {own}, trust.getTrustManagers(), null);
        return context;
    }
}
