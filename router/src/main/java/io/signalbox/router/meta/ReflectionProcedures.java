package io.signalbox.router.meta;

import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.ProcedureError;

/** Tells the contract of a URI (spec: Procedure and Topic Reflection, as far as contracts go). Confined to the loop. */
public final class ReflectionProcedures {
    private static final String DESCRIBE_PROCEDURE = "wamp.reflection.procedure.describe";
    private static final String DESCRIBE_TOPIC = "wamp.reflection.topic.describe";

    private final PayloadContracts contracts;

    /** @param contracts null in a realm without contracts, where every answer is null */
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
