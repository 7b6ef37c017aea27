package io.signalbox.transport.tls;

import java.util.Locale;

/**
 * Explanation of a TLS handshake of this side as a client that has failed.
 *
 * @param isCertificate whether the certificate of the server is the reason
 * @param problem what happened
 * @param remedy what to do about the problem
 */
public record FailedClientHandshake(boolean isCertificate, String problem, String remedy) {

    /** Explains a failure of the JDK's TLS, during the handshake or at the first read. */
    public static FailedClientHandshake of(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UntrustedServer untrusted) {
                return new FailedClientHandshake(true, untrusted.getMessage(), untrusted.remedy());
            }
            deepest = cause;
        }
        String text = String.valueOf(deepest.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("unrecognized ssl message") || lower.contains("plaintext connection")) {
            return new FailedClientHandshake(
                    false, "does not answer in TLS", "use a URL without TLS (ws, rs), or name the port with TLS");
        }
        if (lower.contains("certificate_required") || lower.contains("bad_certificate")) {
            return new FailedClientHandshake(
                    false,
                    "demands a client certificate, or refuses the one it was sent (" + text + ")",
                    "set 'certificate' and 'key' to a certificate of an authority that the server trusts");
        }
        if (lower.contains("handshake_failure")
                || lower.contains("protocol_version")
                || lower.contains("unknown_ca")
                || lower.contains("certificate_unknown")
                || lower.contains("certificate_expired")) {
            return new FailedClientHandshake(
                    false,
                    "refused the TLS handshake (" + text + ")",
                    "let the server offer TLS 1.2 or 1.3, and check the client certificate if the server demands one");
        }
        return new FailedClientHandshake(
                false, "failed the TLS handshake (" + text + ")", "look for the reason in the log of the server");
    }
}
