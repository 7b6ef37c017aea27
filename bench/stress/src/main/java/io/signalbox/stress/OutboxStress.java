package io.signalbox.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Published;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.outbox.Outbox;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.J_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** An outbox between those who append and the one who takes. */
public class OutboxStress {
    private static final SlowConsumer TERMS = new SlowConsumer(1 << 20, 0, SlowConsumer.Policy.DISCONNECT);
    private static final OutboundFrame FIRST = OutboundFrame.single(new Published(1, 1));
    private static final OutboundFrame SECOND = OutboundFrame.single(new Published(2, 2));

    private static Outbox outbox(OutboundBudget budget) {
        return new Outbox(TERMS, budget, () -> {});
    }

    private static Outbox outbox() {
        return outbox(new OutboundBudget(1 << 30, Runnable::run));
    }

    private static int takeAll(Outbox outbox) {
        return outbox.take(new OutboundFrame[4], Long.MAX_VALUE);
    }

    /** Whoever is asked to flush flushes, and that is enough: nothing stays behind. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "Each has flushed its own.")
    @Outcome(
            id = {"2, 0, 0", "0, 2, 0"},
            expect = ACCEPTABLE,
            desc = "One has flushed for both.")
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = FORBIDDEN,
            desc = "A frame is lost.")
    @Outcome(expect = FORBIDDEN, desc = "A frame waits although nobody owes a flush.")
    @State
    public static class OwedFlush {
        private final Outbox outbox = outbox();

        @Actor
        public void one(III_Result result) {
            result.r1 = outbox.offer(FIRST) == Outbox.Offer.FLUSH_NEEDED ? takeAll(outbox) : 0;
        }

        @Actor
        public void other(III_Result result) {
            result.r2 = outbox.offer(SECOND) == Outbox.Offer.FLUSH_NEEDED ? takeAll(outbox) : 0;
        }

        @Arbiter
        public void rest(III_Result result) {
            result.r3 = takeAll(outbox);
        }
    }

    /** Frames leave as they came, while another thread takes. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "In order, and the backlog counts nothing at the end.")
    @Outcome(expect = FORBIDDEN, desc = "Overtaken, lost, or still counted.")
    @State
    public static class Order {
        private final Outbox outbox = outbox();
        private final OutboundFrame[] taken = new OutboundFrame[4];
        private int count;

        @Actor
        public void appends() {
            outbox.offer(FIRST);
            outbox.offer(SECOND);
        }

        @Actor
        public void takes() {
            count = outbox.take(taken, Long.MAX_VALUE);
        }

        @Arbiter
        public void rest(ZZ_Result result) {
            OutboundFrame[] rest = new OutboundFrame[4];
            int more = outbox.take(rest, Long.MAX_VALUE);
            System.arraycopy(rest, 0, taken, count, more);
            result.r1 = count + more == 2 && taken[0] == FIRST && taken[1] == SECOND;
            result.r2 = outbox.pendingBytes() == 0;
        }
    }

    /** A frame in two outboxes, one of which ends: at the end the node counts nothing. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "Everything that was reserved is released.")
    @Outcome(expect = FORBIDDEN, desc = "The budget of the node leaks.")
    @State
    public static class Budget {
        private final OutboundBudget budget = new OutboundBudget(1 << 30, Runnable::run);
        private final Outbox one = outbox(budget);
        private final Outbox other = outbox(budget);
        private final OutboundFrame frame = OutboundFrame.shared(new Event(1, 2, Map.of(), Payload.EMPTY));

        @Actor
        public void sendsAndEndsTheOther() {
            one.offer(frame);
            OutboundFrame[] taken = new OutboundFrame[1];
            if (one.take(taken, Long.MAX_VALUE) == 1) {
                one.written(taken[0]);
            }
            other.end();
        }

        @Actor
        public void appends() {
            other.offer(frame);
        }

        @Arbiter
        public void reserved(J_Result result) {
            result.r1 = budget.reservedBytes();
        }
    }
}
