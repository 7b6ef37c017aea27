package io.signalbox.protocol.codec;

/** The numbers of MessagePack that follow a first byte of their own. */
final class MsgpackNumber {
    private MsgpackNumber() {}

    /** How many bytes the number behind this first byte takes; 0 when it is not one of a number. */
    static int sizeBytes(int head) {
        return switch (head) {
            case 0xCC, 0xD0 -> 1;
            case 0xCD, 0xD1 -> 2;
            case 0xCA, 0xCE, 0xD2 -> 4;
            case 0xCB, 0xCF, 0xD3 -> 8;
            default -> 0;
        };
    }

    /** The integer at {@code at}; an unsigned one above 2^63 - 1 comes out negative. */
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
