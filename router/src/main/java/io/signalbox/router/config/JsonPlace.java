package io.signalbox.router.config;

import java.util.regex.Pattern;

/** A path to an item of a JSON document: where it is, and how people write it. */
record JsonPlace(String pointer, String path) {
    static final JsonPlace ROOT = new JsonPlace("", "$");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$-]*");

    JsonPlace member(String key) {
        String escaped = key.replace("~", "~0").replace("/", "~1");
        boolean plain = PLAIN.matcher(key).matches();
        return new JsonPlace(pointer + "/" + escaped, path + (plain ? "." + key : "['" + Quoted.plain(key) + "']"));
    }

    JsonPlace item(int index) {
        return new JsonPlace(pointer + "/" + index, path + "[" + index + "]");
    }
}
