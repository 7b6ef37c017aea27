package io.signalbox.client;

import io.signalbox.client.value.PayloadMapper;
import io.signalbox.protocol.message.Payload;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/** Parts that all sessions of a client share. Immutable and thread-safe. */
final class ClientContext {
    /** Heap bytes of a queued message in addition to its payload. */
    private static final int MESSAGE_BYTES = 256;

    private final ClientLimits limits;
    private final PayloadMapper mapper;
    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final RetryDelays retryDelays;
    private final CurrentSession session;

    /**
     * Creates a context.
     *
     * @param executor runs the code of the user, each task on a virtual thread of its own
     * @param retryDelays the delays before a subscription or registration is requested again
     */
    ClientContext(
            ClientLimits limits,
            PayloadMapper mapper,
            Executor executor,
            ScheduledExecutorService timer,
            RetryDelays retryDelays,
            CurrentSession session) {
        this.limits = limits;
        this.mapper = mapper;
        this.executor = executor;
        this.timer = timer;
        this.retryDelays = retryDelays;
        this.session = session;
    }

    ClientLimits limits() {
        return limits;
    }

    PayloadMapper mapper() {
        return mapper;
    }

    Executor executor() {
        return executor;
    }

    RetryDelays retryDelays() {
        return retryDelays;
    }

    /** Returns the timer, whose tasks must not block. */
    ScheduledExecutorService timer() {
        return timer;
    }

    CurrentSession session() {
        return session;
    }

    /** @param name the code that the tasks of the queue run, for the log */
    SerialQueue queue(String name) {
        return new SerialQueue(name, executor, limits.maxQueuedBytes());
    }

    ReceivedPayload received(Payload payload) {
        return new ReceivedPayload(mapper.arguments(payload.retained()), heldBytes(payload));
    }

    /** Returns the bytes that {@link #received} keeps alive. */
    long heldBytes(Payload payload) {
        return MESSAGE_BYTES + payload.retainedBytes();
    }
}
