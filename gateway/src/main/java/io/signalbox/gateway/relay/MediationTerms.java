package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;

/**
 * Terms of sessions that differ between their sides.
 *
 * @param maxBackendMessageBytes maximum length of a message of the backend; {@link Long#MAX_VALUE} for that of both sides
 * @param clientIdleMillis time without traffic of the client after which the session is closed; 0 for any time
 * @param backendIdleMillis time without traffic of the backend after which the session is closed; 0 for any time
 * @param forwardsControlFrames whether PING and PONG pass to the other side; otherwise each leg answers PING itself
 * @param shutdown what both sides are told when the node stops
 */
public record MediationTerms(
        long maxBackendMessageBytes,
        long clientIdleMillis,
        long backendIdleMillis,
        boolean forwardsControlFrames,
        CloseFrame shutdown) {
    static final MediationTerms NONE =
            new MediationTerms(Long.MAX_VALUE, 0, 0, false, new CloseFrame(CloseCode.GOING_AWAY, "shutdown"));
}
