package io.signalbox.router.store;

import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.Receivers;
import java.util.Map;

/**
 * Event that outlives its dispatch: retained or in an event history. Immutable and thread-safe.
 *
 * @param publication the publication id
 * @param timeMicros the time of publication in microseconds since 1970
 * @param details EVENT.Details without the topic of pattern subscriptions
 * @param receivers the receivers that the publisher permits (spec: Subscriber Black- and Whitelisting)
 * @param payload the payload over an array of its own, so that the charge equals the bytes kept alive
 */
public record StoredEvent(
        long publication,
        long timeMicros,
        String topic,
        Map<String, Object> details,
        Receivers receivers,
        Payload payload) {

    /** Heap bytes of the event without the referenced objects. */
    private static final int HEAD_BYTES = 256;

    public StoredEvent {
        // A copy: a shared payload would keep its translations alive, which nothing is charged for.
        payload = payload.retained();
    }

    /** Returns the bytes kept alive by this event. */
    public long sizeBytes() {
        return HEAD_BYTES
                + Footprint.of(topic)
                + Footprint.of(details)
                + receivers.sizeBytes()
                + payload.array().length;
    }
}
