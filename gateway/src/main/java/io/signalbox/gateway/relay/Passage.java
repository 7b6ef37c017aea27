package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/** Way of the bytes that one leg reads. Confined to the thread that reads the leg, except for {@link #then}. */
interface Passage {

    /** Receiver of the control frames of the leg. */
    interface ControlFrames {
        void ping(byte[] payload);

        void pong(byte[] payload);

        /** Handles the last frame of the leg. */
        void close(byte[] payload);
    }

    /**
     * Passes the bytes of an input, up to a CLOSE, and as far as {@link #hasMore} does not tell otherwise.
     *
     * @return whether more bytes may be read at once
     * @throws FramingViolation if the peer violates the protocol or a limit; the frames before the violation have passed
     */
    boolean pass(ByteBuffer in) throws FramingViolation;

    /** Returns whether the last input had a message, a part of a message or a PING. */
    boolean hasTraffic();

    /** Returns whether the last input, of which these bytes are left, has to be passed on, before more bytes are read. */
    default boolean hasMore(ByteBuffer in) {
        return false;
    }

    /** Continues, because an output has room again. Returns whether the leg may be read. */
    default boolean goOn() {
        return true;
    }

    /** Returns whether what the leg sends may be answered to the leg itself, so that both outputs have to have room. */
    default boolean writesBack() {
        return false;
    }

    /** Runs a task behind all messages that have been read. Any thread may call the method. */
    default void then(Runnable task) {
        task.run();
    }

    /** Runs the task that follows the last message of the leg. Any thread may call the method. */
    default void end(Runnable task) {
        then(task);
    }

    /** Gives back what an incomplete message is charged with. Nothing is passed any more. */
    default void release() {}
}
