package io.signalbox.gateway.outgoing;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.OutgoingSettings.OutboxTerms;
import io.signalbox.gateway.outgoing.OutgoingSettings.Overflow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Messages that wait for the connection of one socket. A message is charged from the offer until it is written or given back.
 * Thread-safe.
 */
final class SocketOutbox {
    private final OutboxTerms terms;

    // Guarded by this.
    private final Queue<WebSocketMessage> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long chargedBytes;
    private boolean isOpen;
    private boolean isEnded;

    /**
     * Answer to an offer.
     *
     * @param dropped older messages that have made room
     */
    record Answer(OutgoingSocket.Offer offer, List<WebSocketMessage> dropped) {
        private static Answer of(OutgoingSocket.Offer offer) {
            return new Answer(offer, List.of());
        }
    }

    SocketOutbox(OutboxTerms terms) {
        this.terms = terms;
    }

    synchronized Answer offer(WebSocketMessage message) {
        if (!isOpen) {
            return Answer.of(OutgoingSocket.Offer.NOT_CONNECTED);
        }
        long unmovableBytes = terms.overflow() == Overflow.DROP_OLDEST ? chargedBytes - waitingBytes : chargedBytes;
        if (!fits(message, unmovableBytes)) {
            return Answer.of(OutgoingSocket.Offer.FULL);
        }
        List<WebSocketMessage> dropped = new ArrayList<>();
        while (!fits(message, chargedBytes)) {
            WebSocketMessage oldest = poll();
            release(oldest);
            dropped.add(oldest);
        }
        chargedBytes += message.heldBytes();
        waitingBytes += message.heldBytes();
        waiting.add(message);
        return new Answer(OutgoingSocket.Offer.TAKEN, dropped);
    }

    private boolean fits(WebSocketMessage message, long otherBytes) {
        return otherBytes == 0
                ? message.bytes().length <= terms.maxBytes()
                : message.heldBytes() <= terms.maxBytes() - otherBytes;
    }

    /** Returns the next message, which stays charged until {@link #release}; null if there is none. */
    synchronized WebSocketMessage poll() {
        WebSocketMessage next = waiting.poll();
        if (next != null) {
            waitingBytes -= next.heldBytes();
        }
        return next;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Ends the charge of a message. */
    synchronized void release(WebSocketMessage message) {
        chargedBytes -= message.heldBytes();
    }

    /** Accepts offers from now on, unless the outbox has ended. */
    synchronized void open() {
        isOpen = !isEnded;
    }

    /** Refuses all offers from now on, for good. The waiting messages stay. */
    synchronized void end() {
        isEnded = true;
        isOpen = false;
    }

    /** Refuses offers from now on. The waiting messages stay. */
    synchronized void refuse() {
        isOpen = false;
    }

    /** Takes out all waiting messages. */
    synchronized List<WebSocketMessage> drain() {
        List<WebSocketMessage> drained = List.copyOf(waiting);
        waiting.clear();
        waitingBytes = 0;
        drained.forEach(this::release);
        return drained;
    }

    synchronized long chargedBytes() {
        return chargedBytes;
    }
}
