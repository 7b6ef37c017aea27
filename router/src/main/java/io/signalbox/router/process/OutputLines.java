package io.signalbox.router.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reader of lines of text from the output of a process. A line longer than the limit is cut: its rest is read and dropped. Not
 * thread-safe.
 */
final class OutputLines {
    private static final int BUFFER_BYTES = 8192;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private final byte[] line;
    private int position;
    private int end;
    private boolean isCut;

    /** @param maxBytes the length of the longest line */
    OutputLines(InputStream in, int maxBytes) {
        this.in = in;
        this.line = new byte[maxBytes];
    }

    /**
     * Returns the next line without its end, or null at the end of the output. Control characters are escaped, so that no
     * program controls the terminal of the log. A line that is too long is returned as soon as the limit is reached.
     */
    String next() throws IOException {
        int length = 0;
        boolean skips = isCut;
        isCut = false;
        for (int read = read(); read >= 0; read = read()) {
            if (read == '\n') {
                if (!skips) {
                    return text(length);
                }
                skips = false;
            } else if (!skips) {
                line[length++] = (byte) read;
                if (length == line.length) {
                    isCut = !isAtEndOfLine();
                    return text(length);
                }
            }
        }
        return length == 0 ? null : text(length);
    }

    /** Returns whether the last line was cut. */
    boolean isCut() {
        return isCut;
    }

    /** Takes the end of a line that has exactly the longest length. Does not wait for more output. */
    private boolean isAtEndOfLine() {
        if (position < end && buffer[position] == '\n') {
            position++;
            return true;
        }
        return false;
    }

    private int read() throws IOException {
        if (position == end) {
            position = 0;
            end = Math.max(0, in.read(buffer));
            if (end == 0) {
                return -1;
            }
        }
        return buffer[position++] & 0xFF;
    }

    private String text(int length) {
        int visible = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        String text = new String(line, 0, visible, StandardCharsets.UTF_8);
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) && c != '\t') {
                escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
                escaped.append(String.format("\\u%04x", (int) c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
