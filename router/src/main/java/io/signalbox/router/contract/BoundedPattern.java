package io.signalbox.router.contract;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressions;
import java.util.regex.Pattern;

/**
 * Regular expression with a bounded number of character reads per search: the search time of some patterns is exponential
 * in the length of the text, and the text is untrusted. Thread-safe.
 */
final class BoundedPattern implements RegularExpression {
    /** Well-behaved patterns read each character a few times. */
    private static final long MAX_READS_PER_CHARACTER = 200;

    private static final long MIN_READS = 2_000;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** A search exceeded the bound. */
    static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private TooLong(Pattern pattern) {
            super("the search for the pattern '" + pattern + "' exceeds the bound for this text", null, false, false);
        }
    }

    static RegularExpression of(String regex) {
        String java =
                RegularExpressions.replaceLongformCharacterProperties(RegularExpressions.replaceDollarAnchors(regex));
        return new BoundedPattern(Pattern.compile(java));
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value, pattern, MIN_READS + MAX_READS_PER_CHARACTER * value.length()))
                .find();
    }

    /** Text with a bounded number of character reads. Confined to one search. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private final Pattern pattern;
        private long readsLeft;

        CountedText(String text, Pattern pattern, long readsLeft) {
            this.text = text;
            this.pattern = pattern;
            this.readsLeft = readsLeft;
        }

        @Override
        public char charAt(int index) {
            if (readsLeft-- <= 0) {
                throw new TooLong(pattern);
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
