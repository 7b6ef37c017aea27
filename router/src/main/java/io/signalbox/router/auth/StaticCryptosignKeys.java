package io.signalbox.router.auth;

import io.signalbox.protocol.auth.CryptosignPublicKey;
import io.signalbox.router.auth.CryptosignSettings.CryptosignEntry;
import io.signalbox.router.auth.CryptosignSettings.CryptosignPrincipals;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Public keys of a configuration or of a file. A client that names no authid gets the authid of its key, unless several
 * principals have the key. Thread-safe.
 */
public final class StaticCryptosignKeys implements PrincipalSource<CryptosignPrincipal> {
    private static final CryptosignPrincipal DECOY =
            new CryptosignPrincipal(new Grant("", "", Optional.empty(), Map.of()), Set.of());

    private final Optional<String> defaultRole;
    private volatile Table table;

    /** @param byKey a decoy for a key of several principals */
    private record Table(Map<String, CryptosignPrincipal> byAuthid, Map<String, CryptosignPrincipal> byKey) {}

    public StaticCryptosignKeys(CryptosignPrincipals principals, Optional<String> defaultRole) {
        this.defaultRole = defaultRole;
        replace(principals);
    }

    /** Replaces the principals. Sessions that have joined stay. */
    public void replace(CryptosignPrincipals principals) {
        Map<String, CryptosignPrincipal> byAuthid = new HashMap<>();
        Map<String, CryptosignPrincipal> byKey = new HashMap<>();
        principals.byAuthid().forEach((authid, entry) -> {
            CryptosignPrincipal principal = principal(authid, entry);
            byAuthid.put(authid, principal);
            principal.keys().forEach(key -> byKey.merge(key.hex(), principal, (one, other) -> DECOY));
        });
        table = new Table(byAuthid, byKey);
    }

    private CryptosignPrincipal principal(String authid, CryptosignEntry entry) {
        Set<CryptosignPublicKey> keys = entry.authorizedKeys().stream()
                .map(hex -> CryptosignPublicKey.of(hex).orElseThrow())
                .collect(Collectors.toUnmodifiableSet());
        Grant grant = new Grant(authid, entry.role().or(() -> defaultRole).orElseThrow(), entry.realm(), Map.of());
        return new CryptosignPrincipal(grant, keys);
    }

    @Override
    public String provider() {
        return STATIC;
    }

    @Override
    public AuthStep find(AuthRequest request, Function<CryptosignPrincipal, AuthStep> next) {
        Table now = table;
        Optional<String> authid = request.hello().authid();
        return next.apply(
                authid.isPresent()
                        ? now.byAuthid().getOrDefault(authid.get(), DECOY)
                        : now.byKey().getOrDefault(key(request), DECOY));
    }

    private static String key(AuthRequest request) {
        return request.hello().authextra().get("pubkey") instanceof String hex ? hex.toLowerCase(Locale.ROOT) : "";
    }
}
