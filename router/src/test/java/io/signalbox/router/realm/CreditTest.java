package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.router.session.RouterSession;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreditTest {
    private final RealmFixture fixture = new RealmFixture();
    private final FlushBatch flushes = new FlushBatch();

    private ScriptedPeer joinsBusyRealm() {
        ScriptedPeer peer = fixture.joins();
        fixture.realm().loop().submit(new RealmStep("realm1", "busy", () -> {}));
        return peer;
    }

    private void deliver(ScriptedPeer peer, int messages, int sizeBytes) {
        for (int i = 0; i < messages; i++) {
            peer.deliver(new Publish(peer.nextRequest(), Map.of(), "a.b", Payload.EMPTY), sizeBytes, flushes);
        }
    }

    @Test
    void reading_pauses_at_32_messages_that_wait() {
        ScriptedPeer peer = joinsBusyRealm();
        deliver(peer, 31, 10);
        assertThat(peer.connection.paused).isFalse();

        deliver(peer, 1, 10);
        assertThat(peer.connection.paused).isTrue();

        fixture.workers.runAll();
        assertThat(peer.connection.paused).isFalse();
        assertThat(peer.connection.pauses).isOne();
    }

    @Test
    void reading_pauses_at_one_mebibyte_that_waits() {
        ScriptedPeer peer = joinsBusyRealm();
        deliver(peer, 1, (1 << 20) - 1);
        assertThat(peer.connection.paused).isFalse();

        deliver(peer, 1, 1);
        assertThat(peer.connection.paused).isTrue();
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isFalse();
    }

    @Test
    void one_message_is_always_taken_however_large() {
        ScriptedPeer peer = joinsBusyRealm();
        deliver(peer, 1, Integer.MAX_VALUE);

        assertThat(peer.connection.paused).isTrue();
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isFalse();
        peer.isOpen();
    }

    @Test
    void what_runs_at_once_costs_no_credit() {
        ScriptedPeer peer = fixture.joins();
        deliver(peer, 100, 1 << 20);

        assertThat(peer.connection.pauses).isZero();
    }

    @Test
    void a_pause_for_pending_calls_ends_after_ten_seconds_at_the_latest() {
        ScriptedPeer peer = fixture.joins();
        RouterSession session = fixture.realm().sessions().all().getFirst().session();
        fixture.realm().loop().submit(new RealmStep("realm1", "pause", session::pauseForPendingCalls));
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isTrue();

        fixture.timers.advance(Duration.ofSeconds(10));
        assertThat(peer.connection.paused).isFalse();
    }

    @Test
    void reading_goes_on_only_when_no_reason_against_it_is_left() {
        ScriptedPeer peer = joinsBusyRealm();
        RouterSession session = fixture.realm().sessions().all().getFirst().session();
        deliver(peer, 32, 10);
        int timersBefore = fixture.timers.waiting();
        session.pauseForPendingCalls();
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isTrue();

        session.resumeAfterPendingCalls();
        assertThat(peer.connection.paused).isFalse();
        assertThat(fixture.timers.waiting()).isEqualTo(timersBefore);
    }
}
