package io.signalbox.client;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.WampMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * Requests of one session: numbers and sends them, and finds the request of each answer. Requests are sent in the order of their
 * ids (spec: IDs). Thread-safe.
 */
final class Requests {
    private static final long ROOM_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final WampConnection connection;
    private final Flusher flusher;
    private final ClientLimits limits;
    private final Map<Long, PendingRequest> pending = new ConcurrentHashMap<>();

    /** Held from the choice of an id until the message is in the outbox, and nowhere else. */
    private final ReentrantLock order = new ReentrantLock();

    // Changed with the lock.
    private long lastId;
    private volatile WampException end;

    Requests(WampConnection connection, Flusher flusher, ClientLimits limits) {
        this.connection = connection;
        this.flusher = flusher;
        this.limits = limits;
    }

    /**
     * Sends a request. If a limit is reached, or the session has ended, the request fails at once and is not sent.
     *
     * @param message creates the message with the id of the request
     */
    void send(PendingRequest request, LongFunction<ClientMessage> message) {
        if (append(request, message, true)) {
            flush();
        }
    }

    /**
     * Appends a request to the outbox, without a flush. If the session has ended, the request fails at once.
     *
     * @param isLimited whether the request fails if a limit is reached; false for a request that opens a subscription or
     *     registration again, or that ends one
     * @return whether {@link #flush} has to be called
     */
    boolean append(PendingRequest request, LongFunction<ClientMessage> message, boolean isLimited) {
        WampException refusal;
        order.lock();
        try {
            refusal = isLimited ? refusal() : end;
            if (refusal == null) {
                long id = ++lastId;
                pending.put(id, request);
                return connection.send(OutboundFrame.single(message.apply(id)));
            }
        } finally {
            order.unlock();
        }
        request.failed(refusal);
        return false;
    }

    /**
     * Sends a message without an answer, with an id of its own.
     *
     * @throws WampException if a limit is reached, or the session has ended
     */
    void sendUnanswered(LongFunction<ClientMessage> message) {
        boolean isFlushNeeded;
        order.lock();
        try {
            WampException refusal = refusal();
            if (refusal != null) {
                throw refusal.here();
            }
            isFlushNeeded = connection.send(OutboundFrame.single(message.apply(++lastId)));
        } finally {
            order.unlock();
        }
        if (isFlushNeeded) {
            flush();
        }
    }

    /**
     * Sends a message whose answer a {@link MessageReceiver} gets, with an id of its own.
     *
     * @param flushes flushes the connection; null to flush now
     * @return false if the session has ended
     */
    boolean sendPassed(LongFunction<ClientMessage> message, FlushBatch flushes) {
        boolean isFlushNeeded;
        order.lock();
        try {
            if (end != null) {
                return false;
            }
            isFlushNeeded = connection.send(OutboundFrame.single(message.apply(++lastId)));
        } finally {
            order.unlock();
        }
        if (isFlushNeeded && flushes != null) {
            flushes.touched(connection);
        } else if (isFlushNeeded) {
            flush();
        }
        return true;
    }

    void flush() {
        flusher.flush(connection);
    }

    /** Sends a message that is no request, such as CANCEL or YIELD. No effect if the session has ended. */
    void sendReply(ClientMessage message) {
        if (connection.send(OutboundFrame.single(message))) {
            flush();
        }
    }

    /** Sends a message that is no request at the end of the round in which the transport reads. */
    void sendReply(ClientMessage message, FlushBatch flushes) {
        if (connection.send(OutboundFrame.single(message))) {
            flushes.touched(connection);
        }
    }

    /** Returns why no further request is sent; null if none of the limits is reached. Called with the lock. */
    private WampException refusal() {
        if (end != null) {
            return end;
        }
        if (pending.size() >= limits.maxPendingRequests()) {
            return WampException.local(
                    WampException.TOO_MANY_PENDING,
                    limits.maxPendingRequests()
                            + " requests wait for an answer - wait for answers, or raise maxPendingRequests",
                    null);
        }
        if (!hasRoom()) {
            return WampException.local(
                    WampException.SEND_BUFFER_FULL,
                    connection.backlogBytes()
                            + " bytes wait to be sent, because the router reads too slowly - send less, or"
                            + " raise maxUnsentBytes",
                    null);
        }
        return null;
    }

    /** Returns whether fewer bytes wait to be sent than the limit permits. */
    boolean hasRoom() {
        return connection.backlogBytes() < limits.maxUnsentBytes();
    }

    /**
     * Waits until fewer bytes wait to be sent than the limit permits, or the session has ended.
     *
     * @return whether there is room; false if the session has ended or the thread is interrupted
     */
    boolean awaitRoom() {
        while (!isEnded() && !hasRoom()) {
            // No transport reports that its backlog has become smaller.
            LockSupport.parkNanos(this, ROOM_POLL_NANOS);
            if (Thread.currentThread().isInterrupted()) {
                return false;
            }
        }
        return !isEnded();
    }

    /** Returns whether the session has ended. */
    boolean isEnded() {
        return end != null;
    }

    /**
     * Sends a further message of a request, such as CANCEL or the next CALL of a progressive call, unless the request is over.
     *
     * @return whether the message was sent
     */
    boolean sendWithin(long id, ClientMessage message) {
        if (!pending.containsKey(id)) {
            return false;
        }
        sendReply(message);
        return true;
    }

    /** Forgets a request. Returns whether the request was still waiting; its answers are then ignored. */
    boolean forget(long id) {
        return pending.remove(id) != null;
    }

    /** Returns the request with an id; null if there is none, as after {@link #forget}. */
    PendingRequest find(long id) {
        return pending.get(id);
    }

    /** Fails all requests, those that follow included. Idempotent. */
    void end(WampException why) {
        order.lock();
        try {
            if (end != null) {
                return;
            }
            end = why;
        } finally {
            order.unlock();
        }
        for (long id : List.copyOf(pending.keySet())) {
            PendingRequest request = pending.remove(id);
            if (request != null) {
                request.failed(why);
            }
        }
    }

    /** Fails the request whose message is longer than the router accepts, and was not sent. */
    void tooLong(WampMessage message, WampException failure) {
        PendingRequest request = pending.remove(id(message));
        if (request != null) {
            request.failed(failure);
        }
    }

    private static long id(WampMessage message) {
        return switch (message) {
            case io.signalbox.protocol.message.Call call -> call.request();
            case io.signalbox.protocol.message.Publish publish -> publish.request();
            case io.signalbox.protocol.message.Subscribe subscribe -> subscribe.request();
            case io.signalbox.protocol.message.Register register -> register.request();
            default -> 0;
        };
    }
}
