package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A WAMP subprotocol of WebSocket, such as {@code wamp.2.json} or {@code wamp.2.cbor.batched}.
 *
 * @param batched whether one WebSocket message carries several WAMP messages
 */
public record Subprotocol(WireFormat format, boolean batched) {
    private static final String PREFIX = "wamp.2.";
    private static final String BATCHED = ".batched";

    /** The name in the handshake. */
    public String wireName() {
        return PREFIX + format.wireName() + (batched ? BATCHED : "");
    }

    public static Optional<Subprotocol> byName(String name) {
        for (WireFormat format : WireFormat.values()) {
            for (boolean batched : new boolean[] {false, true}) {
                Subprotocol subprotocol = new Subprotocol(format, batched);
                if (subprotocol.wireName().equals(name)) {
                    return Optional.of(subprotocol);
                }
            }
        }
        return Optional.empty();
    }

    /** The first one that the client offers and that is allowed; its order decides. */
    public static Optional<Subprotocol> choose(List<String> offered, Set<WireFormat> allowed) {
        for (String name : offered) {
            Optional<Subprotocol> subprotocol = byName(name);
            if (subprotocol.isPresent() && allowed.contains(subprotocol.get().format())) {
                return subprotocol;
            }
        }
        return Optional.empty();
    }

    /** The names in the values of Sec-WebSocket-Protocol headers; empty list elements are ignored (RFC 9110, 5.6.1). */
    public static List<String> offered(List<String> headerValues) {
        List<String> names = new ArrayList<>();
        for (String value : headerValues) {
            for (String name : value.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return names;
    }
}
