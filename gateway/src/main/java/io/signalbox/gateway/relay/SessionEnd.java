package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.Optional;

/**
 * Reason why a session, or its backend, ends.
 *
 * @param by the side that has closed, has gone or has broken a rule; empty for the node
 * @param why code and text: those of the CLOSE of the side, or those that the other side is told
 * @param isFault whether the side has ended without CLOSE, or has broken a rule
 */
public record SessionEnd(Optional<Side> by, CloseFrame why, boolean isFault) {

    /** Returns the end by the node itself. */
    static SessionEnd byNode(CloseFrame why) {
        return new SessionEnd(Optional.empty(), why, false);
    }

    /** @param payload the payload of the CLOSE, which the reader has checked */
    static SessionEnd closed(Side by, byte[] payload) {
        try {
            return new SessionEnd(Optional.of(by), CloseFrame.parse(payload), false);
        } catch (FramingViolation e) {
            throw new IllegalArgumentException(e);
        }
    }

    static SessionEnd fault(Side by, CloseFrame why) {
        return new SessionEnd(Optional.of(by), why, true);
    }
}
