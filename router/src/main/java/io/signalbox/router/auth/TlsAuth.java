package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import java.time.Clock;

/**
 * Authentication method {@code tls}: the certificate of the client in the TLS handshake is the proof. The handshake has
 * verified that the client has the private key and that the certificate is of an authority of the listener; the source of
 * principals decides whose certificate it is. Thread-safe.
 */
public final class TlsAuth implements Authenticator {
    public static final String METHOD = "tls";

    private static final AuthStep EXPIRED = new AuthStep.Rejected(
            ErrorUri.AUTHENTICATION_DENIED, "the client certificate, or the one of an issuer, has expired");

    private final PrincipalSource<Grant> source;
    private final Clock clock;

    /** @param source finds the grant of a client that has a certificate */
    public TlsAuth(PrincipalSource<Grant> source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public boolean applies(AuthRequest request) {
        return ClientCertificate.of(request.peer()).isPresent();
    }

    @Override
    public AuthStep begin(AuthRequest request) {
        // Neither a resumed TLS session nor a second HELLO on a connection has a handshake that looks at the time.
        if (!ClientCertificate.of(request.peer()).orElseThrow().isValidAt(clock.instant())) {
            return EXPIRED;
        }
        return source.find(request, grant -> new AuthStep.Accepted(grant.identity(METHOD, source.provider())));
    }
}
