package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Names items that have no id: worker001, realm001, realm002. Counts over the whole node, as Crossbar.io does. */
final class ItemNumbers {
    private final Map<String, Integer> last = new HashMap<>();

    String idOf(JsonNode item, String kind) {
        int number = last.merge(kind, 1, Integer::sum);
        return item.has("id") ? item.get("id").asText() : String.format(Locale.ROOT, "%s%03d", kind, number);
    }
}
