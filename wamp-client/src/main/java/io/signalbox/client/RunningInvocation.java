package io.signalbox.client;

import io.signalbox.client.value.InvalidArgumentException;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Yield;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Invocation from INVOCATION to the answer.
 *
 * <pre>
 * RUNNING ------- the handler ends --------> ANSWERED
 *    |                                          ^
 *    +-- INTERRUPT --> INTERRUPTED -- the handler ends
 * </pre>
 *
 * <p>Thread-safe.
 */
final class RunningInvocation {
    private static final Logger LOG = LoggerFactory.getLogger(RunningInvocation.class);

    private enum State {
        RUNNING,
        INTERRUPTED,
        ANSWERED
    }

    private final Invocations owner;
    private final long request;
    private final RegisteredProcedure procedure;
    private final Invocation invocation;
    private final ReceivedPayload firstInput;
    private final InvocationBytes.Share share;

    /** Null until the inputs of an invocation that is not progressive are read, as few are. */
    private volatile Inputs inputs;

    // Guarded by this.
    private State state = State.RUNNING;
    private WampException interruption;
    private Thread handlerThread;
    private ScheduledFuture<?> limit;
    private final List<Runnable> interruptTasks = new ArrayList<>(0);

    RunningInvocation(
            Invocations owner,
            RegisteredProcedure procedure,
            io.signalbox.protocol.message.Invocation message,
            ReceivedPayload payload,
            InvocationBytes.Share share) {
        this.owner = owner;
        this.procedure = procedure;
        this.share = share;
        request = message.request();
        invocation = new Invocation(this, payload.arguments(), message.details());
        firstInput = payload;
        inputs = invocation.isProgress() ? newInputs(false) : null;
    }

    InvocationBytes.Share share() {
        return share;
    }

    String registeredProcedure() {
        return procedure.procedure();
    }

    Invocation invocation() {
        return invocation;
    }

    /** Calls the handler. Runs on a virtual thread. */
    void run() {
        synchronized (this) {
            handlerThread = Thread.currentThread();
            if (state == State.INTERRUPTED) {
                handlerThread.interrupt();
            }
        }
        try {
            Object returned = procedure.handler().onInvocation(invocation);
            leaveHandler();
            switch (returned) {
                case CompletionStage<?> later -> answerLater(later);
                case Flow.Publisher<?> parts ->
                    parts.subscribe(new ResultFlow(
                            this,
                            invocation.wantsProgress(),
                            owner.context().queue("the results of '" + registeredProcedure() + "'")));
                case null -> answer((Object) null);
                default -> answer(returned);
            }
        } catch (Throwable failure) {
            leaveHandler();
            fail(failure);
        }
    }

    /** Notes that the thread of the handler must not be interrupted any more. */
    private synchronized void leaveHandler() {
        handlerThread = null;
        // A late interrupt must not concern the wait for room in the outbox.
        Thread.interrupted();
    }

    private void answerLater(CompletionStage<?> later) {
        onInterrupt(() -> later.toCompletableFuture().cancel(true));
        later.whenComplete((value, failure) -> {
            if (failure == null) {
                answer(value);
            } else {
                fail(failure);
            }
        });
    }

    /** Answers with a result, unless the invocation has been answered. */
    void answer(Object returned) {
        try {
            Yield result = result(returned);
            if (become(State.ANSWERED)) {
                owner.answer(this, request, result);
            }
        } catch (RuntimeException notEncoded) {
            fail(notEncoded);
        }
    }

    private Yield result(Object returned) {
        if (returned instanceof CallResult passed) {
            return new Yield(request, Map.of(), passed.arguments().payload());
        }
        Reply reply = Reply.from(returned);
        return new Yield(request, options(reply, false), owner.payload(reply.args(), reply.kwargs()));
    }

    private static Map<String, Object> options(Reply reply, boolean isProgress) {
        if (!isProgress && reply.passthru().isEmpty()) {
            return Map.of();
        }
        Map<String, Object> options = new LinkedHashMap<>();
        if (isProgress) {
            options.put("progress", true);
        }
        reply.passthru().ifPresent(description -> description.addTo(options));
        return options;
    }

