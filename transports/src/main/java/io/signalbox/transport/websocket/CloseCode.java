package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;

/** Close codes (RFC 6455 section 7.4, Status Codes, and the registry of IANA). */
final class CloseCode {
    static final int NORMAL = 1000;
    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int NO_STATUS = 1005;
    static final int INVALID_PAYLOAD = 1007;
    static final int POLICY_VIOLATION = 1008;
    static final int MESSAGE_TOO_BIG = 1009;
    static final int INTERNAL_ERROR = 1011;
    static final int TRY_AGAIN_LATER = 1013;

    private static final int LAST_REGISTERED = 1014;
    private static final int FIRST_OF_LIBRARIES = 3000;
    private static final int LAST_PRIVATE = 4999;

    private CloseCode() {}

    /** Returns the code for a kind of close. */
    static int of(CloseReason.Kind kind) {
        return switch (kind) {
            case NORMAL -> NORMAL;
            case SHUTDOWN -> GOING_AWAY;
            case PROTOCOL_ERROR -> PROTOCOL_ERROR;
            case INVALID_PAYLOAD -> INVALID_PAYLOAD;
            case POLICY -> POLICY_VIOLATION;
            case TOO_LARGE -> MESSAGE_TOO_BIG;
            case TRY_AGAIN_LATER -> TRY_AGAIN_LATER;
            case INTERNAL_ERROR -> INTERNAL_ERROR;
        };
    }

    /** Returns whether a CLOSE frame may carry the code. No frame may carry 1004, 1005, 1006 and 1015. */
    static boolean mayTravel(int code) {
        return code >= NORMAL && code < 1004
                || code >= INVALID_PAYLOAD && code <= LAST_REGISTERED
                || code >= FIRST_OF_LIBRARIES && code <= LAST_PRIVATE;
    }
}
