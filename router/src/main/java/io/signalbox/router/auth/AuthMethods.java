package io.signalbox.router.auth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Authentication methods of a listener. Thread-safe. */
public final class AuthMethods {
    private static final List<String> ANONYMOUS_ONLY = List.of(AnonymousAuth.METHOD);

    private final Map<String, Authenticator> byName = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two methods have the same name */
    public AuthMethods(List<Authenticator> methods) {
        for (Authenticator method : methods) {
            if (byName.put(method.method(), method) != null) {
                throw new IllegalArgumentException("two authentication methods have the name " + method.method());
            }
        }
    }

    /**
     * Returns the first method of the client that this listener has and that applies to the client. The client's order
     * decides, and names that the listener does not have are skipped. A client that names no method offers {@code anonymous}
     * only (spec: Authentication Methods).
     *
     * @return empty if no method of the client applies
     */
    public Optional<Authenticator> choose(AuthRequest request) {
        List<String> offered = request.hello().authmethods();
        for (String name : offered.isEmpty() ? ANONYMOUS_ONLY : offered) {
            Authenticator method = byName.get(name);
            if (method != null && method.applies(request)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }

    /** Returns the names of the methods. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }
}
