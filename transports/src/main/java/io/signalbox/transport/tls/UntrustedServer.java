package io.signalbox.transport.tls;

import java.security.cert.CertificateException;

/** Certificate of a server that a client does not accept, with the remedy. */
final class UntrustedServer extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    UntrustedServer(String problem, String remedy, CertificateException cause) {
        super(problem, cause);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
