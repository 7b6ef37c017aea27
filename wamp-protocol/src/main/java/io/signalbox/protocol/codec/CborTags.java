package io.signalbox.protocol.codec;

/**
 * CBOR tags that are forwarded to other peers: dates (tags 0 and 1) and sets (tag 258). Decoders of clients convert the content or
 * deliver it unchanged. All other tags, and a tag with a content on which a decoder fails, are removed.
 */
final class CborTags {
    static final int DATE_SECONDS = 1;
    private static final int SET = 258;

    /** First second of the year 1, the lowest year in Python. */
    private static final long FIRST_SECOND = -62_135_596_800L;

    /** Last second of the year 9999, the highest year in Python. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final int DATE_TEXT_HEAD = 0xC0;
    private static final int DATE_SECONDS_HEAD = 0xC1;
    private static final int TWO_BYTE_TAG_HEAD = 0xD9;
    private static final int TEXT_HEAD = 0x60;
    private static final int LONG_TEXT_HEAD = 0x78;

    private CborTags() {}

    /** Returns whether the tag at {@code at} is forwarded, which depends on the content. False if the content is incomplete. */
    static boolean reachesPeers(byte[] bytes, int at, int end) {
        return switch (bytes[at] & 0xFF) {
            case DATE_TEXT_HEAD -> isDateText(bytes, at + 1, end);
            case DATE_SECONDS_HEAD -> isDateSeconds(bytes, at + 1, end);
            case TWO_BYTE_TAG_HEAD ->
                end - at > 3
                        && BigEndian.unsigned16(bytes, at + 1) == SET
                        && (bytes[at + 3] & 0xFF) >>> 5 == CborItems.LIST;
            default -> false;
        };
    }

    private static boolean isDateText(byte[] bytes, int at, int end) {
        if (end - at < 2) {
            return false;
        }
        int head = bytes[at] & 0xFF;
        boolean isShort = head > TEXT_HEAD && head < LONG_TEXT_HEAD;
        if (!isShort && head != LONG_TEXT_HEAD) {
            return false;
        }
        int text = isShort ? at + 1 : at + 2;
        int length = isShort ? head - TEXT_HEAD : bytes[at + 1] & 0xFF;
        return length <= end - text && DateText.isCommon(bytes, text, text + length);
    }

    private static boolean isDateSeconds(byte[] bytes, int at, int end) {
        if (end - at < 1) {
            return false;
        }
        int head = bytes[at] & 0xFF;
        int sizeBytes = (head & 0x1F) < 24 ? 0 : 1 << (head & 0x1F) - 24;
        if (sizeBytes > Long.BYTES || sizeBytes >= end - at) {
            return false;
        }
        return switch (head) {
            case 0x1B -> isInRange(BigEndian.signed64(bytes, at + 1));
            case 0x3B -> isInRange(~BigEndian.signed64(bytes, at + 1));
            case 0xF9 -> isInRange(Float.float16ToFloat((short) BigEndian.unsigned16(bytes, at + 1)));
            case 0xFA -> isInRange(Float.intBitsToFloat(BigEndian.signed32(bytes, at + 1)));
            case 0xFB -> isInRange(Double.longBitsToDouble(BigEndian.signed64(bytes, at + 1)));
            default -> head >>> 5 <= CborItems.NEGATIVE;
        };
    }

    private static boolean isInRange(double seconds) {
        return seconds >= FIRST_SECOND && seconds <= LAST_SECOND;
    }
}
