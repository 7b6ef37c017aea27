package io.signalbox.router.session;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MessageType;
import java.util.Map;

/**
 * Whether a client may hand over a payload that the router does not understand, and whether another one takes it (spec:
 * Payload Passthru Mode). Its older form, payload transparency, comes with bytes in the place of Arguments (checklist B74).
 */
public final class PayloadPassthru {
    private static final String SCHEME = "ppt_scheme";

    private PayloadPassthru() {}

    /**
     * Checks what a client uses against what it announced (checklist B70, B73).
     *
     * @param passthru the {@code ppt_} entries of the message; empty when it does not use payload passthru
     * @throws ProtocolViolation when the message uses what HELLO did not announce
     */
    public static void check(Map<String, Object> passthru, boolean isAnnounced, MessageType type)
            throws ProtocolViolation {
        if (!passthru.isEmpty() && !isAnnounced && passthru.containsKey(SCHEME)) {
            throw new ProtocolViolation(type + " uses ppt_scheme without payload_passthru_mode in HELLO");
        }
    }

    /**
     * Whether a client can read such a payload: otherwise it might take the message for a violation.
     *
     * @param passthru the {@code ppt_} or {@code enc_} entries of the message
     * @param takesPassthru what the client announced
     * @param takesTransparency what the client announced for the older form
     */
    public static boolean isTaken(Map<String, Object> passthru, boolean takesPassthru, boolean takesTransparency) {
        return passthru.isEmpty() || (passthru.containsKey(SCHEME) ? takesPassthru : takesTransparency);
    }
}
