package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Our CLOSE. To Jetty every one is an ordinary one: behind a code such as 1008 it would drop what waits to be written
 * and cut the socket at once, and the reset would take the ABORT before the CLOSE with it.
 */
final class ClosingFrame extends Frame implements CloseStatus.Supplier {
    ClosingFrame(CloseReason reason) {
        super(OpCode.CLOSE, CloseStatus.asPayloadBuffer(reason.code(), reason.text()));
    }

    @Override
    public CloseStatus getCloseStatus() {
        return CloseStatus.NORMAL_STATUS;
    }
}
