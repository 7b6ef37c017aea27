package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShownSubprotocolTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wamp.2.json",
                "wamp.2.msgpack.batched",
                "v12.stomp",
                "mqtt",
                "ocpp1.6",
                "ocpp2.0.1",
                "graphql-transport-ws",
                "v4.channel.k8s.io",
                "base64.channel.k8s.io",
                "access_token",
                "synapse(contentType='application/json')"
            })
    void a_known_name_is_shown(String name) {
        assertThat(ShownSubprotocol.of(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3cret",
                "0123456789abcdef0123456789abcdef01234567",
                "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJqb2UifQ.c2lnbmF0dXJl",
                "wamp.2.json.s3cret",
                "xmqtt",
                "mqtts3cret",
                "graphql-ws\nmqtt",
                ""
            })
    void any_other_name_is_masked(String name) {
        assertThat(ShownSubprotocol.of(name)).isEqualTo("********");
    }

    @Test
    void the_prefix_of_a_token_is_shown() {
        assertThat(ShownSubprotocol.of("bearer.s3cret")).isEqualTo("bearer.********");
        assertThat(ShownSubprotocol.of("base64url.bearer.authorization.k8s.io.czNjcmV0"))
                .isEqualTo("base64url.bearer.authorization.k8s.io.********");
        assertThat(ShownSubprotocol.of(List.of("Bearer.wamp", "access_token", "s3cret")))
                .isEqualTo("Bearer.********, access_token, ********");
    }
}
