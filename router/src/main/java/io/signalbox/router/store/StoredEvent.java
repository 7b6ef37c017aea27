package io.signalbox.router.store;

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

    /** What an event takes beside its payload, roughly. */
    private static final int HEAD_BYTES = 256;

    public StoredEvent {
        // A payload remembers its translations, and this one would keep them alive uncharged.
        payload = payload.trimmed().withoutTranslations();
    }

    /** What it keeps alive, in bytes. */
    public long sizeBytes() {
        long bytes = HEAD_BYTES + 2L * topic.length() + receivers.sizeBytes() + payload.array().length;
        for (Object value : details.values()) {
            bytes += value instanceof String text ? 2L * text.length() : 0;
        }
        return bytes;
    }
}
