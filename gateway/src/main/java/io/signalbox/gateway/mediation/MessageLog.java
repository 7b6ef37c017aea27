package io.signalbox.gateway.mediation;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.relay.Side;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log of the messages of the items with {@code log: full}. Stateless and thread-safe. */
final class MessageLog {
    private static final Logger LOG = LoggerFactory.getLogger(MessageLog.class);
    private static final int MAX_CHARS = 4096;

    private MessageLog() {}

    /** @param connection the id of the session */
    static void write(String path, String connection, Side from, WebSocketMessage message) {
        LOG.info(
                "path={} session={} from={} {} message of {} bytes{}",
                path,
                connection,
                from,
                message.isBinary() ? "binary" : "text",
                message.bytes().length,
                message.isBinary() ? "" : ": " + text(message));
    }

    /** Returns the text on one line, cut. */
    private static String text(WebSocketMessage message) {
        String all =
                new String(message.bytes(), 0, Math.min(message.bytes().length, 4 * MAX_CHARS), StandardCharsets.UTF_8);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < Math.min(all.length(), MAX_CHARS); i++) {
            char character = all.charAt(i);
            line.append(Character.isISOControl(character) ? "\\u%04x".formatted((int) character) : character);
        }
        return all.length() > MAX_CHARS ? line + "..." : line.toString();
    }
}
