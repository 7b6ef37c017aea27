package io.signalbox.router.extension;

import java.util.List;
import java.util.Map;

/** Call of a procedure {@code signalbox.*} of an extension: trees of strings, numbers, booleans, lists and maps. */
public record ManagementCall(List<Object> args, Map<String, Object> kwargs) {

    /** Returns an argument by its position, or else by its name; null if it is absent. */
    public Object argument(int position, String name) {
        return position < args.size() ? args.get(position) : kwargs.get(name);
    }
}
