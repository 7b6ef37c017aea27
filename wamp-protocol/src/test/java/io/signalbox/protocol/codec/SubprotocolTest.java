package io.signalbox.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.WireFormat;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubprotocolTest {
    private static final Set<WireFormat> ALL = EnumSet.allOf(WireFormat.class);

    @Test
    void every_subprotocol_is_found_by_its_name() {
        for (WireFormat format : WireFormat.values()) {
            for (boolean batched : new boolean[] {false, true}) {
                Subprotocol subprotocol = new Subprotocol(format, batched);
                assertThat(Subprotocol.byName(subprotocol.wireName())).contains(subprotocol);
            }
        }
        assertThat(Subprotocol.byName("wamp.2.cbor.batched")).contains(new Subprotocol(WireFormat.CBOR, true));
        assertThat(Subprotocol.byName("wamp.2.ubjson")).isEmpty();
        assertThat(Subprotocol.byName("WAMP.2.JSON")).isEmpty();
    }

    @Test
    void the_order_of_the_client_decides() {
        assertThat(Subprotocol.choose(List.of("mqtt", "wamp.2.cbor", "wamp.2.json"), ALL))
                .contains(new Subprotocol(WireFormat.CBOR, false));
    }

    @Test
    void formats_that_are_not_allowed_are_passed_over() {
        assertThat(Subprotocol.choose(List.of("wamp.2.cbor", "wamp.2.json.batched"), Set.of(WireFormat.JSON)))
                .contains(new Subprotocol(WireFormat.JSON, true));
        assertThat(Subprotocol.choose(List.of("wamp.2.cbor"), Set.of(WireFormat.JSON)))
                .isEqualTo(Optional.empty());
    }

    @Test
    void empty_list_elements_are_ignored() {
        assertThat(Subprotocol.offered(List.of("wamp.2.json, ,wamp.2.cbor,", ",", "wamp.2.msgpack")))
                .containsExactly("wamp.2.json", "wamp.2.cbor", "wamp.2.msgpack");
    }
}
