package io.signalbox.router.realm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.router.session.RealmOutput;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZZ_Result;

/** A realm's loop between the threads that give it tasks and those that run them. In its package, which it does not leave. */
public class RealmLoopStress {

    /** A loop, its workers and what its tasks have seen; all of that is plain, as everything in a realm. */
    private static final class Probe {
        private final Queue<Runnable> workers = new ConcurrentLinkedQueue<>();
        private final RealmLoop loop = new RealmLoop("stress", workers::add, () -> 0, new RealmOutput());
        private final int weight;
        private int inside;
        private int ran;
        private final int[] last = new int[2];
        private boolean overlapped;
        private boolean disordered;

        /** @param weight of each task; a slice ends with {@link RealmLoop#SLICE_WEIGHT} */
        Probe(int weight) {
            this.weight = weight;
        }

        /** @param number of this sender's tasks the first, second and so on */
        RealmTask task(int sender, int number) {
            return new RealmTask() {
                @Override
                public int run() {
                    overlapped |= inside++ != 0;
                    disordered |= last[sender] != number - 1;
                    last[sender] = number;
                    ran++;
                    inside--;
                    return weight;
                }

                @Override
                public void failed(Throwable failure) {
                    overlapped = true;
                }
            };
        }

        /** Two messages of one connection, which runs the realm itself where it can. */
        void reads(int sender) {
            FlushBatch flushes = new FlushBatch();
            loop.runOrSubmit(task(sender, 1), flushes);
            loop.runOrSubmit(task(sender, 2), flushes);
            work();
        }

        /** Two tasks that come from no connection. */
        void submits(int sender) {
            loop.submit(task(sender, 1));
            loop.submit(task(sender, 2));
            work();
        }

        void work() {
            for (Runnable drain = workers.poll(); drain != null; drain = workers.poll()) {
                drain.run();
            }
        }

        void tell(IZZ_Result result) {
            work();
            result.r1 = ran;
            result.r2 = overlapped;
            result.r3 = disordered;
        }
    }

    /** Two connections read at the same time. */
    @JCStressTest
    @Outcome(id = "4, false, false", expect = ACCEPTABLE, desc = "Each task once, alone and in order.")
    @Outcome(expect = FORBIDDEN, desc = "A task is lost, unseen, overlapped or overtaken.")
    @State
    public static class TwoReaders {
        private final Probe probe = new Probe(1);

        @Actor
        public void one() {
            probe.reads(0);
        }

        @Actor
        public void other() {
            probe.reads(1);
        }

        @Arbiter
        public void end(IZZ_Result result) {
            probe.tell(result);
        }
    }

    /** A connection reads while a timer submits. */
    @JCStressTest
    @Outcome(id = "4, false, false", expect = ACCEPTABLE, desc = "Each task once, alone and in order.")
    @Outcome(expect = FORBIDDEN, desc = "A task is lost, unseen, overlapped or overtaken.")
    @State
    public static class ReaderAndTimer {
        private final Probe probe = new Probe(1);

        @Actor
        public void reader() {
            probe.reads(0);
        }

        @Actor
        public void timer() {
            probe.submits(1);
        }

        @Arbiter
        public void end(IZZ_Result result) {
            probe.tell(result);
        }
    }

    /** Every task uses up its slice, so that the realm is handed over each time. */
    @JCStressTest
    @Outcome(id = "4, false, false", expect = ACCEPTABLE, desc = "Each task once, alone and in order.")
    @Outcome(expect = FORBIDDEN, desc = "A task is lost, unseen, overlapped or overtaken.")
    @State
    public static class HandOver {
        private final Probe probe = new Probe(RealmLoop.SLICE_WEIGHT);

        @Actor
        public void reader() {
            probe.reads(0);
        }

        @Actor
        public void submitter() {
            probe.submits(1);
        }

        @Arbiter
        public void end(IZZ_Result result) {
            probe.tell(result);
        }
    }
}
