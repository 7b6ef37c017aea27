package io.signalbox.router.broker;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.StoredEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Stored events as a result tells them: each a positional argument of its own (checklist B40, B41). */
final class EventObjects {
    /** CBOR, because it can say all that the other formats can. */
    private static final Serializer CBOR = new Serializers().of(WireFormat.CBOR);

    private EventObjects() {}

    static Payload payload(Subscription subscription, List<StoredEvent> events) {
        List<Map<String, Object>> objects = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            objects.add(head(subscription, event));
            addPayload(objects.getLast(), event.payload());
        }
        try {
            return CBOR.payload(objects, Map.of());
        } catch (IllegalArgumentException tooDeep) {
            return withoutDeepPayloads(objects);
        }
    }

    /** A payload that was as deep as a message may be has no room inside of another; its event is told without. */
    private static Payload withoutDeepPayloads(List<Map<String, Object>> objects) {
        for (Map<String, Object> object : objects) {
            try {
                CBOR.payload(List.of(object), Map.of());
            } catch (IllegalArgumentException tooDeep) {
                object.remove("args");
                object.remove("kwargs");
            }
        }
        return CBOR.payload(objects, Map.of());
    }

    private static void addPayload(Map<String, Object> object, Payload payload) {
        object.put("args", CBOR.arguments(payload));
        object.put("kwargs", CBOR.keywordArguments(payload));
    }

    private static Map<String, Object> head(Subscription subscription, StoredEvent event) {
        Map<String, Object> details = new LinkedHashMap<>(event.details());
        if (subscription.isPattern()) {
            details.put("topic", event.topic());
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("timestamp", HistoryQuery.timestamp(event.timeMicros()));
        object.put("subscription", subscription.id());
        object.put("publication", event.publication());
        object.put("details", details);
        return object;
    }
}
