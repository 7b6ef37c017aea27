package io.signalbox.router.session;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MessageType;
import java.util.Map;

/**
 * Rules for payloads that the router does not parse (spec: Payload Passthru Mode). In the older form, payload
 * transparency, bytes take the place of Arguments.
 */
public final class PayloadPassthru {
    private static final String SCHEME = "ppt_scheme";

    private PayloadPassthru() {}

    /**
     * Checks that the sender of a message has announced payload passthru if the message uses it.
     *
     * @param passthru the {@code ppt_} entries of the message; empty if the message does not use payload passthru
     * @throws ProtocolViolation if the message uses payload passthru and HELLO did not announce it
     */
    public static void check(Map<String, Object> passthru, boolean isAnnounced, MessageType type)
            throws ProtocolViolation {
        if (!passthru.isEmpty() && !isAnnounced && passthru.containsKey(SCHEME)) {
            throw new ProtocolViolation(type + " uses ppt_scheme without payload_passthru_mode in HELLO");
        }
    }

    /**
     * Returns whether a client accepts such a payload. Other clients might treat the message as a protocol violation.
     *
     * @param passthru the {@code ppt_} or {@code enc_} entries of the message
     * @param takesPassthru whether the client announced payload passthru
     * @param takesTransparency whether the client announced payload transparency
     */
    public static boolean isTaken(Map<String, Object> passthru, boolean takesPassthru, boolean takesTransparency) {
        return passthru.isEmpty() || (passthru.containsKey(SCHEME) ? takesPassthru : takesTransparency);
    }
}
