package io.signalbox.gateway;

import io.signalbox.transport.tls.TestAuthority;
import java.net.InetAddress;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Server sockets with TLS. */
public final class EncryptedSockets {
    private static final char[] PASSWORD = "password".toCharArray();

    private EncryptedSockets() {}

    /** A socket on a free port, which trusts the client certificates of an authority. */
    public static SSLServerSocket listen(TestAuthority authority, KeyPair keys, X509Certificate certificate)
            throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), trust.getTrustManagers(), null);
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** Demands a certificate of each client. */
    public static void demandCertificate(SSLServerSocket socket) {
        socket.setNeedClientAuth(true);
        // Over TLS 1.3 the handshake of the client is over before the server misses the certificate.
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
    }
}
