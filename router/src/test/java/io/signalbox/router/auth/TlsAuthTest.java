package io.signalbox.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.ShownCertificate;
import io.signalbox.router.auth.TlsAuthSettings.CertificateEntry;
import io.signalbox.router.auth.TlsAuthSettings.CertificatePrincipals;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

class TlsAuthTest {
    private static final String JOE_SHA1 = "59:C6:97:4B:89:6F:80:4D:F4:BE:1A:1B:13:67:6F:AE:27:3D:D5:89";
    private static final String JOE_SHA256 =
            "90:97:1F:5B:78:CA:EF:55:40:6C:76:E3:2D:1D:31:80:A9:C4:A9:66:2E:E8:06:77:6D:83:E6:F6:5F:71:6E:04";
    private static final String STRANGER_SHA1 = "88E135CC0F3A6F53EBAFB4B81990AFF93A1EE1ED";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void a_fingerprint_of_either_kind_in_any_form_is_the_certificate() throws Exception {
        for (String sha1 : List.of(JOE_SHA1, JOE_SHA1.replace(":", ""), JOE_SHA1.toLowerCase(Locale.ROOT))) {
            assertThat(Attempt.accepted(hello(method(entry(List.of(sha1), List.of())), null, "joe.pem")))
                    .isEqualTo(new Identity("joe", "user", "tls", "static", Optional.of("realm2"), Map.of()));
        }
        for (String sha256 : List.of(JOE_SHA256, JOE_SHA256.replace(":", "").toLowerCase(Locale.ROOT))) {
            assertThat(hello(method(entry(List.of(), List.of(sha256))), "joe", "joe.pem"))
                    .isInstanceOf(AuthStep.Accepted.class);
        }
    }

