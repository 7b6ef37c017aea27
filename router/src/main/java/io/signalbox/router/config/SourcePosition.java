package io.signalbox.router.config;

/** A place in a file; both count from 1, and 0 stands for "no place in particular". */
record SourcePosition(int line, int column) {
    static final SourcePosition NONE = new SourcePosition(0, 0);

    /** The place behind a text with which the file begins. */
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
