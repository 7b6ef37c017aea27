package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason.Kind;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Spec: Session Closing. */
class SessionClosingTest {
    private final RealmFixture fixture = new RealmFixture();

    @Test
    void goodbye_is_answered_and_is_the_last_message() {
        ScriptedPeer peer = fixture.joins();
        peer.subscribes("a.b");
        ScriptedPeer publisher = fixture.joins();

        peer.leaves();
        publisher.publishes("a.b");

        assertThat(peer.receives(Goodbye.class).reason()).isEqualTo(CloseUri.GOODBYE_AND_OUT);
        peer.receivesNothing().isOpen();
        assertThat(fixture.realm().sessions().size()).isOne();
        assertThat(fixture.nodeQuota.taken()).isOne();
    }

    @Test
    void another_session_may_follow_on_the_connection() {
        ScriptedPeer peer = fixture.joins();
        long first = peer.sessionId;
        peer.leaves();
        peer.receives(Goodbye.class);

        peer.joins();

        assertThat(peer.sessionId).isNotEqualTo(first);
        assertThat(fixture.realm().sessions().size()).isOne();
        fixture.timers.advance(Duration.ofMinutes(1));
        peer.isOpen();
    }

    @Test
    void a_connection_without_another_hello_is_closed_after_the_timeout() {
        ScriptedPeer peer = fixture.joins();
        peer.leaves();

        fixture.timers.advance(Duration.ofSeconds(5));

        peer.isClosedWith(Kind.NORMAL);
    }

    @Test
    void reading_pauses_from_goodbye_to_its_answer() {
        ScriptedPeer peer = fixture.joins();
        peer.leaves();

        assertThat(peer.connection.pauses).isOne();
        assertThat(peer.connection.paused).isFalse();
    }

    @Test
    void a_request_after_goodbye_is_a_violation() {
        ScriptedPeer peer = fixture.joins();
        peer.leaves();
        peer.receives(Goodbye.class);

        peer.sends(new Publish(1, Map.of(), "a.b", Payload.EMPTY));

        peer.receivesAbort(ErrorUri.PROTOCOL_VIOLATION);
    }

    @Test
    void an_abort_ends_the_session_without_an_answer() {
        ScriptedPeer peer = fixture.joins();

        peer.sends(new Abort(Map.of(), "wamp.error.canceled", Payload.EMPTY));

        peer.receivesNothing().isClosedWith(Kind.NORMAL);
        assertThat(fixture.realm().sessions().size()).isZero();
    }

    @Test
    void a_lost_connection_ends_the_session() {
        ScriptedPeer peer = fixture.joins();
        peer.subscribes("a.b");

        peer.disconnects();

        assertThat(fixture.realm().sessions().size()).isZero();
        assertThat(fixture.nodeQuota.taken()).isZero();
    }

    /** Another thread is in the realm: the request waits outside the realm when CLOSE arrives. */
    @Test
    void a_request_right_before_the_peers_close_is_answered_before_ours() {
        ScriptedPeer peer = fixture.joins();
        Publish publish = new Publish(1, Map.of("acknowledge", true), "a.b", Payload.EMPTY);
        AtomicBoolean waited = new AtomicBoolean();
        fixture.realm().loop().submit("test", () -> {
            FlushBatch flushes = new FlushBatch();
            peer.deliver(publish, ScriptedPeer.SIZE_BYTES, flushes);
            peer.closes(flushes);
            flushes.flush();
            waited.set(peer.connection.received.isEmpty() && peer.connection.closedWith == null);
        });
        fixture.workers.runAll();

        assertThat(waited).isTrue();
        peer.receives(Published.class);
        peer.isClosedWith(Kind.NORMAL);
        assertThat(fixture.realm().sessions().size()).isZero();
        assertThat(fixture.nodeQuota.taken()).isZero();
        peer.disconnects();
        assertThat(fixture.nodeQuota.taken()).isZero();
    }

