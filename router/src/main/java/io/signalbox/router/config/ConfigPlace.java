package io.signalbox.router.config;

/**
 * Where an item of a configuration stands, for errors that show when the item is used.
 *
 * @param file the file as the user named it
 * @param line counted from 1; 0 when the item has no place of its own
 * @param column counted from 1; 0 when the item has no place of its own
 * @param jsonPath the item, such as {@code $.workers[0].type}; empty when the file as a whole is meant
 */
public record ConfigPlace(String file, int line, int column, String jsonPath) {

    /** An error as it is printed: {@code node.json:12:7: error: $.version: must be 2 - write 2}. */
    public String error(String text) {
        return display("error", text);
    }

    String display(String severity, String text) {
        StringBuilder display = new StringBuilder(file);
        if (line > 0) {
            display.append(':').append(line).append(':').append(column);
        }
        display.append(": ").append(severity).append(": ");
        if (!jsonPath.isEmpty()) {
            display.append(jsonPath).append(": ");
        }
        return Quoted.escaped(display.append(text).toString());
    }
}
