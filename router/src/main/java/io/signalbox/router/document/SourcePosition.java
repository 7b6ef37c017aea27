package io.signalbox.router.document;

/**
 * Position in the text of a file.
 *
 * @param line from 1; 0 for no position
 * @param column from 1; 0 for no position
 */
public record SourcePosition(int line, int column) {
    static final SourcePosition NONE = new SourcePosition(0, 0);

    /** Returns the position behind a text that the file begins with. */
    static SourcePosition behind(CharSequence text) {
        int line = 1;
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                begin = i + 1;
            }
        }
        return new SourcePosition(line, text.length() - begin + 1);
    }
}
