package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.HookSession;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Calls of the procedures of one item, all of them by one session, whose calls the realm limits. Beyond a maximum a call waits for its
 * turn. At most two calls of each client wait, one for each direction. Thread-safe.
 */
final class HookCalls {
    private final HookSession hooks;
    private final int max;

    // Guarded by this.
    private final Deque<Call> waiting = new ArrayDeque<>();
    private int running;
    private boolean isStarting;

    private record Call(
            ProcedureHook procedure, Map<String, ?> kwargs, CompletableFuture<Optional<CallResult>> answer) {}

    /** @param max maximum of calls at the same time; at least 1 */
    HookCalls(HookSession hooks, int max) {
        this.hooks = hooks;
        this.max = max;
    }

    /** Tells a hook of an occurrence. Never throws: the future has the failure. */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, Map<String, ?> kwargs) {
        return switch (hook) {
            case Hook.TopicHook topic -> told(topic, kwargs);
            case ProcedureHook procedure -> {
                Call call = new Call(procedure, kwargs, new CompletableFuture<>());
                synchronized (this) {
                    waiting.add(call);
                }
                startAll();
                yield call.answer;
            }
        };
    }

    private CompletableFuture<Optional<CallResult>> told(Hook hook, Map<String, ?> kwargs) {
        try {
            return hooks.tell(hook, List.of(), kwargs);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Starts the calls that have their turn. One thread at a time, because a call may end at once. */
    private void startAll() {
        while (true) {
            Call next;
            synchronized (this) {
                next = isStarting || running >= max ? null : waiting.poll();
                if (next == null) {
                    return;
                }
                running++;
                isStarting = true;
            }
            start(next);
            synchronized (this) {
                isStarting = false;
            }
        }
    }

    private void start(Call call) {
        told(call.procedure, call.kwargs).whenComplete((result, failure) -> {
            synchronized (this) {
                running--;
            }
            if (failure == null) {
                call.answer.complete(result);
            } else {
                call.answer.completeExceptionally(failure);
            }
            startAll();
        });
    }
}
