package io.signalbox.gateway.outgoing;

import java.util.Optional;

/**
 * State of an outgoing socket at one time.
 *
 * @param sinceMillis the time at which the state began, in milliseconds since 1970
 * @param reconnects connections after the first one
 * @param lastError why the last attempt failed, or the last connection ended; empty before the first failure
 * @param subprotocol the subprotocol of the open connection; may be empty
 * @param retryMillis the delay of the next attempt if the socket waits, otherwise 0
 * @param bufferedBytes the messages that wait for the socket
 */
public record OutgoingStatus(
        State state,
        long sinceMillis,
        long reconnects,
        Optional<String> lastError,
        String subprotocol,
        long retryMillis,
        long bufferedBytes) {

    /** State of a socket. */
    public enum State {
        /** Not started. */
        INACTIVE,
        CONNECTING,
        OPEN,
        /** The next attempt follows after a delay. */
        WAITING,
        STOPPED,
        /** No attempt follows, because the policy permits none. */
        FAILED
    }
}
