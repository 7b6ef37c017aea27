package io.signalbox.protocol.auth;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Challenge of WAMP-CRA (spec: Challenge Response Authentication). Immutable and thread-safe.
 *
 * @param nonce random text, for one challenge only
 * @param session the id that WELCOME will have
 */
public record WampCraChallenge(
        String authid, String authrole, String authprovider, String nonce, Instant time, long session) {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Returns the text that CHALLENGE has and that the client signs: a JSON object. */
    public String text() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("authid", authid);
        fields.put("authrole", authrole);
        fields.put("authmethod", "wampcra");
        fields.put("authprovider", authprovider);
        fields.put("nonce", nonce);
        fields.put("timestamp", TIME.format(time));
        fields.put("session", session);
        Payload list = JSON.payload(List.of(fields), Map.of());
        // The object without the brackets of the list around it.
        return new String(list.array(), list.offset() + 1, list.length() - 2, StandardCharsets.UTF_8);
    }
}
