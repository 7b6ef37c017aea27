package io.signalbox.transport.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.SlowConsumer.Policy;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.outbox.Outbox.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final int BIG = 1_000_000;

    /** The payload of a frame that counts a thousand. */
    private static final int TO_A_THOUSAND =
            1_000 - OutboundFrame.single(new Result(1, Map.of(), Payload.EMPTY)).heldBytes();

    private final OutboundBudget budget = new OutboundBudget(10L * BIG, Runnable::run);
    private final List<String> evicted = new ArrayList<>();
    private final OutboundFrame[] taken = new OutboundFrame[64];

    @Test
    void frames_leave_in_order_and_the_first_since_the_last_take_asks_for_a_flush() {
        Outbox outbox = outbox("a", 1_000);
        OutboundFrame first = single(1);
        OutboundFrame second = single(2);
        assertThat(outbox.offer(first)).isEqualTo(Offer.FLUSH_NEEDED);
        assertThat(outbox.offer(second)).isEqualTo(Offer.APPENDED);
        assertThat(outbox.take(taken, 1_000)).isEqualTo(2);
        assertThat(taken).startsWith(first, second);
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(outbox.pendingBytes()).isZero();
        assertThat(outbox.offer(first)).isEqualTo(Offer.FLUSH_NEEDED);
    }

    @Test
    void a_take_stops_at_its_bound_but_never_before_one_frame() {
        Outbox outbox = outbox("a", 10 * BIG);
        outbox.offer(single(BIG));
        outbox.offer(single(BIG));
        assertThat(outbox.take(taken, 10)).isEqualTo(1);
        assertThat(outbox.take(taken, 10 * BIG)).isEqualTo(1);
        assertThat(outbox.take(taken, 10)).isZero();
    }

    @Test
    void the_bound_judges_the_backlog_and_not_the_frame() {
        Outbox outbox = outbox("a", 1_000);
        assertThat(outbox.offer(single(BIG))).isEqualTo(Offer.FLUSH_NEEDED);
        assertThat(outbox.offer(single(1))).isEqualTo(Offer.OVERFLOW);
        assertThat(outbox.pendingBytes()).isZero();
        assertThat(outbox.offer(single(1))).isEqualTo(Offer.REFUSED);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_refusing_outbox_still_gives_what_it_holds() {
        Outbox outbox = outbox("a", 1_000);
        outbox.offer(single(1));
        outbox.refuse();
        assertThat(outbox.offer(single(1))).isEqualTo(Offer.REFUSED);
        assertThat(outbox.take(taken, 1_000)).isEqualTo(1);
    }

    @Test
    void a_shared_frame_counts_fully_per_session_and_once_for_the_node() {
        Outbox first = outbox("a", 10 * BIG);
        Outbox second = outbox("b", 10 * BIG);
        OutboundFrame shared = OutboundFrame.shared(new Event(1, 2, Map.of(), payload(BIG)));
        first.offer(shared);
        second.offer(shared);
        assertThat(first.pendingBytes()).isEqualTo(second.pendingBytes()).isGreaterThanOrEqualTo(BIG);
        assertThat(budget.reservedBytes()).isEqualTo(shared.heldBytes());
        second.discard();
        first.take(taken, BIG);
        assertThat(budget.reservedBytes()).isEqualTo(shared.heldBytes());
        first.written(shared);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void the_heaviest_backlog_goes_when_the_node_is_full() {
        Outbox light = outbox("light", 100 * BIG);
        Outbox heavy = outbox("heavy", 100 * BIG);
        for (int i = 0; i < 3; i++) {
            light.offer(single(BIG));
        }
        for (int i = 0; i < 8; i++) {
            heavy.offer(single(BIG));
        }
        assertThat(evicted).containsExactly("heavy");
        assertThat(heavy.pendingBytes()).isZero();
        assertThat(light.pendingBytes()).isGreaterThanOrEqualTo(3 * BIG);
        assertThat(budget.reservedBytes()).isLessThan(5 * BIG);
    }

    @Test
    void of_backlogs_that_weigh_the_same_one_goes_however_many_ask_for_it_and_never_within_an_offer() {
        Queue<Runnable> evictions = new ArrayDeque<>();
        OutboundBudget crowded = new OutboundBudget(10L * BIG, evictions::add);
        List<Outbox> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String name = "outbox " + i;
            three.add(new Outbox(new SlowConsumer(100L * BIG, 0, Policy.DISCONNECT), crowded, () -> evicted.add(name)));
            crowded.enter(three.get(i));
        }
        for (int frame = 0; frame < 4; frame++) {
            for (Outbox outbox : three) {
                outbox.offer(single(BIG));
            }
        }
        assertThat(crowded.reservedBytes()).isGreaterThan(11L * BIG);
        assertThat(evicted).isEmpty();
        assertThat(evictions).as("one evictor at a time").hasSize(1);
        while (!evictions.isEmpty()) {
            evictions.remove().run();
        }
        assertThat(evicted).hasSize(1);
        assertThat(crowded.reservedBytes()).isBetween(7L * BIG, 10L * BIG);
    }

    @Test
    void an_eviction_that_fails_keeps_no_other_from_being_done() {
        Queue<Runnable> evictions = new ArrayDeque<>();
        OutboundBudget crowded = new OutboundBudget(BIG, evictions::add);
        Outbox bad = new Outbox(new SlowConsumer(100L * BIG, 0, Policy.DISCONNECT), crowded, () -> {
            throw new IllegalStateException("a fault that the test wants");
        });
        crowded.enter(bad);
        bad.offer(single(2 * BIG));
        assertThatIllegalStateException().isThrownBy(() -> evictions.remove().run());
        assertThat(crowded.reservedBytes()).isZero();
        Outbox next =
                new Outbox(new SlowConsumer(100L * BIG, 0, Policy.DISCONNECT), crowded, () -> evicted.add("next"));
        crowded.enter(next);
        next.offer(single(2 * BIG));
        evictions.remove().run();
        assertThat(evicted).containsExactly("next");
    }

    @Test
    void a_frame_whose_other_holders_keep_it_is_not_worth_all_of_them() {
        Queue<Runnable> evictions = new ArrayDeque<>();
        OutboundBudget crowded = new OutboundBudget(BIG, evictions::add);
        OutboundFrame shared = OutboundFrame.shared(new Event(1, 2, Map.of(), payload(BIG)));
        for (int i = 0; i < 10; i++) {
            Outbox outbox =
                    new Outbox(new SlowConsumer(100L * BIG, 0, Policy.DISCONNECT), crowded, () -> evicted.add("one"));
            crowded.enter(outbox);
            outbox.offer(shared);
        }
        evictions.remove().run();
        assertThat(evicted).hasSize(1);
        assertThat(crowded.reservedBytes()).isEqualTo(shared.heldBytes());
    }

    @Test
    void an_encoding_counts_for_the_node_until_the_last_peer_is_rid_of_the_frame() {
        Outbox first = outbox("a", 10 * BIG);
        Outbox second = outbox("b", 10 * BIG);
        OutboundFrame shared = OutboundFrame.shared(new Event(1, 2, Map.of(), payload(BIG)));
        first.offer(shared);
        second.offer(shared);
        first.take(taken, BIG);
        byte[] encoded = first.encode(shared, new Serializers().of(WireFormat.JSON));
        assertThat(first.encode(shared, new Serializers().of(WireFormat.JSON))).isSameAs(encoded);
        assertThat(budget.reservedBytes()).isBetween((long) shared.heldBytes() + encoded.length, 2L * BIG + 1_000);
        first.written(shared);
        assertThat(budget.reservedBytes()).isGreaterThan(2L * BIG);
        second.end();
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void what_a_flush_leaves_behind_does_not_keep_its_message_alive_and_what_it_takes_is_not_copied() {
        Outbox outbox = outbox("a", BIG);
        List<OutboundFrame> frames = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Payload slice = new Payload(WireFormat.JSON, new byte[10_000], 5_000, 10, 1);
            frames.add(OutboundFrame.single(new Result(i, Map.of(), slice)));
            outbox.offer(frames.get(i));
        }
        assertThat(outbox.pendingBytes()).isLessThan(100 * 1_000);
        outbox.take(new OutboundFrame[1], BIG);
        outbox.keepBacklog(taken);
        assertThat(array(frames.get(0))).hasSize(10_000);
        assertThat(frames.subList(1, 100))
                .allSatisfy(frame -> assertThat(array(frame)).hasSize(10));
        assertThat(outbox.offer(single(10))).as("so that it is kept too").isEqualTo(Offer.FLUSH_NEEDED);
    }

    private static byte[] array(OutboundFrame frame) {
        return ((Result) frame.message()).payload().array();
    }

    @Test
    void small_backlogs_never_reach_the_budget() {
        Outbox outbox = outbox("a", BIG);
        for (int i = 0; i < 16; i++) {
            outbox.offer(single(TO_A_THOUSAND));
        }
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void from_the_high_mark_on_events_are_dropped_until_the_low_mark() {
        Outbox outbox = outbox("a", new SlowConsumer(8_000, 0, Policy.DROP_EVENTS));
        int taking = 0;
        while (outbox.offer(event()) != Offer.DROPPING_BEGINS) {
            taking++;
        }
        assertThat(taking).isEqualTo(4);
        assertThat(outbox.isCongested()).isTrue();
        assertThat(outbox.offer(event())).isEqualTo(Offer.DROPPED);
        assertThat(outbox.offer(single(TO_A_THOUSAND))).isEqualTo(Offer.APPENDED);
        outbox.take(taken, 3_000);
        assertThat(outbox.isCongested()).isFalse();
        assertThat(outbox.pendingBytes()).isEqualTo(2_000);
        assertThat(outbox.offer(event())).isEqualTo(Offer.FLUSH_NEEDED);
        assertThat(outbox.offer(event())).isEqualTo(Offer.APPENDED);
        assertThat(outbox.offer(event())).isEqualTo(Offer.DROPPING_BEGINS);
        assertThat(evicted).isEmpty();
    }

    @Test
    void the_owner_knows_while_every_event_is_dropped() {
        List<Boolean> told = new ArrayList<>();
        Outbox.Owner owner = new Outbox.Owner() {
            @Override
            public void evicted() {}

            @Override
            public void dropsEvents(boolean drops) {
                told.add(drops);
            }
        };
        Outbox outbox = new Outbox(new SlowConsumer(8_000, 0, Policy.DROP_EVENTS), budget, owner);
        while (outbox.offer(event()) != Offer.DROPPING_BEGINS) {
            assertThat(told).isEmpty();
        }
        outbox.take(taken, 1);
        assertThat(told).containsExactly(true);
        outbox.take(taken, 3_000);
        assertThat(told).containsExactly(true, false);
        outbox.offer(event());
        assertThat(outbox.dropUntilEmpty()).isTrue();
        assertThat(told).containsExactly(true, false, true);
        outbox.refuse();
        assertThat(told).containsExactly(true, false, true, false);
    }

    @Test
    void what_must_arrive_ends_a_session_that_drops_events_when_it_comes_to_the_limit() {
        Outbox outbox = outbox("a", new SlowConsumer(8_000, 0, Policy.DROP_EVENTS));
        for (int i = 0; i < 8; i++) {
            assertThat(outbox.offer(single(TO_A_THOUSAND))).isNotEqualTo(Offer.OVERFLOW);
        }
        assertThat(outbox.offer(event())).isEqualTo(Offer.DROPPING_BEGINS);
        assertThat(outbox.offer(single(TO_A_THOUSAND))).isEqualTo(Offer.OVERFLOW);
        assertThat(outbox.offer(event())).isEqualTo(Offer.REFUSED);
        assertThat(outbox.isCongested()).isTrue();
    }

    @Test
    void events_are_dropped_until_all_is_gone_when_something_has_waited_too_long() {
        Outbox outbox = outbox("a", new SlowConsumer(8_000, 0, Policy.DROP_EVENTS));
        outbox.offer(event());
        outbox.offer(event());
        assertThat(outbox.dropUntilEmpty()).isTrue();
        assertThat(outbox.dropUntilEmpty()).isFalse();
        outbox.take(taken, 1);
        assertThat(outbox.offer(event())).isEqualTo(Offer.DROPPED);
        outbox.take(taken, 1);
        assertThat(outbox.offer(event())).isEqualTo(Offer.FLUSH_NEEDED);
    }

    @Test
    void what_has_left_before_it_was_found_overdue_begins_no_episode() {
        Outbox outbox = outbox("a", new SlowConsumer(8_000, 0, Policy.DROP_EVENTS));
        assertThat(outbox.dropUntilEmpty()).isFalse();
        assertThat(outbox.offer(event())).isEqualTo(Offer.FLUSH_NEEDED);
    }

    @Test
    void an_abort_takes_the_place_of_the_backlog() {
        Outbox outbox = outbox("a", 8_000);
        outbox.offer(single(1));
        OutboundFrame abort = single(2);
        outbox.replaceBacklog(abort);
        assertThat(outbox.offer(single(3))).isEqualTo(Offer.REFUSED);
        assertThat(outbox.take(taken, BIG)).isEqualTo(1);
        assertThat(taken[0]).isSameAs(abort);
    }

    @Test
    void what_the_transport_has_not_written_counts_with_all_of_the_backlog() {
        Outbox outbox = outbox("a", BIG);
        outbox.offer(single(TO_A_THOUSAND));
        outbox.unwritten(BIG);
        assertThat(budget.reservedBytes()).isEqualTo(BIG + 1_000);
        outbox.unwritten(0);
        assertThat(budget.reservedBytes()).isZero();
        outbox.unwritten(BIG);
        outbox.end();
        outbox.unwritten(BIG);
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void a_peer_with_little_waiting_is_never_evicted_for_others() {
        Outbox small = outbox("small", BIG);
        small.offer(single(TO_A_THOUSAND));
        Outbox stuck = outbox("stuck", BIG);
        stuck.unwritten(11L * BIG);
        Outbox other = outbox("other", BIG);
        other.offer(single(BIG / 2));
        other.offer(single(10));
        assertThat(evicted).containsExactly("stuck");
        assertThat(small.pendingBytes()).isEqualTo(1_000);
    }

    @Test
    void a_frame_that_waits_for_too_long_is_found() {
        Outbox outbox = outbox("a", BIG);
        BacklogAge age = new BacklogAge();
        long time = 0;
        for (; time < 1_000; time += 10) {
            // A backlog that moves on: each frame waits for 500.
            outbox.offer(event());
            if (time >= 500) {
                outbox.take(taken, 1);
            }
            assertThat(age.isOverdue(outbox, time, 700)).isFalse();
        }
        for (; !age.isOverdue(outbox, time, 700); time += 10) {
            outbox.offer(event());
        }
        assertThat(time).isBetween(1_200L, 1_300L);
        while (outbox.take(taken, BIG) > 0) {
            assertThat(taken[0].isDroppable()).isTrue();
        }
        assertThat(age.isOverdue(outbox, time, 700)).isFalse();
    }

    private static OutboundFrame event() {
        return OutboundFrame.event(new Event(1, 2, Map.of(), payload(TO_A_THOUSAND)), false, true);
    }

    private Outbox outbox(String name, long maxPendingBytes) {
        return outbox(name, new SlowConsumer(maxPendingBytes, 0, Policy.DISCONNECT));
    }

    private Outbox outbox(String name, SlowConsumer terms) {
        Outbox outbox = new Outbox(terms, budget, () -> evicted.add(name));
        budget.enter(outbox);
        return outbox;
    }

    private static OutboundFrame single(int bytes) {
        return OutboundFrame.single(new Result(1, Map.of(), payload(bytes)));
    }

    private static Payload payload(int bytes) {
        return new Payload(WireFormat.JSON, new byte[bytes], 0, bytes, 1);
    }
}
