package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.websocket.PerMessageDeflate;
import java.util.Random;
import java.util.function.BiConsumer;

/** Ways of the frames of a session between its legs, and the messages that its mediator writes. Thread-safe. */
public final class SessionMessages {
    private final Leg client;
    private final Leg backend;
    private final Random keys;
    private final Passage fromClient;
    private final Passage fromBackend;

    /**
     * Ways between two legs.
     *
     * @param sessions has the source of masking keys, and what incomplete messages are charged to
     * @param failed handles a defect of the mediator
     */
    SessionMessages(
            RelayTerms terms,
            Mediator mediator,
            Leg client,
            Leg backend,
            RelaySessions sessions,
            BiConsumer<Leg, Throwable> failed) {
        this.client = client;
        this.backend = backend;
        keys = sessions.keys();
        fromClient = passage(terms, mediator, client, backend, sessions, failed);
        fromBackend = passage(terms, mediator, backend, client, sessions, failed);
        client.passBy(fromClient);
        backend.passBy(fromBackend);
    }

    private static Passage passage(
            RelayTerms terms,
            Mediator mediator,
            Leg from,
            Leg to,
            RelaySessions sessions,
            BiConsumer<Leg, Throwable> failed) {
        Side side = from.side();
        boolean isMasked = side == Side.CLIENT;
        LegTerms ofLeg = terms.of(side);
        if (!mediator.takesMessages(side)) {
            return terms.compression().isPresent()
                    ? new CompressiblePassage(from, to, terms, sessions.scratches())
                    : new FramePassage(isMasked, ofLeg, terms.of(to.side()).fragmentBytes(), to.output(), from);
        }
        MessagePassage.Place place = new MessagePassage.Place(
                to.output(), from.output(), sessions.budget(), from::resume, failure -> failed.accept(from, failure));
        return new MessagePassage(
                isMasked,
                ofLeg.maxFrameBytes(),
                ofLeg.maxMessageBytes(),
                place,
                from,
                message -> mediator.take(side, message));
    }

    /** Sets the compression that the handshake of one side has agreed on, before its leg begins. The session ends its use. */
    public void compress(Side side, PerMessageDeflate agreed) {
        (side == Side.CLIENT ? client : backend).compress(agreed);
    }

    /** Writes a message to one side. {@link #done} awaits room for the next one. */
    public void send(Side to, WebSocketMessage message) {
        if (to == Side.CLIENT) {
            client.output().write(MessageFrame.of(message));
        } else {
            backend.output().write(MessageFrame.masked(message, keys.nextInt()));
        }
    }

    /**
     * Writes a shared frame to the client, unless too many bytes wait for the client already, or the node has no memory for the frame.
     *
     * @return whether the frame is written, or the client is leaving
     */
    public boolean offer(long maxWaitingBytes, SharedFrame frame) {
        return client.output().offer(maxWaitingBytes, frame);
    }

    /** Lets the messages of the client wait for {@link #done}. Called before the client is connected. */
    public void holdClient() {
        if (fromClient instanceof MessagePassage messages) {
            messages.hold();
        }
    }

    /** The mediator is done with a message: the next one of the side follows when both sides have room. */
    public void done(Side from) {
        if (passage(from) instanceof MessagePassage messages) {
            messages.done();
        }
    }

    /** Runs a task behind the message of a side with which the mediator is not done yet. */
    public void then(Side from, Runnable task) {
        passage(from).then(task);
    }

    /** Drops the messages that wait for the mediator, because the session closes. */
    void discard() {
        for (Side side : Side.values()) {
            if (passage(side) instanceof MessagePassage messages) {
                messages.discard();
            }
        }
    }

    private Passage passage(Side side) {
        return side == Side.CLIENT ? fromClient : fromBackend;
    }
}
