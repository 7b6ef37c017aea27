package io.signalbox.transport.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust managers of the JDK for sets of authorities. Stateless and thread-safe. */
final class Authorities {
    private Authorities() {}

    /** Returns the trust manager for the authorities that the JVM trusts. */
    static X509ExtendedTrustManager ofJvm() throws GeneralSecurityException {
        return of(null);
    }

    /** Returns the trust manager for the certificates of a store. */
    static X509ExtendedTrustManager of(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager trusting) {
                return trusting;
            }
        }
        throw new IllegalStateException("the JDK has no PKIX trust manager");
    }
}
