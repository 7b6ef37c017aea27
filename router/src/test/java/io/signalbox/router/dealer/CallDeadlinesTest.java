package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The heap of call deadlines. */
class CallDeadlinesTest {
    private final ManualTimer timer = new ManualTimer();
    private final List<PendingCall> expired = new ArrayList<>();
    private final CallDeadlines deadlines = new CallDeadlines(timer, expired::add);

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
        LateTimer stubborn = new LateTimer();
        CallDeadlines armed = new CallDeadlines(stubborn, expired::add);
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

    /** A timer whose wake-ups cannot be taken back. */
    private static final class LateTimer implements CallTimer {
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
        public void wakeAfter(long delayNanos, Runnable task) {
            tasks.add(task);
        }
    }
}
