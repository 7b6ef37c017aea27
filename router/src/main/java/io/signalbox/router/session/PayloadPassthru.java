package io.signalbox.router.session;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MessageType;
import java.util.Map;

/** Whether a client may hand over a payload that the router does not understand (spec: Payload Passthru Mode). */
public final class PayloadPassthru {

    private PayloadPassthru() {}

    /**
     * Checks what a client uses against what it announced (checklist B70, B73).
     *
     * @param passthru the {@code ppt_} entries of the message; empty when it does not use payload passthru
     * @throws ProtocolViolation when the message uses what HELLO did not announce
     */
    public static void check(Map<String, Object> passthru, boolean isAnnounced, MessageType type)
            throws ProtocolViolation {
        if (!passthru.isEmpty() && !isAnnounced) {
            throw new ProtocolViolation(type + " uses ppt_scheme without payload_passthru_mode in HELLO");
        }
    }
}
