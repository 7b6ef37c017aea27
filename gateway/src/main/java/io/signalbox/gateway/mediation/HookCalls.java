package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampException;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Calls of the procedures of one item, all of them by one session, whose calls the realm limits. Beyond a maximum a call waits for its
 * turn. As each client has one call in each direction at the most, so many calls wait at the most, and their messages stay charged to
 * the budget of the node. The time of a call begins when the call is queued. The arguments are made when the call starts, and are not
 * kept once the call is sent. Thread-safe.
 */
final class HookCalls {
    /** Bytes of a message, beyond which the arguments are made on a thread of their own. */
    static final int MAX_INLINE_BYTES = 64 * 1024;

    private static final String TIMEOUT = "wamp.error.timeout";

    /** Sender of a call or an event. */
    @FunctionalInterface
    interface Sender {
        CompletableFuture<Optional<CallResult>> tell(Hook hook, List<?> args, Map<String, ?> kwargs);
    }

    /** Keyword arguments that are made when a call starts. */
    @FunctionalInterface
    interface Arguments {

        /** @throws ContentType.InvalidContentException if a message is not of its content type */
        Map<String, ?> kwargs() throws ContentType.InvalidContentException;
    }

    private final Sender hooks;
    private final int max;
    private final LongSupplier nanoClock;

    // Guarded by this.
    private final Map<CompletableFuture<Optional<CallResult>>, Call> waiting = new LinkedHashMap<>();
    private int running;
    private boolean isStarting;

    /** @param bytes length of the message that becomes arguments */
    private record Call(
            ProcedureHook procedure,
            int bytes,
            Arguments arguments,
            long deadlineNanos,
            CompletableFuture<Optional<CallResult>> answer) {}

    /**
     * @param max maximum of calls at the same time; at least 1
     * @param nanoClock replacement of {@link System#nanoTime}
     */
    HookCalls(Sender hooks, int max, LongSupplier nanoClock) {
        this.hooks = hooks;
        this.max = max;
        this.nanoClock = nanoClock;
    }

    /** Tells a hook of an occurrence. Never throws: the future has the failure. */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, Map<String, ?> kwargs) {
        return tell(hook, 0, () -> kwargs);
    }

    /**
     * Tells a hook of a message. Never throws: the future has the failure. The arguments of a topic are made at once.
     *
     * @param bytes length of the message
     */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, int bytes, Arguments arguments) {
        return switch (hook) {
            case Hook.TopicHook topic -> told(topic, arguments);
            case ProcedureHook procedure -> {
                long deadlineNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(procedure.timeoutMillis());
                CompletableFuture<Optional<CallResult>> answer = new CompletableFuture<>();
                synchronized (this) {
                    waiting.put(answer, new Call(procedure, bytes, arguments, deadlineNanos, answer));
                }
                startAll();
                yield answer;
            }
        };
    }

    /**
     * Cancels a call that has not started. A call that has started goes on.
     *
     * @param answer may be null
     */
    void drop(CompletableFuture<?> answer) {
        boolean isDropped;
        synchronized (this) {
            isDropped = waiting.remove(answer) != null;
        }
        if (isDropped) {
            answer.cancel(false);
        }
    }

    private CompletableFuture<Optional<CallResult>> told(Hook hook, Arguments arguments) {
        try {
            return hooks.tell(hook, List.of(), arguments.kwargs());
        } catch (ContentType.InvalidContentException | RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** Starts the calls that have their turn. One thread at a time, because a call may end at once. */
    private void startAll() {
        while (true) {
            Call next;
            List<Call> late = new ArrayList<>();
            synchronized (this) {
                next = isStarting || running >= max ? null : poll(late);
                if (next != null) {
                    running++;
                    isStarting = true;
                }
            }
            late.forEach(call -> call.answer.completeExceptionally(
                    new WampException(TIMEOUT, "the call waited for its turn until its time was over")));
            if (next == null) {
                return;
            }
            Call call = next;
            if (call.bytes > MAX_INLINE_BYTES) {
                Thread.startVirtualThread(() -> start(call));
            } else {
                start(call);
            }
            synchronized (this) {
                isStarting = false;
            }
        }
    }

    /** Removes the first call that is in time; null if there is none. The calls before it are late. */
    private Call poll(List<Call> late) {
        while (!waiting.isEmpty()) {
            Call first = waiting.remove(waiting.keySet().iterator().next());
            if (leftNanos(first) > 0) {
                return first;
            }
            late.add(first);
        }
        return null;
    }

    private long leftNanos(Call call) {
        return call.deadlineNanos - nanoClock.getAsLong();
    }

    private void start(Call call) {
        long leftMillis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos(call)));
        CompletableFuture<Optional<CallResult>> answer = call.answer;
        told(new ProcedureHook(call.procedure.uri(), leftMillis), call.arguments)
                .whenComplete((result, failure) -> {
                    synchronized (this) {
                        running--;
                    }
                    if (failure == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(failure);
                    }
                    startAll();
                });
    }
}
