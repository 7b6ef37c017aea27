package io.signalbox.router.process;

/**
 * Limits of the output of a worker.
 *
 * @param maxLineLength bytes of a line
 * @param maxLinesPerSecond lines in the log within a second, of standard output and standard error together
 */
public record OutputLimits(int maxLineLength, int maxLinesPerSecond) {}
