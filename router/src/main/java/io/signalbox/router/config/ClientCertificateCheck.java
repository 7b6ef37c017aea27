package io.signalbox.router.config;

import io.signalbox.router.schema.ConfigItem;

/** Check that clients can show a certificate where the authentication method {@code tls} needs one. */
final class ClientCertificateCheck {
    private ClientCertificateCheck() {}

    /**
     * Checks a method and the endpoint of its transport.
     *
     * @param method the item of the method, which may be absent
     */
    static void check(ConfigItem method, ConfigItem endpoint) {
        ConfigItem tls = endpoint.member("tls");
        if (!method.isPresent() || !endpoint.isPresent()) {
            return;
        }
        if (endpoint.member("type").text().equals("unix")) {
            method.refuseKey(
                    "a Unix domain socket has no TLS, so no client has a certificate",
                    "remove the method, or use an endpoint of type 'tcp' with 'tls'");
        } else if (tls.isAbsent()) {
            method.refuseKey(
                    "the endpoint has no TLS, so no client has a certificate",
                    "add 'tls' with 'ca_certificates' to the endpoint, or remove the method");
        } else if (tls.isPresent() && tls.member("ca_certificates").isEmpty()) {
            method.refuseKey(
                    "the endpoint does not ask clients for a certificate",
                    "add 'ca_certificates' with the files of the authorities to 'tls' of the endpoint");
        }
    }
}