    @Test
    void a_close_without_a_session_is_answered_at_once() {
        ScriptedPeer peer = fixture.connects();
        peer.closes(new FlushBatch());
        peer.isClosedWith(Kind.NORMAL);
    }

    @Test
    void shutdown_says_goodbye_and_closes_when_it_is_answered() {
        ScriptedPeer peer = fixture.joins();
        CompletableFuture<Void> done = fixture.directory().shutDown();
        fixture.workers.runAll();
        assertThat(peer.receives(Goodbye.class).reason()).isEqualTo(CloseUri.SYSTEM_SHUTDOWN);
        peer.isOpen();
        assertThat(done).isNotDone();

        peer.sends(new Goodbye(Map.of(), "wamp.error.goodbye_and_out"));

        peer.receivesNothing().isClosedWith(Kind.SHUTDOWN);
        assertThat(done).isDone();
        assertThat(fixture.realm().sessions().size()).isZero();
        assertThat(fixture.timers.waiting()).isZero();
    }

    /**
     * The thread that closes one connection has left the realm, and another thread ends the last session meanwhile.
     */
    @Test
    void shutdown_is_not_done_before_every_connection_is_closed() {
        ScriptedPeer first = fixture.joins();
        ScriptedPeer last = fixture.joins();
        CompletableFuture<Void> done = fixture.directory().shutDown();
        fixture.workers.runAll();
        AtomicBoolean early = new AtomicBoolean();
        first.connection.onFlush = () -> {
            if (first.connection.closedWith != null && last.connection.closedWith == null) {
                last.sends(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT)).isClosedWith(Kind.SHUTDOWN);
                early.set(done.isDone());
            }
        };

        first.sends(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT));

        assertThat(early).isFalse();
        last.isClosedWith(Kind.SHUTDOWN);
        assertThat(done).isDone();
    }

    @Test
    void shutdown_cuts_who_does_not_answer_within_two_seconds() {
        ScriptedPeer peer = fixture.joins();
        CompletableFuture<Void> done = fixture.directory().shutDown();
        fixture.workers.runAll();
        fixture.timers.advance(Duration.ofMillis(1_999));
        fixture.workers.runAll();
        peer.isOpen();

        fixture.timers.advance(Duration.ofMillis(1));
        fixture.workers.runAll();

        peer.isClosedWith(Kind.SHUTDOWN);
        assertThat(done).isDone();
    }

    @Test
    void shutdown_of_an_empty_realm_is_done_at_once() {
        CompletableFuture<Void> done = fixture.directory().shutDown();
        fixture.workers.runAll();

        assertThat(done).isDone();
    }

    @Test
    void after_the_routers_goodbye_nothing_else_is_sent_or_heard() {
        ScriptedPeer peer = fixture.joins();
        ScriptedPeer other = fixture.joins();
        peer.subscribes("a.b");
        fixture.directory().shutDown();
        fixture.workers.runAll();

        other.publishes("a.b");
        peer.subscribing("c.d", Map.of());

        peer.receives(Goodbye.class);
        peer.receivesNothing();
    }

    @Test
    void a_join_during_shutdown_is_refused() {
        ScriptedPeer peer = fixture.connects();
        fixture.directory().shutDown();
        fixture.workers.runAll();

        peer.sends(ScriptedPeer.hello("realm1"));

        peer.receivesAbort(CloseUri.SYSTEM_SHUTDOWN);
        assertThat(peer.connection.closedWith).isNotNull();
    }

    @Test
    void leaving_callees_cause_no_errors_for_callers_that_leave_too() {
        ScriptedPeer callee = fixture.joins();
        callee.registers("a.b");
        ScriptedPeer caller = fixture.joins();
        caller.calls("a.b");
        fixture.directory().shutDown();
        fixture.workers.runAll();

        caller.receives(Goodbye.class);
        caller.receivesNothing();
    }
}
