package io.signalbox.router.meta;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;

/**
 * Procedure {@code signalbox.authorization.purge}: removes cached decisions of authorizers. The keyword arguments
 * {@code authrole}, {@code authid} and {@code uri} restrict the decisions. Returns the number of removed decisions. Confined
 * to the realm's loop.
 */
public final class AuthorizationManagement implements Procedure {
    public static final String PURGE = "signalbox.authorization.purge";

    private final Authorization authorization;

    public AuthorizationManagement(Authorization authorization) {
        this.authorization = authorization;
    }

    @Override
    public Answer call(Caller caller, Arguments arguments) throws ProcedureError {
        return Answer.of(authorization.purge(
                arguments.optionalText("authrole"), arguments.optionalText("authid"), arguments.optionalText("uri")));
    }
}
