package io.signalbox.router.config;

/**
 * Something wrong in a configuration file.
 *
 * @param file the file as the user named it
 * @param line counted from 1; 0 when the problem has no place
 * @param column counted from 1; 0 when the problem has no place
 * @param jsonPath the item, such as {@code $.workers[0].type}; empty when the file as a whole is meant
 * @param text what is wrong
 * @param remedy what to do about it
 */
public record ConfigProblem(
        String file, int line, int column, String jsonPath, Severity severity, String text, String remedy) {

    /** Whether a node starts in spite of the problem. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether the other one says the same of the same place in the text. */
    boolean isSameMistake(ConfigProblem other) {
        return line == other.line
                && column == other.column
                && severity == other.severity
                && text.equals(other.text)
                && remedy.equals(other.remedy);
    }

    /** The line that is printed: {@code node.json:12:7: error: $.version: must be 2 - write 2}. */
    public String display() {
        return new ConfigPlace(file, line, column, jsonPath)
                .display(isError() ? "error" : "warning", text + " - " + remedy);
    }
}
