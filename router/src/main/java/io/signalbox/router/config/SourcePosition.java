package io.signalbox.router.config;

/** A place in a file; both count from 1, and 0 stands for "no place in particular". */
record SourcePosition(int line, int column) {
    static final SourcePosition NONE = new SourcePosition(0, 0);
}
