package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Deadlines of calls. */
class CallDeadlinesTest {
    private final ManualTimer timer = new ManualTimer();
    private final List<PendingCall> expired = new ArrayList<>();
    private final List<Integer> slices = new ArrayList<>();
    private final CallDeadlines deadlines = deadlines(timer);

    private CallDeadlines deadlines(Timers timers) {
        RealmWork work = new RealmWork("test", new IdleLoop(), timers);
        return new CallDeadlines(work, expired::add, () -> slices.add(expired.size()));
    }

    private static PendingCall call(long request) {
        return new PendingCall(null, request, null, request, new CallTerms("com.a", 1, Map.of(), false, 1));
    }

    @Test
    void an_earlier_deadline_replaces_the_wake_up() {
        PendingCall late = call(1);
        PendingCall early = call(2);
        deadlines.arm(late, 1000);
        deadlines.arm(early, 10);

        timer.advanceMillis(10);
        assertThat(expired).containsExactly(early);
        timer.advanceMillis(990);
        assertThat(expired).containsExactly(early, late);
        assertThat(timer.isIdle()).isTrue();
    }

    @Test
    void a_wake_up_that_could_not_be_stopped_changes_nothing() {
        LateTimers stubborn = new LateTimers();
        CallDeadlines armed = deadlines(stubborn);
        armed.arm(call(1), 1000);
        armed.arm(call(2), 10);
        stubborn.tasks.forEach(Runnable::run);

        assertThat(expired).isEmpty();
        assertThat(stubborn.tasks).hasSize(2);
    }

    @Test
    void calls_expire_in_the_order_of_their_deadlines_whatever_was_disarmed() {
        Random random = new Random(42);
        List<PendingCall> expected = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            PendingCall call = call(i);
            deadlines.arm(call, 1 + random.nextInt(500));
            expected.add(call);
            int victim = random.nextInt(expected.size());
            switch (random.nextInt(3)) {
                case 0 -> deadlines.disarm(expected.remove(victim));
                case 1 -> deadlines.arm(expected.get(victim), 1 + random.nextInt(500));
                default -> timer.advanceMillis(0);
            }
        }
        timer.advanceMillis(500);

        assertThat(expired).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expired).extracting(call -> call.deadlineNanos).isSorted();
        assertThat(deadlines.size()).isZero();
    }

    @Test
    void calls_that_expire_together_expire_in_slices() {
        int count = 2 * CallDeadlines.EXPIRE_AT_ONCE + 1;
        for (int i = 0; i < count; i++) {
            deadlines.arm(call(i), 10);
        }
        timer.advanceMillis(10);

        assertThat(expired).hasSize(count);
        assertThat(slices).containsExactly(CallDeadlines.EXPIRE_AT_ONCE, 2 * CallDeadlines.EXPIRE_AT_ONCE, count);
    }

    /** Timers that cannot be cancelled. */
    private static final class LateTimers implements Timers {
        private final List<Runnable> tasks = new ArrayList<>();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public long epochMillis() {
            return 0;
        }

        @Override
        public Timeout after(long delayNanos, Runnable task) {
            tasks.add(task);
            return () -> {};
        }
    }

    /** Executor of a loop that is idle. */
    private static final class IdleLoop implements RealmExecutor {
        @Override
        public void followUp(String what, Runnable action) {
            throw new AssertionError(what);
        }

        @Override
        public void submit(String what, Runnable action) {
            action.run();
        }
    }
}
