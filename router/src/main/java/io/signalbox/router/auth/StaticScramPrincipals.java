package io.signalbox.router.auth;

import io.signalbox.protocol.auth.ScramDialect;
import io.signalbox.router.auth.ScramSettings.ScramEntry;
import io.signalbox.router.auth.ScramSettings.ScramPrincipals;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Principals of {@code wamp-scram} and {@code scram}, of a configuration or of a file. Thread-safe. */
public final class StaticScramPrincipals {
    private final Optional<String> defaultRole;
    private final DecoySecret secret;
    private volatile Map<ScramDialect, Table> tables;

    /** Principals with keys that serve a dialect. For this dialect, all other authids are unknown. */
    private record Table(Map<String, ScramPrincipal> byAuthid, ScramDecoys decoys) {}

    /** @param secret the secret of the node for decoys */
    public StaticScramPrincipals(ScramPrincipals principals, Optional<String> defaultRole, DecoySecret secret) {
        this.defaultRole = defaultRole;
        this.secret = secret;
        replace(principals);
    }

    /** Replaces the principals. Sessions that have joined stay. */
    public void replace(ScramPrincipals principals) {
        Map<ScramDialect, Table> all = new EnumMap<>(ScramDialect.class);
        for (ScramDialect dialect : ScramDialect.values()) {
            Map<String, ScramPrincipal> byAuthid = new TreeMap<>();
            principals.byAuthid().forEach((authid, entry) -> {
                if (entry.serves(dialect)) {
                    byAuthid.put(authid, principal(authid, entry));
                }
            });
            all.put(dialect, new Table(byAuthid, ScramDecoys.like(byAuthid.values(), secret)));
        }
        tables = all;
    }

    private ScramPrincipal principal(String authid, ScramEntry entry) {
        String role = entry.role().or(() -> defaultRole).orElseThrow();
        return entry.principal(new Grant(authid, role, entry.realm(), Map.of()));
    }

    /** Returns the source for clients of a dialect. */
    public PrincipalSource<ScramPrincipal> of(ScramDialect dialect) {
        return new PrincipalSource<>() {
            @Override
            public String provider() {
                return STATIC;
            }

            @Override
            public AuthStep find(AuthRequest request, Function<ScramPrincipal, AuthStep> next) {
                Table now = tables.get(dialect);
                String authid = request.hello().authid().orElseThrow();
                // A decoy is computed for known clients too, so that the time does not reveal which clients exist.
                ScramPrincipal decoy = now.decoys().of(authid);
                return next.apply(now.byAuthid().getOrDefault(authid, decoy));
            }
        };
    }
}
