package io.signalbox.router.realm;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.router.session.RealmOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Several readers and workers at one loop: mutual exclusion, no lost task, order per sender. */
class RealmLoopConcurrencyTest {
    private static final int SENDERS = 4;
    private static final int TASKS = 50_000;

    /** Confined to the loop. A second thread inside the loop would cause a wrong result. */
    private final int[] lastOf = new int[SENDERS];

    private int ran;
    private int disorder;

    private record Step(RealmLoopConcurrencyTest test, int sender, int number) implements RealmTask {
        @Override
        public int run() {
            test.ran++;
            if (test.lastOf[sender] != number - 1) {
                test.disorder++;
            }
            test.lastOf[sender] = number;
            return 1;
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void tasks_run_one_at_a_time_and_in_each_senders_order() throws InterruptedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            RealmLoop loop = new RealmLoop("realm1", workers, System::nanoTime, new RealmOutput());
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                int sender = i;
                senders.add(Thread.ofPlatform().start(() -> send(loop, sender)));
            }
            for (Thread sender : senders) {
                sender.join();
            }
            await().until(() -> loop.load().waiting() == 0);

            assertThat(loop.load().tasks()).isEqualTo((long) SENDERS * TASKS);
        }
        assertThat(ran).isEqualTo(SENDERS * TASKS);
        assertThat(disorder).isZero();
    }

    private void send(RealmLoop loop, int sender) {
        FlushBatch flushes = new FlushBatch();
        for (int number = 1; number <= TASKS; number++) {
            Step step = new Step(this, sender, number);
            if (!loop.tryRun(step, flushes)) {
                loop.submit(step);
            }
        }
    }
}
