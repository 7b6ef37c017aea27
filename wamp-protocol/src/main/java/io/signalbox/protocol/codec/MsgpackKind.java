package io.signalbox.protocol.codec;

/** The kinds of MessagePack values, named for messages. */
final class MsgpackKind {
    private MsgpackKind() {}

    /** The kind of value that this first byte begins. */
    static String of(int head) {
        if (head <= 0x7F || head >= 0xE0 || head >= 0xCC && head <= 0xD3) {
            return "an integer";
        }
        if (head <= 0x8F || head >= 0xDE) {
            return "a dictionary";
        }
        if (head <= 0x9F || head >= 0xDC) {
            return "a list";
        }
        if (head <= 0xBF || head >= 0xD9) {
            return "a string";
        }
        return switch (head) {
            case 0xC0 -> "null";
            case 0xC2, 0xC3 -> "a boolean";
            case 0xC4, 0xC5, 0xC6 -> "bytes";
            case 0xCA, 0xCB -> "a float";
            case 0xC1 -> "byte 0xc1";
            default -> "an extension type";
        };
    }
}
