package io.signalbox.router.realm;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ResultRules;
import java.util.concurrent.Executor;

/**
 * Choice of the payloads of a realm that have to be inspected: those that a contract covers, and the arguments of calls to
 * the router. Short payloads are inspected at once, long ones on another thread.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
final class PayloadInspector {
    /** Null in a realm without contracts. */
    private final PayloadContracts contracts;

    private final ServiceSession service;
    private final Executor workers;

    /**
     * @param contracts null in a realm without contracts
     * @param workers parse long arguments of calls to the router in a realm without contracts
     */
    PayloadInspector(PayloadContracts contracts, ServiceSession service, Executor workers) {
        this.contracts = contracts;
        this.service = service;
        this.workers = workers;
    }

    /**
     * Begins the inspection of a message's payload.
     *
     * @param results the rules for YIELD of the session; null in a realm without contracts
     * @return null if there is nothing to inspect
     */
    PayloadInspection inspect(WampMessage message, ResultRules results) {
        Call serviceCall = message instanceof Call call && UriRules.isReserved(call.procedure()) ? call : null;
        PayloadRule rule = contracts == null ? null : ruleFor(message, results);
        if (rule == null && serviceCall == null) {
            return null;
        }
        PayloadInspection inspection = new PayloadInspection(this, rule, serviceCall, payload(message));
        if (inspection.isShort()) {
            inspection.run();
        } else if (contracts == null) {
            workers.execute(inspection);
        } else {
            contracts.checkAside(inspection, inspection.payloadBytes());
        }
        return inspection;
    }

    private PayloadRule ruleFor(WampMessage message, ResultRules results) {
        return switch (message) {
            case Publish publish -> contracts.event(publish.topic());
            case Call call -> contracts.call(call.procedure());
            case Yield yield -> results.of(yield.request());
            default -> null;
        };
    }

    private static Payload payload(WampMessage message) {
        return switch (message) {
            case Publish publish -> publish.payload();
            case Call call -> call.payload();
            case Yield yield -> yield.payload();
            default -> throw new IllegalArgumentException(message.type() + " has no payload to inspect");
        };
    }

    /** Parses the arguments of a call to the router. */
    Procedure.Step read(Call call) {
        return service.read(call.procedure(), call.payload());
    }
}
