package io.signalbox.router.meta;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RouterRole;
import java.util.Collection;
import java.util.List;

/**
 * Procedure {@code signalbox.authorization.purge}: removes cached decisions of authorizers. The keyword arguments
 * {@code authrole}, {@code authid} and {@code uri} restrict the decisions. Returns the number of removed decisions. Confined
 * to the realm's loop.
 */
public final class AuthorizationManagement implements Procedure {
    public static final String PURGE = "signalbox.authorization.purge";

    private final List<RouterRole> roles;

    /** @param roles the roles of the realm */
    public AuthorizationManagement(Collection<RouterRole> roles) {
        this.roles = roles.stream().filter(role -> role.authorizer() != null).toList();
    }

    @Override
    public Answer call(Caller caller, Arguments arguments) throws ProcedureError {
        String authrole = arguments.optionalText("authrole");
        String authid = arguments.optionalText("authid");
        String uri = arguments.optionalText("uri");
        int removed = 0;
        for (RouterRole role : roles) {
            if (authrole == null || authrole.equals(role.name())) {
                removed += role.authorizer().purge(authid, uri);
            }
        }
        return Answer.of(removed);
    }
}
