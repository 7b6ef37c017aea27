package io.signalbox.router.document;

/**
 * Place of a configuration item, for errors that occur when the node uses the item.
 *
 * @param file the file as the user named it
 * @param line from 1; 0 for an item without a position
 * @param column from 1; 0 for an item without a position
 * @param jsonPath path of the item, such as {@code $.workers[0].type}; empty for the whole file
 */
public record ConfigPlace(String file, int line, int column, String jsonPath) {

    /** Returns the line for an error: {@code node.json:12:7: error: $.version: must be 2 - write 2}. */
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