    /** Answers with an error, unless the invocation has been answered. */
    void fail(Throwable failure) {
        WampException error = error(failure instanceof CompletionException ? failure.getCause() : failure);
        Payload payload;
        try {
            payload = error.payload(owner.context().mapper(), owner.format());
        } catch (RuntimeException notEncoded) {
            LOG.error("procedure={} the arguments of its error cannot be sent", registeredProcedure(), notEncoded);
            payload = Payload.EMPTY;
        }
        if (become(State.ANSWERED)) {
            owner.answer(
                    this, request, new ErrorMessage(MessageType.INVOCATION, request, Map.of(), error.uri(), payload));
        }
    }

    private WampException error(Throwable failure) {
        WampException interrupted;
        synchronized (this) {
            interrupted = interruption;
        }
        if (interrupted != null) {
            // Whatever the handler throws, it stopped for this reason.
            return interrupted;
        }
        return switch (failure) {
            case WampException own -> own;
            case InvalidArgumentException invalid -> new WampException(ErrorUri.INVALID_ARGUMENT, invalid.getMessage());
            default -> {
                LOG.error("procedure={} its handler failed", registeredProcedure(), failure);
                yield new WampException(WampException.RUNTIME_ERROR, String.valueOf(failure.getMessage()));
            }
        };
    }

    private synchronized boolean become(State next) {
        if (state == State.ANSWERED) {
            return false;
        }
        state = next;
        if (next == State.ANSWERED && limit != null) {
            limit.cancel(false);
        }
        return true;
    }

    void progress(Reply result) {
        synchronized (this) {
            if (state == State.INTERRUPTED) {
                throw interruption.here();
            }
            if (state == State.ANSWERED) {
                throw new IllegalStateException("the invocation has been answered");
            }
        }
        Payload payload = owner.payload(result.args(), result.kwargs());
        owner.progress(new Yield(request, options(result, true), payload));
    }

    /**
     * Interrupts the handler, because the caller has canceled the call, the time is over or the session has ended.
     *
     * @param why the answer to the call
     */
    void interrupt(WampException why) {
        List<Runnable> tasks;
        synchronized (this) {
            if (!become(State.INTERRUPTED) || interruption != null) {
                return;
            }
            interruption = why;
            if (handlerThread != null) {
                handlerThread.interrupt();
            }
            tasks = List.copyOf(interruptTasks);
        }
        tasks.forEach(owner.context().executor()::execute);
    }

    /** Answers an invocation whose handler has returned and does not notice the interrupt by itself. */
    void answerInterrupt() {
        WampException why;
        synchronized (this) {
            why = interruption;
        }
        fail(why);
    }

    private Inputs newInputs(boolean isComplete) {
        ClientContext context = owner.context();
        return new Inputs(context.executor(), context.limits().maxQueuedBytes(), share, firstInput, isComplete);
    }

    synchronized Inputs inputs() {
        if (inputs == null) {
            inputs = newInputs(true);
        }
        return inputs;
    }

    /** Returns whether further inputs of the call may arrive. */
    boolean awaitsInputs() {
        Inputs known = inputs;
        return known != null && !known.isComplete();
    }

    /** Handles further arguments of a progressive call. Called on a thread of the transport. */
    void input(ReceivedPayload payload, boolean isLast) {
        if (!inputs().offer(payload, isLast)) {
            interrupt(WampException.local(
                    WampException.QUEUE_FULL, "the callee reads the inputs of the call too slowly", null));
        }
    }

    /** Sets the timer of the end of the time of the call. */
    synchronized void limit(ScheduledFuture<?> timer) {
        if (state == State.ANSWERED) {
            timer.cancel(false);
        }
        limit = timer;
    }

    synchronized boolean isInterrupted() {
        return interruption != null;
    }

    void onInterrupt(Runnable task) {
        synchronized (this) {
            if (interruption == null) {
                interruptTasks.add(task);
                return;
            }
        }
        owner.context().executor().execute(task);
    }
}
