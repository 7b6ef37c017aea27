package io.signalbox.transport.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;

/** Trust manager that explains why a certificate of a server is not accepted. Immutable and thread-safe. */
final class ServerTrust extends EngineTrust {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int MAX_NAMES = 8;

    private final X509ExtendedTrustManager authorities;
    private final boolean isConfigured;

    /** @param isConfigured whether the configuration names the authorities, as opposed to the JVM */
    ServerTrust(X509ExtendedTrustManager authorities, boolean isConfigured) {
        this.authorities = authorities;
        this.isConfigured = isConfigured;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            authorities.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw explained(chain, engine.getHandshakeSession(), e);
        }
    }

    private UntrustedServer explained(X509Certificate[] chain, SSLSession session, CertificateException e) {
        X509Certificate own = chain[0];
        String subject = own.getSubjectX500Principal().getName();
        if (hasCause(e, CertificateExpiredException.class) || hasCause(e, CertificateNotYetValidException.class)) {
            return new UntrustedServer(
                    "has a certificate (" + subject + ") that is not valid now: " + validities(chain),
                    "renew the certificate of the server, or correct the clock of this machine",
                    e);
        }
        if (!isAboutPath(e)) {
            return new UntrustedServer(
                    "has a certificate for " + names(own) + ", not for " + session.getPeerHost(),
                    "use a name of the certificate in the URL or as 'hostname', or renew the certificate with this name",
                    e);
        }
        String issuer = chain[chain.length - 1].getIssuerX500Principal().getName();
        if (!isConfigured) {
            return new UntrustedServer(
                    "has a certificate (" + subject + ") of the authority " + issuer + ", which this JVM does not trust"
                            + reason(e),
                    "name the file with the certificate of the authority in 'ca_certificates'",
                    e);
        }
        return new UntrustedServer(
                "has a certificate (" + subject + ") of the authority " + issuer
                        + ", which is none of 'ca_certificates'" + reason(e),
                "add the certificate of this authority if it is the right one, and let the server send the"
                        + " certificates of intermediate authorities",
                e);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    /** The exceptions of the JDK about the name of the server have no cause, those about the path of certificates have one. */
    private static boolean isAboutPath(CertificateException e) {
        return e.getCause() != null;
    }

    /** Returns the reason of a path that ends at a trusted authority and is not valid, in parentheses. */
    private static String reason(CertificateException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException invalid) {
                return " (" + invalid.getMessage() + ")";
            }
        }
        return "";
    }

    private static String validities(X509Certificate[] chain) {
        List<String> validities = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            validities.add(certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant());
        }
        return String.join(", issuer ", validities);
    }

    private static String names(X509Certificate certificate) {
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return "names that cannot be read (" + e.getMessage() + ")";
        }
        List<String> names = new ArrayList<>();
        for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
            int type = (Integer) alternative.get(0);
            if ((type == DNS_NAME || type == IP_ADDRESS) && names.size() < MAX_NAMES) {
                names.add(alternative.get(1).toString());
            }
        }
        return names.isEmpty() ? "no host" : String.join(", ", names);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.getAcceptedIssuers();
    }
}
