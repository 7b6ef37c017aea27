package io.signalbox.protocol.connection;

/**
 * Limits for a peer that reads slowly, and the policy beyond the limits. Immutable and thread-safe.
 *
 * <p>From the high mark on, a peer is congested, and events may be dropped until the backlog has fallen to the low mark.
 * Other messages are accepted up to {@code maxPendingBytes}.
 *
 * @param maxPendingBytes the maximum backlog in bytes; a smaller backlog accepts a frame of any size
 * @param maxPendingTimeMillis the maximum waiting time of the oldest frame in milliseconds; 0 for no maximum
 */
public record SlowConsumer(long maxPendingBytes, long maxPendingTimeMillis, Policy policy) {

    /** Policy for a slow peer. */
    public enum Policy {
        /** Sends ABORT ahead of the backlog and closes the connection. */
        DISCONNECT("disconnect"),
        /** Drops the newest events; closes the connection only when other messages reach the limit. */
        DROP_EVENTS("drop-events");

        private final String configName;

        Policy(String configName) {
            this.configName = configName;
        }

        /** Returns the name in the configuration and in meta events. */
        public String configName() {
            return configName;
        }
    }

    /** Returns half of the maximum backlog. */
    public long highMarkBytes() {
        return maxPendingBytes / 2;
    }

    /** Returns a quarter of the maximum backlog. */
    public long lowMarkBytes() {
        return maxPendingBytes / 4;
    }
}
