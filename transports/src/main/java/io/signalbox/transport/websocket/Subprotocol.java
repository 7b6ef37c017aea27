package io.signalbox.transport.websocket;

import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * A WAMP subprotocol, such as {@code wamp.2.json} or {@code wamp.2.cbor.batched} (spec: WebSocket Transport).
 *
 * @param batched whether one WebSocket message carries several WAMP messages
 */
record Subprotocol(WireFormat format, boolean batched) {
    private static final String PREFIX = "wamp.2.";
    private static final String BATCHED = ".batched";

    String wireName() {
        return PREFIX + format.wireName() + (batched ? BATCHED : "");
    }

    /** The first of the client's choices that is spoken here; the client's order decides. */
    static Optional<Subprotocol> choose(List<String> offered, Set<WireFormat> spoken) {
        for (String name : offered) {
            for (WireFormat format : spoken) {
                for (boolean batched : new boolean[] {false, true}) {
                    Subprotocol candidate = new Subprotocol(format, batched);
                    if (candidate.wireName().equals(name)) {
                        return Optional.of(candidate);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The elements of Sec-WebSocket-Protocol; empty ones are ignored, since a shipped client ends with a comma. */
    static List<String> parse(List<String> headers) {
        List<String> names = new ArrayList<>();
        for (String header : headers) {
            for (String name : header.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return names;
    }

    /** What a client may ask for, for people. */
    static String describe(Set<WireFormat> spoken) {
        StringJoiner names = new StringJoiner(", ");
        for (WireFormat format : spoken) {
            names.add(new Subprotocol(format, false).wireName());
            names.add(new Subprotocol(format, true).wireName());
        }
        return names.toString();
    }
}
