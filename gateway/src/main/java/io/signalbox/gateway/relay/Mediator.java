package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;

/**
 * Part of a service in one session: takes whole messages in place of the other side, and is told of the ends. The session may hold
 * its lock, so that no method blocks. Called on any thread.
 */
public interface Mediator {
    /** Mediator of a session whose frames pass as they are. */
    Mediator NONE = new Mediator() {
        @Override
        public void begins(RelaySession session) {}

        @Override
        public boolean takesMessages(Side from) {
            return false;
        }

        @Override
        public void take(Side from, WebSocketMessage message) {
            throw new IllegalStateException("no messages are taken");
        }

        @Override
        public boolean goesOnWithoutBackend(SessionEnd end) {
            return false;
        }

        @Override
        public void closing(SessionEnd end) {}
    };

    /** The session begins. Called before all other methods except {@link #takesMessages}. */
    void begins(RelaySession session);

    /** Returns whether the messages of a side are passed to {@link #take}. */
    boolean takesMessages(Side from);

    /** Takes a message. The next one of this side follows after {@link RelaySession#done}. */
    void take(Side from, WebSocketMessage message);

    /** Returns whether the session goes on with the client alone, because its backend ends. */
    boolean goesOnWithoutBackend(SessionEnd end);

    /** The session begins to close. Called once. */
    void closing(SessionEnd end);
}
