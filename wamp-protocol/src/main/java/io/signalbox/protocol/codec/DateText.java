package io.signalbox.protocol.codec;

/** Dates as text (RFC 3339) in the form that the decoders of clients read: {@code 2013-03-21T20:04:00.5+01:00}. */
final class DateText {
    /** Pattern of a date: each digit is the maximum at its position. */
    private static final byte[] PATTERN = {
        '9', '9', '9', '9', '-', '1', '9', '-', '3', '9', 'T', '2', '9', ':', '5', '9', ':', '5', '9'
    };

    private static final byte[] OFFSET_PATTERN = {'2', '9', ':', '5', '9'};
    private static final int MAX_FRACTION_DIGITS = 9;

    private DateText() {}

    /**
     * Whether the bytes are a date of the years 1 to 9999 that the calendar has, in capital letters, and without a leap
     * second, which no decoder takes.
     */
    static boolean isCommon(byte[] bytes, int from, int to) {
        if (!matches(PATTERN, bytes, from, to)) {
            return false;
        }
        int year = number(bytes, from) * 100 + number(bytes, from + 2);
        int month = number(bytes, from + 5);
        int day = number(bytes, from + 8);
        return year > 0
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysOf(month, year)
                && number(bytes, from + 11) < 24
                && isZone(bytes, passFraction(bytes, from + PATTERN.length, to), to);
    }

    private static boolean matches(byte[] pattern, byte[] bytes, int from, int to) {
        if (to - from < pattern.length) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            byte expected = pattern[i];
            byte actual = bytes[from + i];
            boolean asExpected = isDigit(expected) ? isDigit(actual) && actual <= expected : actual == expected;
            if (!asExpected) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static int number(byte[] bytes, int at) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0';
    }

    private static int daysOf(int month, int year) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    private static int passFraction(byte[] bytes, int from, int to) {
        if (from >= to || bytes[from] != '.') {
            return from;
        }
        int at = from + 1;
        while (at < to && at - from <= MAX_FRACTION_DIGITS && isDigit(bytes[at])) {
            at++;
        }
        return at == from + 1 ? from : at;
    }

    private static boolean isZone(byte[] bytes, int at, int to) {
        if (to - at == 1) {
            return bytes[at] == 'Z';
        }
        return to - at == 1 + OFFSET_PATTERN.length
                && (bytes[at] == '+' || bytes[at] == '-')
                && matches(OFFSET_PATTERN, bytes, at + 1, to)
                && number(bytes, at + 1) < 24;
    }
}
