package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;

/**
 * Terms of sessions with a mediator.
 *
 * @param clientIdleMillis time without traffic of the client after which the session is closed; 0 for any time
 * @param backendIdleMillis time without traffic of the backend after which the session is closed; 0 for any time
 * @param forwardsControlFrames whether PING and PONG pass to the other side; otherwise each leg answers PING itself
 * @param shutdown what both sides are told when the node stops
 */
public record MediationTerms(
        long clientIdleMillis, long backendIdleMillis, boolean forwardsControlFrames, CloseFrame shutdown) {
    static final MediationTerms NONE =
            new MediationTerms(0, 0, false, new CloseFrame(CloseCode.GOING_AWAY, "shutdown"));
}
