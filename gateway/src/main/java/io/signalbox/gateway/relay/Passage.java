package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/** Way of the messages of one leg to the output of the other leg. Confined to the thread that reads the leg. */
sealed interface Passage permits FramePassage, MessagePassage {

    /** Receiver of the control frames of the leg. */
    interface ControlFrames {
        void ping(byte[] payload);

        void pong();

        /** Handles the last frame of the leg. */
        void close(byte[] payload);
    }

    /**
     * Passes the bytes of an input, up to a CLOSE. Bytes that are left, and those that {@link #isHolding} tells of, have to be passed
     * later: when the output has room, or in another turn of the thread.
     *
     * @return whether the output takes more at once
     * @throws FramingViolation if the peer violates the protocol or a limit; the frames before the violation have passed
     */
    boolean pass(ByteBuffer in) throws FramingViolation;

    /** Returns whether the last input had a message, a part of a message or a PING. */
    boolean hasTraffic();

    /** Returns whether {@link #pass} finds more without further input: decompressed bytes. */
    default boolean isHolding() {
        return false;
    }

    /** Returns whether another passage may take the next input, because nothing has passed in part. */
    default boolean isReplaceable() {
        return false;
    }
}
