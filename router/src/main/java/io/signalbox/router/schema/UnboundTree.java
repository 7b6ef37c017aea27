package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.UnboundItem;

/** Item that a binder binds when the record is known. */
record UnboundTree(RecordBinder binder, JsonNode item, JsonPlace place) implements UnboundItem {
    @Override
    public <T> T bind(Class<T> type) {
        return type.cast(binder.value(item, place, type));
    }
}
