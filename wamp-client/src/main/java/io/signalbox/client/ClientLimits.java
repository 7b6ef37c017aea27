package io.signalbox.client;

/**
 * Limits of a client. At each limit the client answers at once: with a {@link WampException}, or to a caller with an ERROR.
 * Immutable.
 *
 * <pre>{@code
 * WampClient limited = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1")
 *         .limits(ClientLimits.DEFAULTS.withMaxInvocations(64))
 *         .build();
 * }</pre>
 *
 * @param maxPendingRequests requests that wait for an answer of the router; a further request fails with
 *     {@link WampException#TOO_MANY_PENDING}; at least 1
 * @param maxUnsentBytes bytes that wait to be sent; a further request fails with {@link WampException#SEND_BUFFER_FULL}, and
 *     the result of an invocation waits; at least 1
 * @param maxInvocations invocations that run at the same time; a further invocation is answered with
 *     {@code wamp.error.unavailable}, upon which a router may call another callee; at least 1
 * @param maxInvocationBytes bytes of the arguments of all invocations that run at the same time, with the inputs of progressive calls
 *     that wait. A further invocation is answered with {@code wamp.error.unavailable}, unless no other one runs; a progressive call
 *     with a further input fails; at least 1
 * @param maxQueuedBytes bytes of events, or of progressive results, that wait for one handler. Further events are dropped, counted
 *     by {@link Subscription#droppedEvents} and logged; a call with too many progressive results fails; at least 1
 * @param maxMessageBytes length of a message of the router; a longer message ends the connection; 512 to 16,777,216
 */
public record ClientLimits(
        int maxPendingRequests,
        long maxUnsentBytes,
        int maxInvocations,
        long maxInvocationBytes,
        long maxQueuedBytes,
        int maxMessageBytes) {
    private static final int LEAST_MESSAGE_BYTES = 512;
    private static final int MOST_MESSAGE_BYTES = 16 << 20;

    /** 65,536 requests, 16 MiB unsent, 4,096 invocations with 64 MiB, 16 MiB for each handler, messages of 16 MiB. */
    public static final ClientLimits DEFAULTS =
            new ClientLimits(65_536, 16 << 20, 4_096, 64 << 20, 16 << 20, MOST_MESSAGE_BYTES);

    public ClientLimits {
        atLeastOne("maxPendingRequests", maxPendingRequests);
        atLeastOne("maxUnsentBytes", maxUnsentBytes);
        atLeastOne("maxInvocations", maxInvocations);
        atLeastOne("maxInvocationBytes", maxInvocationBytes);
        atLeastOne("maxQueuedBytes", maxQueuedBytes);
        if (maxMessageBytes < LEAST_MESSAGE_BYTES || maxMessageBytes > MOST_MESSAGE_BYTES) {
            throw new IllegalArgumentException("maxMessageBytes is " + maxMessageBytes + ", not " + LEAST_MESSAGE_BYTES
                    + " to " + MOST_MESSAGE_BYTES);
        }
    }

    private static void atLeastOne(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", not 1 or more");
        }
    }

    /** Returns the same limits with another maximum of pending requests. */
    public ClientLimits withMaxPendingRequests(int max) {
        return new ClientLimits(
                max, maxUnsentBytes, maxInvocations, maxInvocationBytes, maxQueuedBytes, maxMessageBytes);
    }

    /** Returns the same limits with another maximum of unsent bytes. */
    public ClientLimits withMaxUnsentBytes(long max) {
        return new ClientLimits(
                maxPendingRequests, max, maxInvocations, maxInvocationBytes, maxQueuedBytes, maxMessageBytes);
    }

    /** Returns the same limits with another maximum of running invocations. */
    public ClientLimits withMaxInvocations(int max) {
        return new ClientLimits(
                maxPendingRequests, maxUnsentBytes, max, maxInvocationBytes, maxQueuedBytes, maxMessageBytes);
    }

    /** Returns the same limits with another maximum of bytes of the arguments of running invocations. */
    public ClientLimits withMaxInvocationBytes(long max) {
        return new ClientLimits(
                maxPendingRequests, maxUnsentBytes, maxInvocations, max, maxQueuedBytes, maxMessageBytes);
    }

    /** Returns the same limits with another maximum of bytes that wait for one handler. */
    public ClientLimits withMaxQueuedBytes(long max) {
        return new ClientLimits(
                maxPendingRequests, maxUnsentBytes, maxInvocations, maxInvocationBytes, max, maxMessageBytes);
    }

    /** Returns the same limits with another maximum length of a message. */
    public ClientLimits withMaxMessageBytes(int max) {
        return new ClientLimits(
                maxPendingRequests, maxUnsentBytes, maxInvocations, maxInvocationBytes, maxQueuedBytes, max);
    }
}
