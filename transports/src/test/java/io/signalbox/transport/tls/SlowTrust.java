package io.signalbox.transport.tls;

import io.signalbox.transport.Patience;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Trusts everybody, and keeps peers waiting when it is told. */
public final class SlowTrust implements X509TrustManager {
    private final CountDownLatch verifies = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);
    private volatile boolean isSlow;

    /** Has further peers wait in the verification of their certificates. */
    public void slow(boolean wanted) {
        isSlow = wanted;
    }

    /** Waits until a peer waits. */
    public boolean awaitVerification() throws InterruptedException {
        return verifies.await(Patience.SECONDS, TimeUnit.SECONDS);
    }

    /** Lets all go on who wait. */
    public void release() {
        mayGoOn.countDown();
    }

    /** A context of its own, so that no connection resumes the session of another one. */
    public SSLContext context(KeyManager... keys) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {this}, null);
        return context;
    }

    /** The TLS of a connecting transport. */
    public ConnectingTls connecting() throws GeneralSecurityException {
        return new ConnectingTls(ConnectingTlsSettings.defaults(), context());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        verify();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        verify();
    }

    private void verify() {
        if (isSlow) {
            verifies.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
