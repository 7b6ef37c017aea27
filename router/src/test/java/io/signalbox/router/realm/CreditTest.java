package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.router.session.RouterSession;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreditTest {
    private final RealmFixture fixture = new RealmFixture();
    private final FlushBatch flushes = new FlushBatch();

    private ScriptedPeer joinsBusyRealm() {
        ScriptedPeer peer = fixture.joins();
        fixture.realm().loop().submit("busy", () -> {});
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
        long objectBytes = Footprint.of(new Publish(1, Map.of(), "a.b", Payload.EMPTY));
        deliverWithoutHead(peer, (1 << 20) - (int) objectBytes - 1);
        assertThat(peer.connection.paused).isFalse();

        deliverWithoutHead(peer, 1);
        assertThat(peer.connection.paused).isTrue();
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isFalse();
    }

    private void deliverWithoutHead(ScriptedPeer peer, int payloadBytes) {
        Payload payload = new Payload(WireFormat.JSON, new byte[payloadBytes], 0, payloadBytes, 1);
        peer.deliver(new Publish(peer.nextRequest(), Map.of(), "a.b", payload), payloadBytes, flushes);
    }

    @Test
    void a_list_of_receivers_is_charged_with_what_it_takes_in_memory() {
        ScriptedPeer peer = joinsBusyRealm();
        List<String> names = IntStream.range(0, 6_000).mapToObj(i -> "user" + i).toList();
        int sizeBytes = 50_000;
        peer.deliver(new Publish(1, Map.of("exclude_authid", names), "a.b", Payload.EMPTY), sizeBytes, flushes);
        assertThat(peer.connection.paused).isFalse();

        peer.deliver(new Publish(2, Map.of("eligible_authid", names), "a.b", Payload.EMPTY), sizeBytes, flushes);
        assertThat(peer.connection.paused).isTrue();
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isFalse();
    }

    @Test
    void a_head_that_was_not_read_is_not_charged() {
        ScriptedPeer peer = joinsBusyRealm();
        Publish rest = new Publish(1, Map.of(), "a.b", Payload.EMPTY);
        peer.deliver(new TooLongHead(rest, 300_000, 262_144), 300_000, flushes);

        assertThat(peer.connection.paused).isFalse();
        fixture.workers.runAll();
        peer.isOpen();
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
    void beyond_the_budget_of_the_node_reading_pauses_at_16_kibibytes_that_wait() {
        fixture.inbound = new InboundBudget(512 << 10);
        ScriptedPeer flooding = fixture.joins();
        ScriptedPeer modest = joinsBusyRealm();
        deliverWithoutHead(flooding, 600 << 10);
        assertThat(flooding.connection.paused).isTrue();

        deliverWithoutHead(modest, 15 << 10);
        assertThat(modest.connection.paused).isFalse();
        deliverWithoutHead(modest, 2 << 10);
        assertThat(modest.connection.paused).isTrue();

        fixture.workers.runAll();
        assertThat(flooding.connection.paused).isFalse();
        assertThat(modest.connection.paused).isFalse();
        assertThat(fixture.inbound.waitingBytes()).isZero();
    }

    @Test
    void within_the_budget_of_the_node_the_credit_of_a_session_counts_alone() {
        fixture.inbound = new InboundBudget(2 << 20);
        ScriptedPeer first = fixture.joins();
        ScriptedPeer second = joinsBusyRealm();
        deliverWithoutHead(first, 900 << 10);
        deliverWithoutHead(second, 900 << 10);

        assertThat(first.connection.paused).isFalse();
        assertThat(second.connection.paused).isFalse();
        assertThat(fixture.inbound.waitingBytes()).isBetween(1_800L << 10, 2L << 20);
        flushes.flush();
        fixture.workers.runAll();
        assertThat(fixture.inbound.waitingBytes()).isZero();
    }

    @Test
    void a_shortage_of_the_budget_is_logged_once() {
        InboundBudget budget = new InboundBudget(100);
        RecordedLog log = RecordedLog.of(InboundBudget.class);
        budget.add(90);
        budget.add(20);
        budget.add(20);
        assertThat(budget.isExhausted()).isTrue();
        budget.add(-50);
        assertThat(budget.isExhausted()).isFalse();
        budget.add(-10);
        budget.add(60);
        log.stop();

        assertThat(log.lines())
                .containsExactly(
                        "the messages that wait for their realms keep 110 bytes, max_inbound_bytes is 100; sessions"
                                + " whose messages wait are not read",
                        "the messages that wait for their realms keep 70 bytes again; all sessions are read",
                        "the messages that wait for their realms keep 130 bytes, max_inbound_bytes is 100; sessions"
                                + " whose messages wait are not read");
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
        RouterSession session =
                fixture.realm().sessions().lifecycles().getFirst().session();
        fixture.realm().loop().submit("pause", session::pauseForPendingCalls);
        fixture.workers.runAll();
        assertThat(peer.connection.paused).isTrue();

        fixture.timers.advance(Duration.ofSeconds(10));
        assertThat(peer.connection.paused).isFalse();
    }

    @Test
    void reading_goes_on_only_when_no_reason_against_it_is_left() {
        ScriptedPeer peer = joinsBusyRealm();
        RouterSession session =
                fixture.realm().sessions().lifecycles().getFirst().session();
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
