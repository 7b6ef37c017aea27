package io.signalbox.transport.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trust manager that accepts client certificates of the configured authorities, and no others. {@link #replace} exchanges
 * the authorities for handshakes that begin later. Thread-safe.
 */
final class ClientAuthorities extends EngineTrust {
    private volatile X509ExtendedTrustManager current;

    ClientAuthorities(X509ExtendedTrustManager authorities) {
        current = authorities;
    }

    /** Reads the authorities of PEM files. Returns null if there are no files. */
    static X509ExtendedTrustManager read(List<Path> files) throws TlsDefect {
        if (files.isEmpty()) {
            return null;
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < files.size(); i++) {
                String place = "ca_certificates[" + i + "]";
                for (X509Certificate certificate :
                        PemFile.read(files.get(i), place).certificates()) {
                    store.setCertificateEntry("authority-" + store.size(), certificate);
                }
            }
            return Authorities.of(store);
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsDefect("ca_certificates", "cannot be used: " + e.getMessage(), "check the files", e);
        }
    }

    /** Exchanges the authorities. Returns whether the new ones are others than before. */
    boolean replace(X509ExtendedTrustManager authorities) {
        boolean areOthers = !issuers(current).equals(issuers(authorities));
        current = authorities;
        return areOthers;
    }

    private static Set<X509Certificate> issuers(X509ExtendedTrustManager authorities) {
        return Set.copyOf(Arrays.asList(authorities.getAcceptedIssuers()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        current.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.getAcceptedIssuers();
    }
}
