package io.signalbox.client;

import java.util.Map;
import java.util.Set;

/**
 * Details of a session as the router has announced them in WELCOME. Immutable, as far as the values in {@code details} are.
 *
 * <pre>{@code
 * SessionDetails details = session.details();
 * System.out.println(details.authid() + " has the role " + details.authrole());
 * }</pre>
 *
 * @param sessionId the id of the session
 * @param realm the realm that the session has joined
 * @param authid the authid of the session; empty if the router announces none
 * @param authrole the role of the session; empty if the router announces none
 * @param authmethod the method by which the client was authenticated; empty if the router announces none
 * @param authprovider the provider of the identity; empty if the router announces none
 * @param details all details, as trees of strings, numbers, booleans, lists and maps
 */
public record SessionDetails(
        long sessionId,
        String realm,
        String authid,
        String authrole,
        String authmethod,
        String authprovider,
        Map<String, Object> details) {

    static SessionDetails of(long sessionId, String askedRealm, Map<String, Object> welcome) {
        Details details = new Details(welcome);
        return new SessionDetails(
                sessionId,
                details.text("realm").orElse(askedRealm),
                details.text("authid").orElse(""),
                details.text("authrole").orElse(""),
                details.text("authmethod").orElse(""),
                details.text("authprovider").orElse(""),
                welcome);
    }

    /**
     * Returns whether the router announces a feature.
     *
     * @param role {@code broker} or {@code dealer}
     * @param feature the name of the feature, such as {@code call_canceling}
     */
    public boolean announces(String role, String feature) {
        Details roles = new Details(details).dict("roles");
        return Boolean.TRUE.equals(roles.dict(role).dict("features").map().get(feature));
    }

    /** Returns the roles of the router: {@code broker}, {@code dealer} or both. */
    public Set<String> routerRoles() {
        return new Details(details).dict("roles").map().keySet();
    }
}
