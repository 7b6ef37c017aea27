package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.SessionLimits;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order of the checks of a request: URI, reserved names, permission (spec: URIs, Authorization). */
class UriCheckTest {
    private static final Map<String, Object> ACKNOWLEDGE = Map.of("acknowledge", true);
    private final RealmFixture fixture = new RealmFixture();

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a.", "a..b", "a b", "a.#"})
    void an_invalid_uri_is_an_error_and_the_session_stays(String uri) {
        ScriptedPeer peer = fixture.joins();

        peer.subscribing(uri, Map.of());
        peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI);
        peer.registers(uri);
        peer.receivesError(MessageType.REGISTER, ErrorUri.INVALID_URI);
        peer.calls(uri);
        peer.receivesError(MessageType.CALL, ErrorUri.INVALID_URI);
        peer.publishes(uri, ACKNOWLEDGE);
        peer.receivesError(MessageType.PUBLISH, ErrorUri.INVALID_URI);
        peer.publishes(uri);
        peer.receivesNothing().isOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.myapp.topic1", "a-b.C", "ünï.x", "wampum.x"})
    void the_loose_rule_takes_most_characters(String uri) {
        ScriptedPeer peer = fixture.joins();
        peer.subscribes(uri);
        peer.registers(uri);
        peer.receives(Registered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"com.myApp.x", "a-b.c"})
    void the_strict_rule_takes_few_characters(String uri) {
        fixture.strictUris = true;
        ScriptedPeer peer = fixture.joins();
        peer.subscribing(uri, Map.of());
        peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI);
        peer.subscribes("com.my_app.x1");
    }

    @Test
    void a_uri_beyond_the_bounds_is_an_error() {
        fixture.limits = new SessionLimits(20, 3, 10, 10, 1 << 20, 10, 10, 10, 1000);
        ScriptedPeer peer = fixture.joins();
        for (String uri : List.of("a".repeat(21), "a.b.c.d")) {
            peer.subscribing(uri, Map.of());
            peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.INVALID_URI);
        }
        peer.subscribes("a.b.c");
        peer.subscribes("a".repeat(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wamp", "wamp.session.on_nothing"})
    void reserved_uris_can_be_neither_registered_nor_published(String uri) {
        ScriptedPeer subscriber = fixture.joins();
        subscriber.subscribes(uri);
        ScriptedPeer peer = fixture.joins();

        peer.registers(uri);
        peer.receivesError(MessageType.REGISTER, ErrorUri.INVALID_URI);
        peer.publishes(uri, ACKNOWLEDGE);
        peer.receivesError(MessageType.PUBLISH, ErrorUri.INVALID_URI);
        peer.publishes(uri);
        peer.receivesNothing();
        subscriber.receivesNothing();
        peer.calls(uri);
        peer.receivesError(MessageType.CALL, ErrorUri.NO_SUCH_PROCEDURE);
    }

    @Test
    void what_is_denied_is_not_authorized_and_the_session_stays() {
        fixture.role("nobody", (action, uri, match) -> Decision.DENIED);
        ScriptedPeer peer = fixture.joins("nobody");

        peer.subscribing("a.b", Map.of());
        peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.NOT_AUTHORIZED);
        peer.registers("a.b");
        peer.receivesError(MessageType.REGISTER, ErrorUri.NOT_AUTHORIZED);
        peer.calls("a.b");
        peer.receivesError(MessageType.CALL, ErrorUri.NOT_AUTHORIZED);
        peer.publishes("a.b", ACKNOWLEDGE);
        peer.receivesError(MessageType.PUBLISH, ErrorUri.NOT_AUTHORIZED);
        peer.publishes("a.b");
        peer.receivesNothing().isOpen();
    }

    @Test
    void uri_and_reserved_names_are_judged_before_permissions() {
        fixture.role("nobody", (action, uri, match) -> Decision.DENIED);
        ScriptedPeer peer = fixture.joins("nobody");

        peer.registers("a..b");
        peer.receivesError(MessageType.REGISTER, ErrorUri.INVALID_URI);
        peer.registers("wamp.x");
        peer.receivesError(MessageType.REGISTER, ErrorUri.INVALID_URI);
    }

    @Test
    void a_pattern_is_authorized_on_the_pattern() {
        fixture.role("some", RealmFixture.denying(Action.SUBSCRIBE, "a."));
        ScriptedPeer peer = fixture.joins("some");

        peer.subscribing("a.", Map.of("match", "prefix"));
        peer.receivesError(MessageType.SUBSCRIBE, ErrorUri.NOT_AUTHORIZED);
        peer.subscribes("b.", Map.of("match", "prefix"));
    }

    @Test
    void unknown_options_are_ignored() {
        ScriptedPeer peer = fixture.joins();
        peer.publishes("a.b", Map.of("acknowledge", true, "_private", 1L, "x_other", "y"));

        assertThat(peer.receives(Published.class).publication()).isPositive();
    }
}
