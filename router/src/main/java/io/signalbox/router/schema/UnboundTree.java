package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.UnboundItem;
import java.nio.file.Path;

/** Item that a binder binds when the record is known. */
record UnboundTree(RecordBinder binder, JsonNode tree, JsonPlace place) implements UnboundItem {
    @Override
    public Path directory() {
        return binder.directory();
    }

    @Override
    public <T> T bind(Class<T> type) {
        return type.cast(binder.value(tree, place, type));
    }
}
