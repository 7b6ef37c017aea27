package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Welcome;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec: Session Establishment. */
class SessionOpeningTest {
    private static final Map<String, Object> ROLES = Map.of("caller", Map.of());
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void hello_is_answered_by_welcome_and_nothing_else() {
        ScriptedPeer peer = fixture.connects().sends(ScriptedPeer.hello("realm1"));

        Welcome welcome = peer.receives(Welcome.class);
        peer.receivesNothing().isOpen();
        assertThat(welcome.session()).isBetween(1L, 1L << 53);
        assertThat(welcome.details())
                .containsEntry("realm", "realm1")
                .containsEntry("authrole", "anonymous")
                .containsEntry("authmethod", "anonymous")
                .containsEntry("authprovider", "static")
                .containsEntry("agent", "Signalbox-test")
                .containsKeys("authid", "roles");
        assertThat(welcome.details().get("roles"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsOnlyKeys("broker", "dealer");
    }

    @Test
    void every_join_gets_an_id_of_its_own() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(fixture.joins().sessionId);
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void a_client_does_not_choose_its_authid() {
        ScriptedPeer peer =
                fixture.connects().sends(new Hello(Optional.of("realm1"), Map.of("roles", ROLES, "authid", "admin")));

        assertThat(peer.receives(Welcome.class).details().get("authid"))
                .asString()
                .isNotBlank()
                .isNotEqualTo("admin");
    }

    @Test
    void an_unknown_realm_is_refused() {
        ScriptedPeer peer = fixture.connects().sends(ScriptedPeer.hello("realm2"));

        assertThat(peer.receivesAbort(ErrorUri.NO_SUCH_REALM).details())
                .containsEntry("message", "there is no realm realm2");
        peer.receivesNothing().isClosedWith(Kind.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "a b", "a#", "a.", ".a"})
    void a_realm_that_is_no_uri_is_refused(String realm) {
        ScriptedPeer peer = fixture.connects().sends(ScriptedPeer.hello(realm));

        peer.receivesAbort(ErrorUri.INVALID_URI);
        peer.isClosedWith(Kind.NORMAL);
    }

    @Test
    void a_hello_without_a_realm_is_refused() {
        ScriptedPeer peer = fixture.connects().sends(new Hello(Optional.empty(), Map.of("roles", ROLES)));

        peer.receivesAbort(ErrorUri.NO_SUCH_REALM);
    }

    @Test
    void a_hello_without_a_usable_role_is_a_violation() {
        for (Map<String, Object> details : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("roles", Map.of()),
                Map.of("roles", Map.of("conductor", Map.of())),
                Map.of("roles", "caller"),
                Map.of("roles", Map.of("caller", true)))) {
            ScriptedPeer peer = fixture.connects().sends(new Hello(Optional.of("realm1"), details));
            peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
            peer.isClosedWith(Kind.PROTOCOL_ERROR);
        }
    }

    @Test
    void unknown_roles_and_features_are_ignored() {
        Map<String, Object> roles =
                Map.of("caller", Map.of("features", Map.of("time_travel", true)), "conductor", Map.of());
        ScriptedPeer peer = fixture.connects().sends(new Hello(Optional.of("realm1"), Map.of("roles", roles)));

        peer.receives(Welcome.class);
    }

    @Test
    void a_role_that_the_realm_lacks_is_refused() {
        ScriptedPeer peer = fixture.connects("visitor").sends(ScriptedPeer.hello("realm1"));

        peer.receivesAbort(ErrorUri.NO_SUCH_ROLE);
        peer.isClosedWith(Kind.NORMAL);
    }

    @Test
    void a_client_that_offers_other_methods_only_is_refused() {
        ScriptedPeer peer = fixture.connects()
                .sends(new Hello(
                        Optional.of("realm1"), Map.of("roles", ROLES, "authmethods", List.of("ticket", "scram"))));

        peer.receivesAbort(ErrorUri.NO_MATCHING_AUTH_METHOD);
    }

    @Test
    void a_client_that_offers_anonymous_among_others_joins() {
        ScriptedPeer peer = fixture.connects()
                .sends(new Hello(
                        Optional.of("realm1"), Map.of("roles", ROLES, "authmethods", List.of("ticket", "anonymous"))));

        peer.receives(Welcome.class);
    }

    @Test
    void a_connection_without_hello_is_closed_after_the_timeout() {
        ScriptedPeer peer = fixture.connects();

        fixture.timers.advance(Duration.ofMillis(4_999));
        peer.isOpen();
        fixture.timers.advance(Duration.ofMillis(1));
        peer.isClosedWith(Kind.POLICY);
    }

    @Test
    void a_session_has_no_hello_timeout_left() {
        ScriptedPeer peer = fixture.joins();

        assertThat(fixture.timers.waiting()).isZero();
        fixture.timers.advance(Duration.ofHours(1));
        peer.isOpen();
    }

    @Test
    void anything_but_hello_is_a_violation_before_the_session() {
        List.of(
                        new Publish(1, Map.of(), "a.b", Payload.EMPTY),
                        new Goodbye(Map.of(), "wamp.close.normal"),
                        new Authenticate("x", Map.of()),
                        new Welcome(1, Map.of()))
                .forEach(message -> {
                    ScriptedPeer peer = fixture.connects().sends(message);
                    peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
                    peer.receivesNothing().isClosedWith(Kind.PROTOCOL_ERROR);
                });
    }

    @Test
    void bytes_that_are_no_message_are_a_violation_before_the_session() {
        ScriptedPeer peer = fixture.connects();
        peer.sendsGarbage("not a list");

        assertThat(peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION).details()).containsEntry("message", "not a list");
        peer.isClosedWith(Kind.PROTOCOL_ERROR);
    }

    @Test
    void an_abort_before_the_session_is_not_answered() {
        ScriptedPeer peer = fixture.connects().sends(new Abort(Map.of(), "wamp.error.canceled", Payload.EMPTY));

        peer.receivesNothing().isClosedWith(Kind.NORMAL);
    }

    @Test
    void a_full_listener_refuses_sessions_until_one_ends() {
        fixture.listenerQuota = new SessionQuota(1);
        ScriptedPeer first = fixture.joins();
        fixture.connects().sends(ScriptedPeer.hello("realm1")).receivesAbort(ErrorUri.LIMIT_EXCEEDED);
        first.disconnects();
        fixture.joins();

        assertThat(fixture.listenerQuota.taken()).isOne();
        assertThat(fixture.nodeQuota.taken()).isOne();
        assertThat(fixture.listenerQuota.refused()).isOne();
    }

    @Test
    void a_full_node_refuses_sessions() {
        fixture.nodeQuota = new SessionQuota(1);
        fixture.joins();
        fixture.connects().sends(ScriptedPeer.hello("realm1")).receivesAbort(ErrorUri.LIMIT_EXCEEDED);

        assertThat(fixture.listenerQuota.taken()).isOne();
    }

    @Test
    void a_refused_join_gives_its_quota_back() {
        fixture.maxSessions = 1;
        fixture.joins();
        fixture.connects().sends(ScriptedPeer.hello("realm1")).receivesAbort(ErrorUri.LIMIT_EXCEEDED);

        assertThat(fixture.nodeQuota.taken()).isOne();
    }
}
