package io.signalbox.router.auth;

import io.signalbox.router.auth.WampcraSettings.WampcraUser;
import io.signalbox.router.auth.WampcraSettings.WampcraUsers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Users of the method {@code wampcra} of a configuration or of a file. Thread-safe. */
public final class StaticWampcraUsers implements PrincipalSource<WampcraPrincipal> {
    private final Optional<String> defaultRole;
    private final DecoySecret secret;
    private volatile Users users;

    private record Users(Map<String, WampcraPrincipal> byAuthid, WampcraDecoys decoys) {}

    /**
     * Derives the keys of salted users, which may take seconds.
     *
     * @param secret the secret of the node for decoys
     */
    public StaticWampcraUsers(WampcraUsers users, Optional<String> defaultRole, DecoySecret secret) {
        this.defaultRole = defaultRole;
        this.secret = secret;
        replace(users);
    }

    /** Replaces the users. Sessions that have joined stay. Derives the keys of salted users, which may take seconds. */
    public void replace(WampcraUsers settings) {
        Map<String, WampcraPrincipal> byAuthid = new TreeMap<>();
        settings.byAuthid().forEach((authid, user) -> byAuthid.put(authid, principal(authid, user)));
        users = new Users(byAuthid, WampcraDecoys.like(byAuthid.values(), secret));
    }

    private WampcraPrincipal principal(String authid, WampcraUser user) {
        Grant grant = new Grant(authid, user.role().or(() -> defaultRole).orElseThrow(), user.realm(), Map.of());
        return new WampcraPrincipal(grant, user.key(), user.salting());
    }

    @Override
    public String provider() {
        return STATIC;
    }

    @Override
    public AuthStep find(AuthRequest request, Function<WampcraPrincipal, AuthStep> next) {
        Users now = users;
        String authid = request.hello().authid().orElseThrow();
        // A decoy is computed for known users too, so that the time does not reveal which users exist.
        WampcraPrincipal decoy = now.decoys().of(authid);
        return next.apply(now.byAuthid().getOrDefault(authid, decoy));
    }
}
