package io.signalbox.client;

import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.CancelMode;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;

/**
 * One session of a client, from WELCOME to its end. Immutable and thread-safe.
 *
 * @param format the format of the connection, in which payloads are encoded
 */
record JoinedSession(
        ClientContext context,
        SessionDetails details,
        WireFormat format,
        Requests requests,
        boolean canCancel,
        boolean measuresTimeouts) {

    static JoinedSession of(ClientContext context, SessionDetails details, WireFormat format, Requests requests) {
        return new JoinedSession(
                context,
                details,
                format,
                requests,
                details.announces("dealer", "call_canceling"),
                details.announces("dealer", "call_timeout"));
    }

    /** Cancels a call, unless the call is over. Its answers are ignored. */
    void cancel(long call, CancelMode mode) {
        if (requests.forget(call) && canCancel) {
            requests.sendReply(new Cancel(call, Map.of("mode", mode.wireName())));
        }
    }
}
