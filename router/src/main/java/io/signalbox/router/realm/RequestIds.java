package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;

/** The request ids of one session, which all of its requests share. Confined to the realm's loop. */
final class RequestIds {
    private static final long MAX_ID = 1L << 53;

    private final RequestIdCheck check;
    private long last;

    RequestIds(RequestIdCheck check) {
        this.check = check;
    }

    /** Takes the id of a new request. */
    void take(long id) throws ProtocolViolation {
        switch (check) {
            case OFF -> {}
            case INCREASING -> {
                if (id <= last && last != MAX_ID) {
                    throw new ProtocolViolation("request id " + id + " does not exceed the last one, " + last);
                }
            }
            case STRICT -> {
                long expected = last == MAX_ID ? 1 : last + 1;
                if (id != expected) {
                    throw new ProtocolViolation("request id " + id + " instead of " + expected);
                }
            }
        }
        last = id;
    }
}
