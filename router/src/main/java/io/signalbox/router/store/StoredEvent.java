package io.signalbox.router.store;

import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.Receivers;
import java.util.Map;

/**
 * An event that outlives its dispatch. Immutable.
 *
 * @param timeMicros when it was published, in microseconds since 1970
 * @param details of its EVENT, but for the topic that pattern subscribers are told
 * @param receivers whom its publisher let have it
 * @param payload over an array of its own, so that what this event is charged with is what it keeps alive
 */
public record StoredEvent(
        long publication,
        long timeMicros,
        String topic,
        Map<String, Object> details,
        Receivers receivers,
        Payload payload) {

    /** What an event takes beside what it refers to. */
    private static final int HEAD_BYTES = 256;

    public StoredEvent {
        // A payload remembers its translations, and this one would keep them alive uncharged.
        payload = payload.retained();
    }

    /** What it keeps alive, in bytes. */
    public long sizeBytes() {
        return HEAD_BYTES
                + Footprint.of(topic)
                + Footprint.of(details)
                + receivers.sizeBytes()
                + payload.array().length;
    }
}
