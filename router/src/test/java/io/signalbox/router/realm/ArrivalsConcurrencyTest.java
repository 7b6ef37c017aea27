package io.signalbox.router.realm;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.router.session.RealmOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Concurrent reading threads that queue messages until the end of a round: no message is lost, and each session's order
 * is kept.
 */
class ArrivalsConcurrencyTest {
    private static final int SESSIONS = 4;
    private static final int MESSAGES = 50_000;
    private static final int LONGEST_ROUND = 40;

    /** Confined to the loop. */
    private final int[] lastOf = new int[SESSIONS];

    private int ran;
    private int disorder;

    private record Message(ArrivalsConcurrencyTest test, int session, int number) implements RealmTask {
        @Override
        public int run() {
            test.ran++;
            if (test.lastOf[session] != number - 1) {
                test.disorder++;
            }
            test.lastOf[session] = number;
            return 1;
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void every_message_runs_once_and_behind_those_that_its_session_sent_before() throws InterruptedException {
        try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
            RealmLoop loop = new RealmLoop("realm1", workers, System::nanoTime, new RealmOutput());
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                int session = i;
                readers.add(Thread.ofPlatform().start(() -> read(loop, session)));
            }
            for (Thread reader : readers) {
                reader.join();
            }
            await().until(() -> loop.load().waiting() == 0);
        }
        assertThat(ran).isEqualTo(SESSIONS * MESSAGES);
        assertThat(disorder).isZero();
    }

    /** Acts like an inbound gate within a select round. Submits outside of a round occasionally and at the end. */
    private void read(RealmLoop loop, int session) {
        Arrivals arrivals = new Arrivals(loop);
        FlushBatch round = new FlushBatch();
        for (int number = 1; number <= MESSAGES; number++) {
            Message message = new Message(this, session, number);
            int chance = ThreadLocalRandom.current().nextInt(LONGEST_ROUND);
            if (chance == 1 || number == MESSAGES) {
                arrivals.submit(message);
            } else if (!arrivals.isEmpty() || !loop.tryRun(message, round)) {
                if (arrivals.add(message)) {
                    round.beforehand(arrivals);
                }
            }
            if (chance == 0) {
                round.flush();
            }
        }
        round.flush();
    }
}
