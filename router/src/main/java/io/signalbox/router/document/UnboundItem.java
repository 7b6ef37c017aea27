package io.signalbox.router.document;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** Checked item of a configuration, with all defaults, that is bound to a record later, or in another process. */
public interface UnboundItem {

    /** Returns the item as a tree, which must not be changed. */
    JsonNode tree();

    /** Returns the directory of relative paths in the item. */
    Path directory();

    /**
     * Returns the item as a record.
     *
     * @param type the record; its components are named like the keys of the item
     */
    <T> T bind(Class<T> type);
}
