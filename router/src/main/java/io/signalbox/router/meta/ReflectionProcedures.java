package io.signalbox.router.meta;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.ProcedureError;

/**
 * Procedures that return the payload contract of a URI (spec: Interface Reflection). Confined to the realm's
 * loop.
 */
public final class ReflectionProcedures {
    private static final String DESCRIBE_PROCEDURE = "wamp.reflection.procedure.describe";
    private static final String DESCRIBE_TOPIC = "wamp.reflection.topic.describe";

    private final PayloadContracts contracts;

    /** @param contracts null in a realm without contracts; every answer is null then */
    public ReflectionProcedures(PayloadContracts contracts) {
        this.contracts = contracts;
    }

    public void registerAt(ServiceSession service) {
        service.register(DESCRIBE_PROCEDURE, (caller, arguments) -> describe(arguments));
        service.register(DESCRIBE_TOPIC, (caller, arguments) -> describe(arguments));
    }

    private Answer describe(Arguments arguments) throws ProcedureError {
        String uri = arguments.text(0, "a URI");
        return Answer.of(contracts == null ? null : contracts.describe(uri));
    }
}
