package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;

/**
 * Request ids of one session, in one sequence for all request types (spec: IDs). Confined to the realm's
 * loop.
 */
final class RequestIds {
    private static final long MAX_ID = 1L << 53;

    private final RequestIdCheck check;
    private long last;

    RequestIds(RequestIdCheck check) {
        this.check = check;
    }

    /**
     * Checks the id of a new request.
     *
     * @throws ProtocolViolation if the id violates the configured check
     */
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
                    throw new ProtocolViolation("request id " + id + ", expected " + expected);
                }
            }
        }
        last = id;
    }
}
