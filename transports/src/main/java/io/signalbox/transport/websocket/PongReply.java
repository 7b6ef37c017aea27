package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Answers PINGs. While one PONG is under way only the latest PING is remembered (RFC 6455 section 5.5.3), so that a
 * peer that pings and does not read costs no memory.
 */
final class PongReply implements Callback {
    private final CoreSession session;
    private byte[] latest;
    private boolean underWay;

    PongReply(CoreSession session) {
        this.session = session;
    }

    void answer(ByteBuffer ping) {
        byte[] payload = new byte[ping == null ? 0 : ping.remaining()];
        if (ping != null) {
            ping.get(payload);
        }
        synchronized (this) {
            if (underWay) {
                latest = payload;
                return;
            }
            underWay = true;
        }
        send(payload);
    }

    private void send(byte[] payload) {
        try {
            session.sendFrame(new Frame(OpCode.PONG, true, ByteBuffer.wrap(payload)), this, false);
        } catch (Throwable failure) {
            synchronized (this) {
                underWay = false;
            }
            throw failure;
        }
    }

    @Override
    public void succeeded() {
        byte[] next;
        synchronized (this) {
            next = latest;
            latest = null;
            underWay = next != null;
        }
        if (next != null) {
            send(next);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
