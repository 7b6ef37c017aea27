package io.signalbox.protocol.codec;

/** The extension types of MessagePack as values that every format has. */
final class MsgpackExtension {
    private static final byte UNDEFINED = 0;
    private static final byte TIMESTAMP = -1;
    private static final int MAX_NANOS = 999_999_999;
    private static final double NANOS_PER_SECOND = 1e9;

    private MsgpackExtension() {}

    /**
     * Writes the extension whose type is at {@code at} and whose {@code length} bytes follow it. JavaScript clients write
     * {@code undefined} as one of type 0 with one byte 0, which is null. A timestamp is the seconds since 1970, and an
     * integer if they are whole. Everything else is bytes.
     */
    static void copy(byte[] bytes, int at, int length, ValueWriter out) {
        int content = at + 1;
        if (bytes[at] == UNDEFINED && length == 1 && bytes[content] == 0) {
            out.nil();
        } else if (bytes[at] != TIMESTAMP || !copyTimestamp(bytes, content, length, out)) {
            out.binary(bytes, content, length);
        }
    }

    private static boolean copyTimestamp(byte[] bytes, int at, int length, ValueWriter out) {
        return switch (length) {
            case 4 -> copyInstant(BigEndian.unsigned32(bytes, at), 0, out);
            case 8 -> {
                long both = BigEndian.signed64(bytes, at);
                yield copyInstant(both & (1L << 34) - 1, both >>> 34, out);
            }
            case 12 -> copyInstant(BigEndian.signed64(bytes, at + 4), BigEndian.unsigned32(bytes, at), out);
            default -> false;
        };
    }

    private static boolean copyInstant(long seconds, long nanos, ValueWriter out) {
        if (nanos > MAX_NANOS) {
            return false;
        }
        if (nanos == 0) {
            out.integer(seconds);
        } else {
            out.real(seconds + nanos / NANOS_PER_SECOND);
        }
        return true;
    }
}
