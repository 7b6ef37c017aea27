package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;

/** Close codes (RFC 6455 section 7.4, Status Codes, and the registry of IANA). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int NO_STATUS = 1005;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int BAD_GATEWAY = 1014;

    private static final int FIRST_OF_LIBRARIES = 3000;
    private static final int LAST_PRIVATE = 4999;

    private CloseCode() {}

    /** Returns the code for a kind of close. */
    public static int of(CloseReason.Kind kind) {
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
    public static boolean mayTravel(int code) {
        return code >= NORMAL && code < 1004
                || code >= INVALID_PAYLOAD && code <= BAD_GATEWAY
                || code >= FIRST_OF_LIBRARIES && code <= LAST_PRIVATE;
    }
}
