package io.signalbox.protocol.connection;

/**
 * What a peer may leave unread, and what happens to one that leaves more.
 *
 * <p>From the high mark on a peer counts as congested, and events may be dropped until its backlog has come down to the
 * low mark. Everything but events is taken up to {@code maxPendingBytes}.
 *
 * @param maxPendingBytes what may wait for the peer; a backlog below it takes a frame of any size
 * @param maxPendingTimeMillis how long the oldest frame may wait; 0 for as long as it takes
 */
public record SlowConsumer(long maxPendingBytes, long maxPendingTimeMillis, Policy policy) {

    /** What happens to a slow peer. */
    public enum Policy {
        /** It is told ABORT ahead of its backlog, and closed. */
        DISCONNECT("disconnect"),
        /** It loses the newest events; closed only when what must arrive comes to the limit. */
        DROP_EVENTS("drop-events");

        private final String configName;

        Policy(String configName) {
            this.configName = configName;
        }

        /** As the configuration and meta events name it. */
        public String configName() {
            return configName;
        }
    }

    /** Half of what may wait. */
    public long highMarkBytes() {
        return maxPendingBytes / 2;
    }

    /** A quarter of what may wait. */
    public long lowMarkBytes() {
        return maxPendingBytes / 4;
    }
}
