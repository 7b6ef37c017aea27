package io.signalbox.protocol.codec;

/** Numbers of MessagePack that follow a first byte. Stateless and thread-safe. */
final class MsgpackNumber {
    private MsgpackNumber() {}

    /** Returns the length in bytes of the number behind this first byte; 0 if the value is not a number. */
    static int sizeBytes(int head) {
        return switch (head) {
            case 0xCC, 0xD0 -> 1;
            case 0xCD, 0xD1 -> 2;
            case 0xCA, 0xCE, 0xD2 -> 4;
            case 0xCB, 0xCF, 0xD3 -> 8;
            default -> 0;
        };
    }

    /** Returns the integer at {@code at}. An unsigned integer from 2^63 is negative. */
    static long integer(byte[] bytes, int at, int head) {
        return switch (head) {
            case 0xCC -> bytes[at] & 0xFF;
            case 0xCD -> BigEndian.unsigned16(bytes, at);
            case 0xCE -> BigEndian.unsigned32(bytes, at);
            case 0xD0 -> bytes[at];
            case 0xD1 -> BigEndian.signed16(bytes, at);
            case 0xD2 -> BigEndian.signed32(bytes, at);
            default -> BigEndian.signed64(bytes, at);
        };
    }

    static double real(byte[] bytes, int at, int head) {
        return head == 0xCA
                ? Float.intBitsToFloat(BigEndian.signed32(bytes, at))
                : Double.longBitsToDouble(BigEndian.signed64(bytes, at));
    }
}
