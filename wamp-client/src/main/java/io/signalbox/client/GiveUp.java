package io.signalbox.client;

/**
 * Rule that decides after which failures a client gives up, although {@link Reconnect} permits another attempt. Called on a thread of
 * the client; must not block.
 *
 * <pre>{@code
 * WampClient strict = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1")
 *         .reconnect(Reconnect.DEFAULTS)
 *         .giveUp((moment, reason) -> reason.equals("wamp.close.killed"))
 *         .build();
 * }</pre>
 */
@FunctionalInterface
public interface GiveUp {
    /** Gives up only where {@link Reconnect} permits no attempt. */
    GiveUp NEVER = (moment, reason) -> false;

    /** Moments of a failure. */
    enum Moment {
        /** An attempt to join has failed, and the client has never had a session. */
        FIRST_JOIN,
        /** The session has ended. */
        SESSION,
        /** An attempt to join has failed after a session. */
        LATER_JOIN
    }

    /**
     * Returns whether the client gives up.
     *
     * @param reason the URI of the failure, see {@link ClientState.Lost}
     */
    boolean after(Moment moment, String reason);
}
