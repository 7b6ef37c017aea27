package io.signalbox.router.realm;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.ResultRules;
import java.util.concurrent.Executor;

/**
 * Parses what must be parsed of what one session sends: calls to the router, and whatever the contracts of its realm are
 * about. That happens before a message enters the realm, because nothing in there parses a payload; what comes of it is
 * judged inside, behind the permissions: who may not call a procedure must not learn what it takes. Any thread may use it.
 */
final class PayloadInspection {
    /** What is parsed and checked on an I/O thread, in a few tens of microseconds. */
    static final int MAX_QUICK_BYTES = 4 * 1024;

    /** Null in a realm without contracts. */
    private final PayloadContracts contracts;

    private final ResultRules results;
    private final Executor workers;
    private final AsideQueue aside = new AsideQueue();

    /**
     * @param contracts null in a realm without contracts
     * @param workers parse long arguments of calls to the router
     */
    PayloadInspection(PayloadContracts contracts, Executor workers) {
        this.contracts = contracts;
        this.workers = workers;
        results = contracts == null ? null : new ResultRules(contracts);
    }

    /** Null in a realm without contracts. */
    ResultRules results() {
        return results;
    }

    /** The check that a message is due, or null. */
    PayloadCheck checkOf(WampMessage message) {
        if (contracts == null) {
            return null;
        }
        if (message instanceof Publish publish) {
            return check(contracts.event(publish.topic()), publish.payload());
        }
        if (message instanceof Call call) {
            return check(contracts.call(call.procedure()), call.payload());
        }
        if (message instanceof Yield yield) {
            return check(results.of(yield.request()), yield.payload());
        }
        return null;
    }

    /** The big payloads that are not checked yet, and what was sent behind them. */
    AsideQueue aside() {
        return aside;
    }

    /** @param first what the task begins with; null when that is no check */
    void runAside(PayloadCheck first, Runnable task) {
        if (contracts == null) {
            workers.execute(task);
        } else {
            contracts.checkAside(task, first == null ? 0 : first.payload().length());
        }
    }

    private static PayloadCheck check(PayloadRule rule, Payload payload) {
        return rule == null ? null : new PayloadCheck(rule, payload);
    }
}
