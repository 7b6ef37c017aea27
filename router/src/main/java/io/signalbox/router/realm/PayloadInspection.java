package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Yield;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.ResultRules;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Payload parsing for one session, outside the realm: calls to the router's own procedures and the payloads that a
 * contract of the realm covers. No payload is parsed inside the realm's loop.
 *
 * <p>The realm acts on the verdict behind the permission check, so that a client without permission learns nothing about
 * the contract. Long payloads are parsed on another thread, as a queue of steps in the order of arrival.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
final class PayloadInspection {
    /** Longest payload that is parsed on an I/O thread, in bytes. Parsing takes a few tens of microseconds. */
    static final int MAX_QUICK_BYTES = 4 * 1024;

    /** Null in a realm without contracts. */
    private final PayloadContracts contracts;

    private final ResultRules results;
    private final Executor workers;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

    /** Number of steps that run or wait. The thread that raises the number from zero schedules the run. */
    private final AtomicInteger pending = new AtomicInteger();

    /** The contract rule that applies to one payload. */
    record Check(PayloadRule rule, Payload payload) {

        boolean isQuick() {
            return payload.length() <= MAX_QUICK_BYTES;
        }

        /** Returns the violation of the contract, or null. */
        ContractViolation violation() {
            return rule.violation(payload);
        }
    }

    /**
     * @param contracts null in a realm without contracts
     * @param workers parse long arguments of calls to the router in a realm without contracts
     */
    PayloadInspection(PayloadContracts contracts, Executor workers) {
        this.contracts = contracts;
        this.workers = workers;
        results = contracts == null ? null : new ResultRules(contracts);
    }

    /** Returns the rules for YIELD; null in a realm without contracts. */
    ResultRules results() {
        return results;
    }

    /** Returns the check that applies to a message, or null. */
    Check checkOf(WampMessage message) {
        if (contracts == null) {
            return null;
        }
        return switch (message) {
            case Publish publish -> check(contracts.event(publish.topic()), publish.payload());
            case Call call -> check(contracts.call(call.procedure()), call.payload());
            case Yield yield -> check(results.of(yield.request()), yield.payload());
            default -> null;
        };
    }

    private static Check check(PayloadRule rule, Payload payload) {
        return rule == null ? null : new Check(rule, payload);
    }

    /** Returns whether no offloaded step runs or waits. The answer holds until the next {@link #offload}. */
    boolean isIdle() {
        return pending.get() == 0;
    }

    /**
     * Runs a step on another thread, behind the steps that wait.
     *
     * @param check the check that the step makes; null if the step makes none
     * @param whenIdle runs on the other thread when no step is left, even if a step has thrown; ignored when another step
     *     is pending already
     * @param onFailure takes an exception of the steps or of {@code whenIdle}
     */
    void offload(Check check, Runnable step, Runnable whenIdle, Consumer<Throwable> onFailure) {
        steps.add(step);
        if (pending.getAndIncrement() != 0) {
            return;
        }
        Runnable task = () -> {
            AllSteps all = new AllSteps().then(this::runSteps).then(whenIdle);
            if (all.failure() != null) {
                onFailure.accept(all.failure());
            }
        };
        if (contracts == null) {
            workers.execute(task);
        } else {
            contracts.checkAside(task, check == null ? 0 : check.payload().length());
        }
    }

    private void runSteps() {
        AllSteps all = new AllSteps();
        do {
            all.then(Objects.requireNonNull(steps.poll()));
        } while (pending.decrementAndGet() > 0);
        all.rethrow();
    }
}
