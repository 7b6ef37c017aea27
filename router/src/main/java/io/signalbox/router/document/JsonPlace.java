package io.signalbox.router.document;

import java.util.regex.Pattern;

/**
 * Place of an item in a tree.
 *
 * @param pointer JSON pointer (RFC 6901)
 * @param path JSON path for messages, such as {@code $.workers[0].type}
 */
public record JsonPlace(String pointer, String path) {
    /** Place of the root. */
    public static final JsonPlace ROOT = new JsonPlace("", "$");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

    /** Returns the place of a member of the object at this place. */
    public JsonPlace member(String key) {
        String escaped = key.replace("~", "~0").replace("/", "~1");
        boolean plain = PLAIN.matcher(key).matches();
        return new JsonPlace(pointer + "/" + escaped, path + (plain ? "." + key : "['" + Quoted.plain(key) + "']"));
    }

    /** Returns the place of an element of the array at this place. */
    public JsonPlace item(int index) {
        return new JsonPlace(pointer + "/" + index, path + "[" + index + "]");
    }
}
