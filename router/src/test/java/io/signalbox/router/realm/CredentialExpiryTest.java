package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.ClientLogin;
import io.signalbox.router.auth.Identity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Sessions whose credentials expire. */
class CredentialExpiryTest {
    private final RealmFixture fixture = new RealmFixture();

    /** Returns a peer whose credentials expire after a time, negative for credentials that have expired. */
    private ScriptedPeer joins(Duration life) {
        return joins(life, ClientLogin.NONE);
    }

    private ScriptedPeer joins(Duration life, ClientLogin login) {
        long expires = fixture.timers.epochMillis() + life.toMillis();
        Identity identity = new Identity(
                "alice", "anonymous", "ticket", "jwt", Optional.empty(), Map.of(), OptionalLong.of(expires));
        ScriptedPeer peer = fixture.connects(List.of(ScriptedMethod.always(new AuthStep.Accepted(identity, login))))
                .sends(new Hello(
                        Optional.of("realm1"),
                        Map.of("roles", Map.of("caller", Map.of()), "authmethods", List.of("ticket"))));
        peer.receives(Welcome.class);
        return peer;
    }

    private void advance(ScriptedPeer peer, Duration by) {
        fixture.timers.advance(by);
        peer.settle();
    }

    private void receivesGoodbye(ScriptedPeer peer) {
        Goodbye goodbye = peer.receives(Goodbye.class);
        assertThat(goodbye.reason()).isEqualTo("signalbox.close.credentials_expired");
        assertThat(goodbye.details())
                .containsEntry("message", "the credentials of the session have expired; join with new ones");
    }

    @Test
    void goodbye_is_sent_when_the_credentials_expire_and_not_before() {
        ScriptedPeer peer = joins(Duration.ofMinutes(5));
        ScriptedPeer watcher = fixture.joins();
        watcher.subscribes("wamp.session.on_leave");
        advance(peer, Duration.ofMinutes(5).minusMillis(1));
        peer.receivesNothing().isOpen();
        advance(peer, Duration.ofMillis(1));
        receivesGoodbye(peer);
        watcher.receivesEvent();
        peer.sends(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT));
        peer.receivesNothing().isClosedWith(Kind.NORMAL);
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_client_that_does_not_answer_is_cut() {
        ScriptedPeer peer = joins(Duration.ofMinutes(5));
        advance(peer, Duration.ofMinutes(5));
        receivesGoodbye(peer);
        advance(peer, Duration.ofSeconds(2));
        peer.receivesNothing().isClosedWith(Kind.NORMAL);
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void the_wall_clock_is_read_again_every_hour_and_a_far_end_does_not_overflow() {
        ScriptedPeer peer = joins(Duration.ofHours(30));
        joins(Duration.ofDays(300_000));
        for (int i = 0; i < 29; i++) {
            advance(peer, Duration.ofHours(1));
            assertThat(fixture.timers.waiting()).isEqualTo(2);
            peer.receivesNothing().isOpen();
        }
        advance(peer, Duration.ofHours(1));
        receivesGoodbye(peer);
    }

    @Test
    void credentials_that_have_expired_before_the_session_joins_end_it_at_once() {
        ScriptedPeer peer = joins(Duration.ofMillis(-1));
        receivesGoodbye(peer);
    }

    @Test
    void the_timer_ends_with_the_session() {
        ScriptedPeer lost = joins(Duration.ofMinutes(5));
        ScriptedPeer leaves = joins(Duration.ofMinutes(5));
        assertThat(fixture.timers.waiting()).isEqualTo(2);
        lost.disconnects();
        assertThat(fixture.timers.waiting()).isOne();
        leaves.leaves();
        leaves.receives(Goodbye.class);
        leaves.disconnects();
        assertThat(fixture.timers.waiting()).isZero();
    }

    @Test
    void a_session_that_leaves_when_its_timer_runs_is_sent_no_second_goodbye() {
        ScriptedPeer peer = joins(Duration.ofMinutes(5));
        fixture.timers.advance(Duration.ofMinutes(5));
        peer.leaves();
        peer.settle();
        peer.receives(Goodbye.class);
        peer.receivesNothing();
    }

    /** Login that counts its ends. */
    private static final class SharedLogin implements ClientLogin {
        private int ends;

        @Override
        public boolean joins(ClientSession session) {
            return true;
        }

        @Override
        public void leaves(ClientSession session) {}

        @Override
        public void ends(ClientSession by) {
            ends++;
        }
    }

    @Test
    void the_other_sessions_of_the_login_stay_when_one_expires_and_end_when_one_is_killed() {
        SharedLogin login = new SharedLogin();
        ScriptedPeer peer = joins(Duration.ofMinutes(5), login);
        advance(peer, Duration.ofMinutes(5));
        receivesGoodbye(peer);
        assertThat(login.ends).isZero();

        joins(Duration.ofMinutes(5), login);
        RealmSessions sessions = fixture.realm().sessions();
        sessions.kill(sessions.all().getLast(), new Goodbye(Map.of(), CloseUri.NORMAL));
        assertThat(login.ends).isOne();
    }
}
