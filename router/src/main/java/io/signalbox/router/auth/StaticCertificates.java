package io.signalbox.router.auth;

import io.signalbox.router.auth.TlsAuthSettings.CertificateEntry;
import io.signalbox.router.auth.TlsAuthSettings.CertificatePrincipals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Certificates of a configuration or of a file, by fingerprint. A client that names no authid gets the authid of its
 * certificate, unless several principals have the certificate. Thread-safe.
 */
public final class StaticCertificates implements PrincipalSource<Grant> {
    private final Optional<String> defaultRole;

    /** Principals by each of their fingerprints. */
    private volatile Map<String, List<Principal>> byFingerprint;

    /** An empty set of fingerprints admits every certificate. At least one of the two sets is not empty. */
    private record Principal(Grant grant, Set<String> sha1, Set<String> sha256) {
        boolean has(String ofSha1, String ofSha256) {
            return (sha1.isEmpty() || sha1.contains(ofSha1)) && (sha256.isEmpty() || sha256.contains(ofSha256));
        }
    }

    public StaticCertificates(CertificatePrincipals principals, Optional<String> defaultRole) {
        this.defaultRole = defaultRole;
        replace(principals);
    }

    /** Replaces the principals. Sessions that have joined stay. */
    public void replace(CertificatePrincipals principals) {
        Map<String, List<Principal>> entries = new HashMap<>();
        principals.byAuthid().forEach((authid, entry) -> {
            Principal principal = principal(authid, entry);
            // A principal with both kinds is found by the stronger one.
            Set<String> keys = principal.sha256().isEmpty() ? principal.sha1() : principal.sha256();
            keys.forEach(key ->
                    entries.computeIfAbsent(key, one -> new ArrayList<>(1)).add(principal));
        });
        byFingerprint = entries;
    }

    private Principal principal(String authid, CertificateEntry entry) {
        Grant grant = new Grant(authid, entry.role().or(() -> defaultRole).orElseThrow(), entry.realm(), Map.of());
        return new Principal(grant, digits(entry.certificateSha1()), digits(entry.certificateSha256()));
    }

    private static Set<String> digits(List<String> fingerprints) {
        return fingerprints.stream()
                .map(text -> text.replace(":", "").toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String provider() {
        return STATIC;
    }

    @Override
    public AuthStep find(AuthRequest request, Function<Grant, AuthStep> next) {
        ClientCertificate certificate = ClientCertificate.of(request.peer()).orElseThrow();
        List<Principal> found = principalsOf(certificate.sha1(), certificate.sha256()).stream()
                .filter(principal -> request.hello()
                        .authid()
                        .map(principal.grant().authid()::equals)
                        .orElse(true))
                .toList();
        return found.size() == 1 ? next.apply(found.get(0).grant()) : Refusals.WRONG_CREDENTIALS;
    }

    private List<Principal> principalsOf(String sha1, String sha256) {
        Map<String, List<Principal>> now = byFingerprint;
        List<Principal> all = new ArrayList<>(now.getOrDefault(sha256, List.of()));
        all.addAll(now.getOrDefault(sha1, List.of()));
        all.removeIf(principal -> !principal.has(sha1, sha256));
        return all;
    }
}
