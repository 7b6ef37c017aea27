package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.client.WampException;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.protocol.message.ErrorUri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Calls of the procedures of one item, all of them by one session, whose calls the realm limits. Beyond a maximum a call waits for its
 * turn. A client has one call in each direction at the most, whose message stays charged to the budget of the node, and which is
 * dropped when the client leaves. The calls that tell of the end of a client have a maximum of their own, because they outlive the
 * client. The time of a call begins when the call is queued. The arguments are made when the call starts, and are not kept once the
 * call is sent. Thread-safe.
 */
final class HookCalls {
    /** Bytes of a message, beyond which the arguments are made on a thread of their own. */
    static final int MAX_INLINE_BYTES = 64 * 1024;

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
    private final int maxEnds;
    private final LongAdder waitingCalls;
    private final LongSupplier nanoClock;

    // Guarded by this.
    private final Map<CompletableFuture<Optional<CallResult>>, Call> waiting = new LinkedHashMap<>();
    private int waitingEnds;
    private int running;
    private boolean isStarting;

    /**
     * Call that waits.
     *
     * @param bytes length of the message that becomes arguments
     * @param isEnd whether the call tells of the end of a client
     */
    private record Call(
            ProcedureHook procedure,
            int bytes,
            Arguments arguments,
            boolean isEnd,
            long deadlineNanos,
            CompletableFuture<Optional<CallResult>> answer) {}

    /**
     * @param max maximum of calls at the same time; at least 1
     * @param maxEnds maximum of calls that tell of the end of a client and wait; at least 0
     * @param waitingCalls the number of calls that wait
     * @param nanoClock replacement of {@link System#nanoTime}
     */
    HookCalls(Sender hooks, int max, int maxEnds, LongAdder waitingCalls, LongSupplier nanoClock) {
        this.hooks = hooks;
        this.max = max;
        this.maxEnds = maxEnds;
        this.waitingCalls = waitingCalls;
        this.nanoClock = nanoClock;
    }

    /** Tells a hook of an occurrence. Never throws: the future has the failure. */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, Map<String, ?> kwargs) {
        return tell(hook, 0, () -> kwargs);
    }

    /**
     * Tells a hook of the end of a client, unless too many such calls wait. Never throws: the future has the failure.
     */
    CompletableFuture<Optional<CallResult>> tellEnd(Hook hook, Map<String, ?> kwargs) {
        return switch (hook) {
            case Hook.TopicHook topic -> told(topic, () -> kwargs);
            case ProcedureHook procedure -> queue(procedure, 0, () -> kwargs, true);
        };
    }

    /**
     * Tells a hook of a message. Never throws: the future has the failure. The arguments of a topic are made at once.
     *
     * @param bytes length of the message
     */
    CompletableFuture<Optional<CallResult>> tell(Hook hook, int bytes, Arguments arguments) {
        return switch (hook) {
            case Hook.TopicHook topic -> told(topic, arguments);
            case ProcedureHook procedure -> queue(procedure, bytes, arguments, false);
        };
    }

    private CompletableFuture<Optional<CallResult>> queue(
            ProcedureHook procedure, int bytes, Arguments arguments, boolean isEnd) {
        long deadlineNanos = nanoClock.getAsLong() + TimeUnit.MILLISECONDS.toNanos(procedure.timeoutMillis());
        CompletableFuture<Optional<CallResult>> answer = new CompletableFuture<>();
        synchronized (this) {
            if (isEnd && running >= max && waitingEnds >= maxEnds) {
                return CompletableFuture.failedFuture(new WampException(
                        ErrorUri.LIMIT_EXCEEDED,
                        maxEnds
                                + " calls about clients that have left wait for their turn: raise 'max_pending_calls' or"
                                + " 'max_waiting_closes'"));
            }
            waiting.put(answer, new Call(procedure, bytes, arguments, isEnd, deadlineNanos, answer));
            waitingEnds += isEnd ? 1 : 0;
            waitingCalls.increment();
        }
        startAll();
        return answer;
    }

    /**
     * Cancels a call that has not started. A call that has started goes on.
     *
     * @param answer may be null
     */
    void drop(CompletableFuture<?> answer) {
        Call dropped;
        synchronized (this) {
            dropped = waiting.get(answer);
            if (dropped != null) {
                remove(dropped);
            }
        }
        if (dropped != null) {
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
                    new WampException(ErrorUri.TIMEOUT, "the call waited for its turn until its time was over")));
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
            Call first = waiting.values().iterator().next();
            remove(first);
            if (leftNanos(first) > 0) {
                return first;
            }
            late.add(first);
        }
        return null;
    }

    private void remove(Call call) {
        waiting.remove(call.answer);
        waitingEnds -= call.isEnd ? 1 : 0;
        waitingCalls.decrement();
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