    @Test
    void a_certificate_has_to_be_in_each_list_of_the_principal() throws Exception {
        TlsAuth either = method(entry(List.of(STRANGER_SHA1, JOE_SHA1), List.of()));
        assertThat(hello(either, null, "joe.pem")).isInstanceOf(AuthStep.Accepted.class);
        assertThat(hello(either, null, "stranger.pem")).isInstanceOf(AuthStep.Accepted.class);
        TlsAuth both = method(entry(List.of(JOE_SHA1, STRANGER_SHA1), List.of(JOE_SHA256)));
        assertThat(hello(both, null, "joe.pem")).isInstanceOf(AuthStep.Accepted.class);
        assertThat(hello(both, null, "stranger.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        TlsAuth contradiction = method(entry(List.of(STRANGER_SHA1), List.of(JOE_SHA256)));
        assertThat(hello(contradiction, null, "joe.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        assertThat(hello(contradiction, null, "stranger.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void the_authid_decides_between_principals_with_one_certificate() throws Exception {
        TlsAuth method = method(Map.of(
                "joe", entry(List.of(JOE_SHA1), List.of()),
                "ann", entry(List.of(), List.of(JOE_SHA256)),
                "bob", entry(List.of(STRANGER_SHA1), List.of())));
        for (String authid : List.of("joe", "ann")) {
            assertThat(Attempt.accepted(hello(method, authid, "joe.pem")).authid())
                    .isEqualTo(authid);
        }
        assertThat(hello(method, null, "joe.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
        assertThat(hello(method, "bob", "joe.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void a_certificate_that_has_expired_since_the_handshake_is_refused_and_so_is_that_of_an_issuer() throws Exception {
        TlsAuth method = method(entry(List.of(JOE_SHA1), List.of()));
        AuthStep expired = new AuthStep.Rejected(
                ErrorUri.AUTHENTICATION_DENIED, "the client certificate, or the one of an issuer, has expired");
        assertThat(hello(method, null, "expired.pem")).isEqualTo(expired);
        assertThat(hello(method, null, "joe.pem", "expired.pem")).isEqualTo(expired);
        assertThat(hello(method, null, "joe.pem", "stranger.pem")).isInstanceOf(AuthStep.Accepted.class);
    }

    @Test
    void a_client_without_certificate_is_left_to_its_next_method() throws Exception {
        TlsAuth method = method(entry(List.of(JOE_SHA1), List.of()));
        assertThat(new Attempt(method, "joe", Map.of(), Optional.empty()).applies())
                .isFalse();
        assertThat(new Attempt(method, "joe", Map.of(), Optional.of(session())).applies())
                .isFalse();
        assertThat(new Attempt(method, "joe", Map.of(), Optional.of(session("stranger.pem"))).applies())
                .isTrue();
    }

    @Test
    void replaced_principals_count_for_the_next_client() throws Exception {
        StaticCertificates certificates = new StaticCertificates(
                new CertificatePrincipals(Optional.empty(), Map.of("joe", entry(List.of(JOE_SHA1), List.of()))),
                Optional.empty());
        TlsAuth method = new TlsAuth(certificates, CLOCK);
        assertThat(hello(method, null, "joe.pem")).isInstanceOf(AuthStep.Accepted.class);
        certificates.replace(new CertificatePrincipals(Optional.empty(), Map.of()));
        assertThat(hello(method, null, "joe.pem")).isEqualTo(Refusals.WRONG_CREDENTIALS);
    }

    @Test
    void without_any_authid_the_fingerprint_of_a_client_of_an_authenticator_is_its_authid() throws Exception {
        ExternalPrincipals principals = new ExternalPrincipals(
                "test",
                ExternalAuthenticator.of(
                        new TestAuthenticators().create("tls", Map.of("", "user", "joe", "admin")), 10),
                Optional.empty(),
                new KeyWork(1, 10));
        TlsAuth method = new TlsAuth(principals.tls(), CLOCK);
        assertThat(Attempt.accepted(hello(method, null, "joe.pem")))
                .isEqualTo(new Identity(
                        JOE_SHA256.replace(":", "").toLowerCase(Locale.ROOT),
                        "user",
                        "tls",
                        "test",
                        Optional.empty(),
                        Map.of()));
        assertThat(Attempt.accepted(hello(method, "joe", "joe.pem")).authid()).isEqualTo("joe");
        assertThat(hello(method, "ann", "joe.pem")).isInstanceOf(AuthStep.Rejected.class);
    }

    private static CertificateEntry entry(List<String> sha1, List<String> sha256) {
        return new CertificateEntry(sha1, sha256, Optional.of("user"), Optional.of("realm2"));
    }

    private static TlsAuth method(CertificateEntry joe) {
        return method(Map.of("joe", joe));
    }

    private static TlsAuth method(Map<String, CertificateEntry> principals) {
        return new TlsAuth(
                new StaticCertificates(new CertificatePrincipals(Optional.empty(), principals), Optional.empty()),
                CLOCK);
    }

    private static AuthStep hello(TlsAuth method, String authid, String... chain) throws Exception {
        return new Attempt(method, authid, Map.of(), Optional.of(session(chain))).hello();
    }

    /** Returns a TLS session whose client has shown these certificates. */
    private static SSLSession session(String... chain) throws IOException, GeneralSecurityException {
        Certificate[] certificates = new Certificate[chain.length];
        for (int i = 0; i < chain.length; i++) {
            certificates[i] = ShownCertificate.of(TlsAuthTest.class.getResourceAsStream("/tls/" + chain[i]))
                    .certificate();
        }
        return (SSLSession) Proxy.newProxyInstance(
                TlsAuthTest.class.getClassLoader(), new Class<?>[] {SSLSession.class}, (proxy, called, arguments) -> {
                    assertThat(called.getName()).isEqualTo("getPeerCertificates");
                    if (certificates.length == 0) {
                        throw new SSLPeerUnverifiedException("peer not authenticated");
                    }
                    return certificates;
                });
    }
}
