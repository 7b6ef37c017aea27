package io.signalbox.router.document;

/**
 * Problem of a configuration file.
 *
 * @param file the file as the user named it
 * @param line from 1; 0 for a problem without a position
 * @param column from 1; 0 for a problem without a position
 * @param jsonPath path of the item, such as {@code $.workers[0].type}; empty for the whole file
 * @param text the mistake
 * @param remedy the way to correct the mistake
 */
public record ConfigProblem(
        String file, int line, int column, String jsonPath, Severity severity, String text, String remedy) {

    /** Severity of a problem. */
    public enum Severity {
        /** A mistake: the node does not start. */
        ERROR("error"),
        /** An item that the node does not support: the node does not start. */
        UNSUPPORTED("error"),
        /** An item that the node does not support and leaves out on request. */
        LEFT_OUT("left out"),
        WARNING("warning");

        private final String word;

        Severity(String word) {
            this.word = word;
        }

        /** Returns the word that the line of a problem has for the severity. */
        public String word() {
            return word;
        }
    }

    /** Returns whether the node does not start. */
    public boolean isError() {
        return severity == Severity.ERROR || severity == Severity.UNSUPPORTED;
    }

    /** Returns whether another problem has the same text at the same position. */
    boolean isSameMistake(ConfigProblem other) {
        return line == other.line
                && column == other.column
                && severity == other.severity
                && text.equals(other.text)
                && remedy.equals(other.remedy);
    }

    /** Returns the line for the user: {@code node.json:12:7: error: $.version: must be 2 - write 2}. */
    public String display() {
        return new ConfigPlace(file, line, column, jsonPath).display(severity.word(), text + " - " + remedy);
    }
}
